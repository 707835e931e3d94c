/** What the grid does when somebody clicks or presses a key in it. */
import { useRef } from "react";
import type { KeyboardEvent, MouseEvent } from "react";

import { useRowAt } from "../queries";
import type { Rows } from "../queries";
import { columnsAfter } from "./header-keys";
import { leadsTo } from "./moves";
import type { Place } from "./moves";
import { focusActiveCell } from "./use-active";
import type { useActive } from "./use-active";
import type { useScroll } from "./use-scroll";
import type { UserGridProps } from "./UserGrid";

type Parts = {
  rows: Rows;
  active: ReturnType<typeof useActive>;
  scroll: ReturnType<typeof useScroll>;
  onKey: () => void;
};

export function useGridEvents(props: UserGridProps, { rows, active, scroll, onKey }: Parts) {
  const { list, total, columns, selection, open, onOpen, onSort, onColumns, onCopy, gridRef } = props;
  const rowAt = useRowAt(list);
  // The row that somebody went to last: what arrives for an earlier one comes too late.
  const wanted = useRef(0);

  /** Moves the tab stop and the focus; an open link manager follows. */
  function goTo(place: Place, isExtending: boolean) {
    wanted.current = place.index;
    active.activate(place, () => {
      if (place.index >= 0) scroll.reveal(place.index);
    });
    focusActiveCell(gridRef.current);
    if (isExtending) void selection.extendTo(place.index);
    else if (open !== undefined && place.index >= 0 && place.index !== active.index) void follow(place.index);
  }

  async function follow(index: number) {
    const row = rows.at(index) ?? (await rowAt(index));
    if (row !== undefined && wanted.current === index) onOpen(row.id);
  }

  function onClick(event: MouseEvent) {
    const place = placeOf(event.target);
    const row = place === undefined ? undefined : rows.at(place.index);
    if (place === undefined || row === undefined) return;
    wanted.current = place.index;
    active.activate(place);
    const isTick = event.target instanceof Element && event.target.closest("[data-tick]") !== null;
    if (isTick) focusActiveCell(gridRef.current);
    if (event.shiftKey) void selection.extendTo(place.index);
    else if (isTick || event.ctrlKey || event.metaKey) selection.toggle(place.index, row.id);
    else {
      selection.beginAt(place.index);
      onOpen(row.id);
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.altKey || event.nativeEvent.isComposing) return;
    onKey();
    const done = event.shiftKey ? arrange(event) || extend(event) : act(event) || move(event, false);
    if (done) event.preventDefault();
  }

  function move(event: KeyboardEvent, isExtending: boolean): boolean {
    const page = Math.max(1, Math.floor(scroll.viewport / scroll.rowHeight) - 1);
    const from = { index: active.index, column: active.column };
    const place = leadsTo(event, from, { total, columns: columns.length, page });
    if (place === undefined || (isExtending && (place.index < 0 || place.index === from.index))) {
      return place !== undefined;
    }
    goTo(place, isExtending);
    return true;
  }

  /** Sizes or moves the column whose header has the focus. */
  function arrange(event: KeyboardEvent): boolean {
    if (active.index !== -1 || active.columnId === undefined || !(event.target instanceof Element))
      return false;
    const next = columnsAfter(event, columns, active.columnId, event.target.getBoundingClientRect().width);
    if (next === undefined) return false;
    onColumns(next);
    return true;
  }

  /** Shift with a key that moves takes everybody on the way into the selection. */
  function extend(event: KeyboardEvent): boolean {
    return active.index >= 0 && move(event, true);
  }

  function act({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
    const isWith = ctrlKey || metaKey;
    if (isWith && key.toLowerCase() === "a") selection.selectAll();
    else if (isWith && key.toLowerCase() === "c" && selection.size > 0) onCopy();
    else if (isWith) return false;
    else if (key === "Escape" && selection.size > 0) selection.clear();
    else if (key !== "Enter" && key !== " ") return false;
    else if (active.index === -1 && active.columnId !== undefined) onSort(active.columnId);
    else actOnRow(key);
    return true;
  }

  function actOnRow(key: "Enter" | " ") {
    const row = rows.at(active.index);
    if (row === undefined) return;
    if (key === "Enter") onOpen(row.id);
    else selection.toggle(active.index, row.id);
  }

  return { onClick, onKeyDown };
}

/** The cell of a row that something is in, or its first one. */
function placeOf(target: EventTarget): Place | undefined {
  if (!(target instanceof Element)) return undefined;
  const row = target.closest('[role="row"]');
  const index = Number(row?.getAttribute("aria-rowindex") ?? 0) - 2;
  if (index < 0) return undefined;
  const column = Number(target.closest("[aria-colindex]")?.getAttribute("aria-colindex") ?? 1) - 1;
  return { index, column };
}
