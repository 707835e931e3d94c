import { COLUMNS } from "./columns";
import type { ColumnId, ShownColumn } from "./columns";
import type { Order } from "./order";

import styles from "./UserGrid.module.css";

type HeaderRowProps = {
  columns: readonly ShownColumn[];
  /** The column of the grid's tab stop, if that is in this row. */
  active: ColumnId | undefined;
  order: Order;
  onSort: (column: ColumnId) => void;
};

/** The names of the columns; a click on one orders the list by it. Its keys are the grid's. */
export function HeaderRow({ columns, active, order, onSort }: HeaderRowProps) {
  return (
    <div role="rowgroup" className={styles.header}>
      <div role="row" aria-rowindex={1} className={styles.columns}>
        {columns.map(({ id }, at) => {
          const { title, sort } = COLUMNS[id];
          const isSorted = sort !== undefined && sort === order.sort;
          return (
            // The keys are the grid's.
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
            <span
              key={id}
              role="columnheader"
              aria-colindex={at + 1}
              aria-sort={sort === undefined ? undefined : sorted(isSorted, order.descending)}
              tabIndex={id === active ? 0 : -1}
              className={`${styles.cell} ${sort === undefined ? "" : styles.sortable}`}
              onClick={sort === undefined ? undefined : () => onSort(id)}
            >
              {title} {isSorted && <span aria-hidden>{order.descending ? "↓" : "↑"}</span>}
            </span>
          );
        })}
      </div>
    </div>
  );
}

function sorted(isSorted: boolean, descending: boolean) {
  if (!isSorted) return "none";
  return descending ? "descending" : "ascending";
}
