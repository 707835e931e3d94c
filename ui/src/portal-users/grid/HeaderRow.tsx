import type { ShownColumn } from "../../ipc/types/ShownColumn";
import type { UserColumn } from "../../ipc/types/UserColumn";
import { COLUMNS } from "./columns";
import type { Order } from "./order";
import { useColumnDrag } from "./use-column-drag";

import styles from "./UserGrid.module.css";

export type HeaderProps = {
  columns: readonly ShownColumn[];
  onColumns: (columns: readonly ShownColumn[]) => void;
  onSort: (column: UserColumn) => void;
};

type HeaderRowProps = HeaderProps & {
  /** The column of the grid's tab stop, if that is in this row. */
  active: UserColumn | undefined;
  order: Order;
};

/**
 * The names of the columns. A click on one orders the list by it; it is dragged to another place, and its edge to another
 * width. Its keys are the grid's.
 */
export function HeaderRow({ columns, active, order, onSort, onColumns }: HeaderRowProps) {
  const drag = useColumnDrag({ columns, onColumns, onSort });
  return (
    <div role="rowgroup" className={styles.header}>
      <div role="row" aria-rowindex={1} className={styles.columns}>
        {columns.map(({ id }, at) => {
          const { title, sort } = COLUMNS[id];
          const isSorted = sort !== undefined && sort === order.sort;
          return (
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
            <span
              key={id}
              role="columnheader"
              aria-colindex={at + 1}
              aria-sort={sort === undefined ? undefined : sorted(isSorted, order.descending)}
              tabIndex={id === active ? 0 : -1}
              className={`${styles.cell} ${styles.head} ${drag.over === id ? styles.over : ""}`}
              onPointerDown={(event) => drag.begin(event, id)}
              onClick={() => drag.click(id)}
            >
              {title} {isSorted && <span aria-hidden>{order.descending ? "↓" : "↑"}</span>}
              <span
                className={styles.edge}
                aria-hidden
                onPointerDown={(event) => drag.beginSizing(event, id)}
                onDoubleClick={() => drag.unsize(id)}
              />
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
