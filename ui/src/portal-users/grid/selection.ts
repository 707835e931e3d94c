/** Which portal users are selected: some by themselves, or all who answer a list, known by its question alone. */
import type { PortalUserId } from "../../ipc/types/PortalUserId";
import type { List } from "../queries";

export type Selection =
  | { kind: "some"; users: ReadonlySet<PortalUserId> }
  | { kind: "matching"; list: List; except: ReadonlySet<PortalUserId> };

export const NOBODY: Selection = { kind: "some", users: new Set() };

/** Everybody who answers this list, also those who come later. */
export function everybody(list: List): Selection {
  return { kind: "matching", list, except: new Set() };
}

export function isSelected(selection: Selection, user: PortalUserId): boolean {
  return selection.kind === "some" ? selection.users.has(user) : !selection.except.has(user);
}

/** How many are selected, where so many answer the list. */
export function sizeOf(selection: Selection, total: number): number {
  return selection.kind === "some" ? selection.users.size : Math.max(0, total - selection.except.size);
}

/** The selection with this user in it, or without. */
export function toggled(selection: Selection, user: PortalUserId): Selection {
  if (selection.kind === "some") return { kind: "some", users: flipped(selection.users, user) };
  return { ...selection, except: flipped(selection.except, user) };
}

/** The selection with all of these in it. */
export function withAll(selection: Selection, users: readonly PortalUserId[]): Selection {
  if (selection.kind === "some") return { kind: "some", users: new Set([...selection.users, ...users]) };
  const added = new Set(users);
  return { ...selection, except: new Set([...selection.except].filter((user) => !added.has(user))) };
}

function flipped(users: ReadonlySet<PortalUserId>, user: PortalUserId): ReadonlySet<PortalUserId> {
  const next = new Set(users);
  if (!next.delete(user)) next.add(user);
  return next;
}
