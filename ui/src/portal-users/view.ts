/** What the screen shows: the search, the filter, the order and the user whose link manager is open, kept in the address. */
import { getRouteApi } from "@tanstack/react-router";

import { textIn } from "../address";
import type { PortalUserId } from "../ipc/types/PortalUserId";
import type { UserFilter } from "../ipc/types/UserFilter";
import type { UserSort } from "../ipc/types/UserSort";
import { usualOrder } from "./grid/order";
import type { Order } from "./grid/order";

type View = {
  search?: string;
  filter?: UserFilter;
  /** None while the list is in its usual order. */
  sort?: UserSort;
  descending?: boolean;
  user?: PortalUserId;
};

const SORTS: readonly UserSort[] = ["name", "email", "last_sign_in", "created", "relevance"];

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
  const search = textIn(raw.search);
  if (search !== undefined) view.search = search;
  const filter = FILTERS.find(({ id }) => id === raw.filter);
  if (filter !== undefined && filter.id !== "all") view.filter = filter.id;
  const sort = SORTS.find((one) => one === raw.sort);
  if (sort !== undefined) Object.assign(view, { sort, descending: raw.descending === true });
  if (typeof raw.user === "number") view.user = raw.user;
  return view;
}

const route = getRouteApi("/portal-users");

/** The view and how to change parts of it. */
export function useView() {
  const { search = "", filter = "all", sort, descending = false, user } = route.useSearch();
  const order: Order = sort === undefined ? usualOrder(search) : { sort, descending };
  const navigate = route.useNavigate();
  function change(part: View) {
    void navigate({ search: (view) => ({ ...view, ...part }), replace: true });
  }
  return { search, filter, sort, order, user, change };
}
