/** What is selected in the list, and how it is extended. */
import { useRef, useState } from "react";

import { useToasts } from "../../components/Toasts";
import type { PortalUserId } from "../../ipc/types/PortalUserId";
import type { Problem } from "../../ipc/types/Problem";
import { nameOf, useUsersBetween } from "../queries";
import type { List } from "../queries";
import { NOBODY, everybody, isSelected, sizeOf, toggled, withAll } from "./selection";
import type { Selection } from "./selection";

/** The most rows that one range takes in. */
const LONGEST_RANGE = 10_000;

/** The selection over this list. People chosen one by one stay chosen in other lists; "all who match" ends with its list. */
export function useSelection(list: List, total: number) {
  const [chosen, setChosen] = useState<Selection>(NOBODY);
  const selection = chosen.kind === "matching" && nameOf(chosen.list) !== nameOf(list) ? NOBODY : chosen;
  const usersBetween = useUsersBetween(list);
  // Where a range begins, and what was selected before it.
  const begun = useRef<{ index: number; before: Selection }>({ index: 0, before: NOBODY });

  // Counts what was done to the selection: a range whose people arrive after something else was done comes too late.
  const done = useRef(0);
  const toasts = useToasts();

  function choose(next: Selection) {
    done.current += 1;
    setChosen(next);
  }

  /** A range that begins now begins here, on this selection. */
  function begin(index: number, before: Selection) {
    done.current += 1;
    begun.current = { index, before };
  }

  /** Selects or deselects one; a range begins here. */
  function toggle(index: number, user: PortalUserId) {
    const next = toggled(selection, user);
    begin(index, next);
    choose(next);
  }

  /** Selects everybody from where the range begins to this row. */
  async function extendTo(index: number) {
    const { index: from, before } = begun.current;
    const least = Math.max(0, Math.min(from, index));
    const most = Math.min(Math.max(from, index), least + LONGEST_RANGE - 1);
    done.current += 1;
    const mine = done.current;
    try {
      const users = await usersBetween(least, most);
      if (done.current === mine) choose(withAll(before, users));
    } catch (problem) {
      // What a read rejects with is always a problem.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      const { title, next } = problem as Problem;
      if (done.current === mine) toasts.show({ says: `The range was not selected. ${title}`, next });
    }
  }

  return {
    selection,
    size: sizeOf(selection, total),
    has: (user: PortalUserId) => isSelected(selection, user),
    toggle,
    extendTo,
    beginAt: (index: number) => begin(index, selection),
    /** Everybody who is selected, by their numbers. */
    users: async (): Promise<readonly PortalUserId[]> => {
      if (selection.kind === "some") return [...selection.users];
      const all = total === 0 ? [] : await usersBetween(0, total - 1);
      return all.filter((user) => !selection.except.has(user));
    },
    selectAll: () => choose(everybody(list)),
    clear: () => {
      begin(begun.current.index, NOBODY);
      choose(NOBODY);
    },
  };
}

export type UsersSelection = ReturnType<typeof useSelection>;
