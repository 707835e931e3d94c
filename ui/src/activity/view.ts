/** Which part of the log is shown, kept in the address. */
import { getRouteApi } from "@tanstack/react-router";

import { textIn } from "../address";
import type { ActivityQuery } from "../ipc/types/ActivityQuery";
import type { ClientId } from "../ipc/types/ClientId";
import type { Deed } from "../ipc/types/Deed";
import type { PortalUserId } from "../ipc/types/PortalUserId";

export type LogView = {
  action?: Deed | undefined;
  /** Exactly this name, as it stands in the log. */
  actor?: string | undefined;
  user?: PortalUserId | undefined;
  client?: ClientId | undefined;
  /** Days as a calendar writes them: 2026-11-20. Both belong to what is shown. */
  from?: string | undefined;
  to?: string | undefined;
};

export const DEEDS: readonly { id: Deed; title: string }[] = [
  { id: "link", title: "Links" },
  { id: "de_link", title: "De-links" },
  { id: "close_access", title: "Access closed" },
  { id: "unbar", title: "Bars lifted" },
  { id: "open_key", title: "Keys opened" },
  { id: "change_settings", title: "Settings" },
  { id: "import", title: "Imports" },
];

const TEXTS = ["actor", "client", "from", "to"] as const;

/** The part that an address asks for; what it cannot mean is left out. */
export function validateLogView(raw: Record<string, unknown>): LogView {
  const view: LogView = {};
  for (const name of TEXTS) {
    const text = textIn(raw[name]);
    if (text !== undefined) view[name] = text;
  }
  const action = DEEDS.find(({ id }) => id === raw.action);
  if (action !== undefined) view.action = action.id;
  if (typeof raw.user === "number") view.user = raw.user;
  return view;
}

/** The question for the backend: a day begins and ends where the person's own clock says. */
export function askedFor({ action, actor, user, client, from, to }: LogView): ActivityQuery {
  return {
    action: action ?? null,
    actor: actor ?? null,
    portal_user_id: user ?? null,
    client_id: client ?? null,
    from: beginning(from, 0),
    to: beginning(to, 1),
  };
}

/** When the day begins that comes so many days after this one; none where it is no day. */
function beginning(day: string | undefined, later: number): string | null {
  const at = new Date(`${day}T00:00`);
  if (Number.isNaN(at.getTime())) return null;
  at.setDate(at.getDate() + later);
  return at.toISOString();
}

const route = getRouteApi("/activity");

/** The part that is shown, and how to show another. */
export function useLogView() {
  const view = route.useSearch();
  const navigate = route.useNavigate();
  return { view, show: (next: LogView) => void navigate({ search: next, replace: true }) };
}
