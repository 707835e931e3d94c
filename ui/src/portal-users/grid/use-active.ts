/** The one cell of the grid that is its tab stop. */
import { useLayoutEffect, useRef, useState } from "react";
import type { FocusEvent, RefObject } from "react";
import { flushSync } from "react-dom";

import type { PortalUserId } from "../../ipc/types/PortalUserId";
import type { ShownColumn } from "../../ipc/types/ShownColumn";
import type { UserColumn } from "../../ipc/types/UserColumn";
import type { Rows } from "../queries";
import type { Place } from "./moves";

/** Puts the focus on the grid's tab stop; the list scrolls to it sideways alone. */
export function focusActiveCell(grid: HTMLElement | null) {
  const cell = grid?.querySelector<HTMLElement>(
    '[role="gridcell"][tabindex="0"], [role="columnheader"][tabindex="0"]',
  );
  if (grid === null || cell === null || cell === undefined) return;
  cell.focus({ preventScroll: true });
  const view = grid.getBoundingClientRect();
  const { left, right } = cell.getBoundingClientRect();
  if (left < view.left) grid.scrollLeft -= view.left - left;
  else if (right > view.right) grid.scrollLeft += Math.min(right - view.right, left - view.left);
}

/** The tab stop as it was put: in this row of this list, on this user. */
type TabStop = { list: string; index: number; user: PortalUserId | undefined; column: UserColumn };

/** Where the tab stop was put; the rows that {@link useActive} reads have to hold the one it is in. */
export function useTabStop(list: string) {
  return useState<TabStop>({ list, index: 0, user: undefined, column: "name" });
}

type ActiveProps = {
  tabStop: ReturnType<typeof useTabStop>;
  /** Which list it is: in another one the first row is active. */
  list: string;
  total: number;
  rows: Rows;
  columns: readonly ShownColumn[];
  grid: RefObject<HTMLElement | null>;
};

/** Follows the active row by its user, so that the focus stays with the person when rows come and go. */
export function useActive({ tabStop: [state, setState], list, total, rows, columns, grid }: ActiveProps) {
  const active = settled(state, list, total, rows);
  if (active.list !== state.list || active.index !== state.index || active.user !== state.user) {
    setState(active);
  }
  const column = Math.max(
    0,
    columns.findIndex(({ id }) => id === active.column),
  );
  const hadFocus = useRef(false);

  // A focused cell that leaves the list takes the focus with it, and nobody is told.
  useLayoutEffect(() => {
    if (hadFocus.current && document.activeElement === document.body) focusActiveCell(grid.current);
  });

  /** Makes a cell the tab stop, and does what belongs to it in the same drawing. */
  function activate(place: Place, besides?: () => void) {
    const chosen = columns[place.column]?.id ?? active.column;
    flushSync(() => {
      setState({ list, index: place.index, user: rows.at(place.index)?.id, column: chosen });
      besides?.();
    });
  }

  return {
    index: active.index,
    column,
    columnId: columns[column]?.id,
    activate,
    onFocus: () => {
      hadFocus.current = true;
    },
    onBlur: (event: FocusEvent) => {
      hadFocus.current = event.currentTarget.contains(event.relatedTarget);
    },
  };
}

/** Where the active row is now; where its user has left the list, whoever stands in that place. */
function settled(state: TabStop, list: string, total: number, rows: Rows): TabStop {
  const same = state.list === list;
  // Whoever ordered the list from its header stays there.
  const index = Math.min(same ? state.index : Math.min(state.index, 0), total - 1);
  const user = same ? state.user : undefined;
  const there = rows.at(index)?.id;
  if (user !== undefined && there !== user) {
    const gone = rows.indexOf(user);
    if (gone !== undefined) return { ...state, index: gone };
  }
  return { ...state, list, index, user: there ?? user };
}
