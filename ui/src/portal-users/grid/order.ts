import type { UserColumn } from "../../ipc/types/UserColumn";
/** In which order the list is. */
import type { UserSort } from "../../ipc/types/UserSort";
import { COLUMNS } from "./columns";

export type Order = { sort: UserSort; descending: boolean };

/** The order where nobody chose one: the best matches first, and without a search by name. */
export function usualOrder(search: string): Order {
  return { sort: search.trim() === "" ? "name" : "relevance", descending: false };
}

/** The order after somebody chose a column: by it, then the other way round, then as usual. Moments begin with the newest. */
export function orderedBy(column: UserColumn, order: Order): Order | undefined {
  const { sort } = COLUMNS[column];
  if (sort === undefined) return order;
  const first = sort === "last_sign_in" || sort === "created";
  if (order.sort !== sort) return { sort, descending: first };
  return order.descending === first ? { sort, descending: !first } : undefined;
}
