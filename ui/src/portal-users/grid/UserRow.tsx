import { Check } from "../../components/Icons";
import type { PortalUserRow } from "../../ipc/types/PortalUserRow";
import type { ShownColumn } from "../../ipc/types/ShownColumn";
import type { UserColumn } from "../../ipc/types/UserColumn";
import { cellOf } from "./cells";

import styles from "./UserGrid.module.css";

type UserRowProps = {
  /** None while it is on its way: the row holds its place. */
  row: PortalUserRow | undefined;
  index: number;
  /** Its distance in px from the top of its layer. */
  top: number;
  columns: readonly ShownColumn[];
  /** The column of the grid's tab stop, if that is in this row. */
  active: UserColumn | undefined;
  isOpen: boolean;
  isSelected: boolean;
};

/** A portal user in one line. Its clicks and keys are the grid's. */
export function UserRow({ row, index, top, columns, active, isOpen, isSelected }: UserRowProps) {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      aria-current={isOpen ? "true" : undefined}
      aria-busy={row === undefined}
      className={`${styles.row} ${styles.columns}`}
      style={{ transform: `translateY(${top}px)` }}
    >
      <span className={styles.tick} data-tick aria-hidden>
        <span className={styles.box}>{isSelected && <Check />}</span>
      </span>
      {columns.map(({ id }, at) => (
        <span
          key={id}
          role="gridcell"
          aria-colindex={at + 1}
          tabIndex={id === active ? 0 : -1}
          className={styles.cell}
        >
          {row === undefined ? <span className={styles.aside}>…</span> : cellOf(row, id)}
        </span>
      ))}
    </div>
  );
}
