import type { PortalUserId } from "../../ipc/types/PortalUserId";
import { useSettings } from "../../settings";
import { nameOf, useRows } from "../queries";
import type { List } from "../queries";
import { leastWidth, tracksOf } from "./columns";
import { HeaderRow } from "./HeaderRow";
import type { HeaderProps } from "./HeaderRow";
import { ROW_HEIGHTS } from "./scaled-scroll";
import { useActive, useTabStop } from "./use-active";
import { useFirstRows } from "./use-first-rows";
import { useGridEvents } from "./use-grid-events";
import { useScroll } from "./use-scroll";
import type { UsersSelection } from "./use-selection";
import { useSteady } from "./use-steady";
import { UserRow } from "./UserRow";

import styles from "./UserGrid.module.css";

declare module "react" {
  interface CSSProperties {
    "--columns"?: string;
    "--least"?: string;
    "--row-height"?: string;
  }
}

/** Rows drawn above and below those in sight. */
const OVERSCAN = 8;
/** Rows are placed in layers of so many, so that scrolling moves one layer and no coordinate is large. */
const LAYER = 1000;

export type UserGridProps = HeaderProps & {
  list: List;
  total: number;
  isPrevious: boolean;
  selection: UsersSelection;
  /** Whose link manager is open. */
  open: PortalUserId | undefined;
  onOpen: (user: PortalUserId) => void;
  /** Copies what is selected. */
  onCopy: () => void;
  gridRef: React.RefObject<HTMLDivElement | null>;
};

/** The portal users as an ARIA grid with one tab stop, however many they are; only the rows in sight are drawn. */
export function UserGrid(props: UserGridProps) {
  const { list, total, isPrevious, columns, selection, open, onSort, onColumns, gridRef } = props;
  const name = nameOf(list);
  const rowHeight = ROW_HEIGHTS[useSettings().density];
  const scroll = useScroll(gridRef, total, rowHeight, name);
  const first = Math.max(0, scroll.first - OVERSCAN);
  const last = Math.min(total - 1, scroll.last + OVERSCAN);
  const tabStop = useTabStop(name);
  const rows = useRows(list, first, last, tabStop[0].index);
  const active = useActive({ tabStop, list: name, total, rows, columns, grid: gridRef });
  const steady = useSteady({
    list: name,
    rows,
    first: scroll.first,
    last: scroll.last,
    offset: scroll.offset,
    rowHeight,
    active: active.index,
    shift: scroll.shift,
  });
  useFirstRows(rows.at(scroll.first) !== undefined);
  const events = useGridEvents(props, { rows, active, scroll, onKey: steady.onKey });
  const layer = Math.floor(first / LAYER) * LAYER;
  const measures = {
    "--columns": tracksOf(columns),
    "--least": `${leastWidth(columns)}px`,
    "--row-height": `${rowHeight}px`,
  };

  return (
    <div
      ref={gridRef}
      role="grid"
      className={styles.grid}
      style={measures}
      aria-label="Portal users"
      aria-rowcount={total + 1}
      aria-colcount={columns.length}
      aria-multiselectable
      aria-busy={isPrevious}
      data-selecting={selection.size > 0 || undefined}
      tabIndex={-1}
      onScroll={scroll.onScroll}
      onClick={events.onClick}
      onKeyDown={events.onKeyDown}
      onFocus={active.onFocus}
      onBlur={active.onBlur}
      onPointerMove={steady.onPointerMove}
      onPointerLeave={steady.onPointerLeave}
    >
      <HeaderRow
        columns={columns}
        active={active.index === -1 ? active.columnId : undefined}
        order={list}
        onSort={onSort}
        onColumns={onColumns}
      />
      {total > 0 && (
        <div role="presentation" className={styles.track} style={{ height: scroll.trackHeight }}>
          <div role="presentation" className={styles.view} style={{ height: scroll.viewport }}>
            <div role="rowgroup" style={{ transform: `translateY(${layer * rowHeight - scroll.offset}px)` }}>
              {drawn(first, last, active.index).map((index) => {
                const row = rows.at(index);
                return (
                  <UserRow
                    key={row === undefined || rows.indexOf(row.id) !== index ? `at ${index}` : row.id}
                    row={row}
                    index={index}
                    top={(placed(index, first, last) - layer) * rowHeight}
                    columns={columns}
                    active={index === active.index ? active.columnId : undefined}
                    isOpen={row !== undefined && row.id === open}
                    isSelected={row !== undefined && selection.has(row.id)}
                  />
                );
              })}
            </div>
          </div>
        </div>
      )}
    </div>
  );
}

/** The rows to draw: those in sight, and the one with the tab stop wherever it is. */
function drawn(first: number, last: number, active: number): number[] {
  const indexes = Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
  if (active >= 0 && active < first) return [active, ...indexes];
  return active > last ? [...indexes, active] : indexes;
}

/** Where a row is drawn: one that is far away stands just out of sight, since it is there for its focus alone. */
function placed(index: number, first: number, last: number): number {
  return Math.max(first - LAYER, Math.min(index, last + LAYER));
}
