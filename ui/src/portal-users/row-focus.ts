/** The one row of the grid that has its tab stop, and how the keys move it. */
import { useLayoutEffect, useRef, useState } from "react";
import type { FocusEvent, RefObject } from "react";
import { flushSync } from "react-dom";

import type { PortalUserId } from "../ipc/types/PortalUserId";
import type { PortalUserRow } from "../ipc/types/PortalUserRow";

/** The height of a row and of the header, as in tokens.css and UserGrid.module.css. */
export const ROW_HEIGHT = 37;
export const HEADER_HEIGHT = 30;

/** Puts the focus on the grid's tab stop; the list does not scroll for it. */
export function focusActiveRow(grid: HTMLElement | null) {
  grid?.querySelector<HTMLElement>('[role="row"][tabindex="0"]')?.focus({ preventScroll: true });
}

type Active = { id: PortalUserId | undefined; index: number; list: string };

type RowFocusProps = {
  rows: readonly PortalUserRow[];
  total: number;
  /** Which list it is: in another one the first row is active. */
  list: string;
  grid: RefObject<HTMLElement | null>;
  loadThrough: (index: number) => Promise<readonly PortalUserRow[]>;
};

/** Follows the active row by its user, so that the focus stays with the person when rows come and go. */
export function useRowFocus({ rows, total, list, grid, loadThrough }: RowFocusProps) {
  const [active, setActive] = useState<Active>({ id: undefined, index: 0, list });
  const index = place(active, rows, list);
  const hadFocus = useRef(false);

  // A focused row that leaves the list takes the focus with it, and nobody is told.
  useLayoutEffect(() => {
    if (hadFocus.current && document.activeElement === document.body) focusActiveRow(grid.current);
  });

  function activate(next: number, row: PortalUserRow | undefined) {
    flushSync(() => setActive({ id: row?.id, index: next, list }));
  }

  /** Moves to a row, fetching as far as there if need be. */
  async function moveTo(wanted: number): Promise<PortalUserRow | undefined> {
    const target = Math.max(0, Math.min(wanted, total - 1));
    const loaded = target < rows.length ? rows : await loadThrough(target);
    const next = Math.min(target, loaded.length - 1);
    activate(next, loaded[next]);
    reveal(grid.current, next);
    focusActiveRow(grid.current);
    return loaded[next];
  }

  return {
    index,
    activate,
    moveTo,
    onFocus: () => {
      hadFocus.current = true;
    },
    onBlur: (event: FocusEvent) => {
      hadFocus.current = event.currentTarget.contains(event.relatedTarget);
    },
  };
}

/** Where the active row is now; where its user has left the list, whoever stands in that place. */
function place(active: Active, rows: readonly PortalUserRow[], list: string): number {
  if (active.id !== undefined && rows[active.index]?.id !== active.id) {
    const moved = rows.findIndex((row) => row.id === active.id);
    if (moved !== -1) return moved;
    if (active.list !== list) return 0;
  }
  return Math.max(0, Math.min(active.index, rows.length - 1));
}

/** Where a key leads from a row; undefined where the key does not move. */
export function targetOf(key: string, from: number, total: number, grid: HTMLElement | null) {
  const page = Math.max(1, Math.floor(((grid?.clientHeight ?? 0) - HEADER_HEIGHT) / ROW_HEIGHT) - 1);
  switch (key) {
    case "ArrowDown":
      return from + 1;
    case "ArrowUp":
      return from - 1;
    case "PageDown":
      return from + page;
    case "PageUp":
      return from - page;
    case "Home":
      return 0;
    case "End":
      return total - 1;
    default:
      return undefined;
  }
}

/** Scrolls just as far as needed to show a row wholly. */
function reveal(grid: HTMLElement | null, index: number) {
  if (grid === null) return;
  const top = index * ROW_HEIGHT;
  const bottom = top + ROW_HEIGHT + HEADER_HEIGHT;
  if (top < grid.scrollTop) grid.scrollTop = top;
  else if (bottom > grid.scrollTop + grid.clientHeight) grid.scrollTop = bottom - grid.clientHeight;
}
