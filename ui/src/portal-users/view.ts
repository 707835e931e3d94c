/** What the screen shows: the search, the filter and the user whose link manager is open, kept in the address. */
import { getRouteApi } from "@tanstack/react-router";

import type { PortalUserId } from "../ipc/types/PortalUserId";
import type { UserFilter } from "../ipc/types/UserFilter";

type View = { search?: string; filter?: UserFilter; user?: PortalUserId };

/** The filters in the order of their chips. */
export const FILTERS: readonly { id: UserFilter; title: string }[] = [
  { id: "all", title: "All" },
  { id: "no_linked_client", title: "No linked client" },
  { id: "not_verified", title: "Not verified" },
  { id: "closed_portal", title: "Closed portal" },
  { id: "dormant", title: "Dormant" },
  { id: "barred", title: "Access closed" },
];

/** The view that an address asks for; what it cannot mean is left out. */
export function validateView(raw: Record<string, unknown>): View {
  const view: View = {};
  // The router reads a search for 1002 as a number.
  if (typeof raw.search === "string" || typeof raw.search === "number") view.search = String(raw.search);
  const filter = FILTERS.find(({ id }) => id === raw.filter);
  if (filter !== undefined && filter.id !== "all") view.filter = filter.id;
  if (typeof raw.user === "number") view.user = raw.user;
  return view;
}

const route = getRouteApi("/portal-users");

/** The view and how to change parts of it. */
export function useView() {
  const { search = "", filter = "all", user } = route.useSearch();
  const navigate = route.useNavigate();
  function change(part: View) {
    void navigate({ search: (view) => ({ ...view, ...part }), replace: true });
  }
  return { search, filter, user, change };
}
