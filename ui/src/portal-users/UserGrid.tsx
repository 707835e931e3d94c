import { useEffect } from "react";
import type { KeyboardEvent } from "react";

import type { PortalUserId } from "../ipc/types/PortalUserId";
import type { usePortalUsers } from "./queries";
import { targetOf, useRowFocus } from "./row-focus";
import { HeaderRow, LoadingRow, UserRow } from "./UserRow";
import { useVirtualRows } from "./virtual-rows";

import styles from "./UserGrid.module.css";

const FETCH_AHEAD = 100;

type UserGridProps = {
  users: ReturnType<typeof usePortalUsers>;
  total: number;
  list: string;
  selected: PortalUserId | undefined;
  onOpen: (id: PortalUserId) => void;
  gridRef: React.RefObject<HTMLDivElement | null>;
};

/** The portal users as an ARIA grid with one tab stop, of which only the rows in sight are drawn. */
export function UserGrid({ users, total, list, selected, onOpen, gridRef }: UserGridProps) {
  const { rows, loadThrough, canFetchMore, fetchMore, isPrevious } = users;
  const focus = useRowFocus({ rows, total, list, grid: gridRef, loadThrough });
  const { items, height, lastVisible } = useVirtualRows(gridRef, total, focus.index);

  // Scrolling is no event of ours: what it brought into sight shows only in what was drawn.
  const wantsMore = canFetchMore && !isPrevious && rows.length < Math.min(total, lastVisible + FETCH_AHEAD);
  useEffect(() => {
    if (wantsMore) void fetchMore();
  }, [wantsMore, fetchMore]);

  async function onKeyDown(event: KeyboardEvent) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const active = rows[focus.index];
    if (event.key === "Enter" && active !== undefined) {
      event.preventDefault();
      onOpen(active.id);
      return;
    }
    const target = targetOf(event.key, focus.index, total, gridRef.current);
    if (target === undefined) return;
    event.preventDefault();
    const row = await focus.moveTo(target);
    if (selected !== undefined && row !== undefined) onOpen(row.id);
  }

  return (
    <div
      ref={gridRef}
      role="grid"
      className={styles.grid}
      aria-label="Portal users"
      aria-rowcount={total + 1}
      aria-colcount={5}
      aria-busy={isPrevious}
      tabIndex={-1}
      onKeyDown={(event) => void onKeyDown(event)}
      onFocus={focus.onFocus}
      onBlur={focus.onBlur}
    >
      <HeaderRow isByName={users.isByName} />
      {total > 0 && (
        <div role="rowgroup" className={styles.body} style={{ height }}>
          {items.map(({ index, top }) => {
            const row = rows[index];
            if (row === undefined) return <LoadingRow key={`at ${index}`} index={index} top={top} />;
            return (
              <UserRow
                key={row.id}
                row={row}
                index={index}
                top={top}
                isActive={index === focus.index}
                isSelected={row.id === selected}
                onPick={() => {
                  focus.activate(index, row);
                  onOpen(row.id);
                }}
              />
            );
          })}
        </div>
      )}
    </div>
  );
}
