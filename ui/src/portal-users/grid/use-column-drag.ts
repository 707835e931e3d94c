/** Moving and sizing columns with the pointer. Each has its keys too: see `header-keys.ts`. */
import { useRef, useState } from "react";
import type { PointerEvent } from "react";

import type { UserColumn } from "../../ipc/types/UserColumn";
import { COLUMNS, leastWidth, shifted, sized, tracksOf } from "./columns";
import type { HeaderProps } from "./HeaderRow";

/** How far a pointer goes, in px, before it drags rather than clicks. */
const DRAGS_FROM = 6;

export function useColumnDrag({ columns, onColumns, onSort }: HeaderProps) {
  // The column whose place another one would take if it were dropped now.
  const [over, setOver] = useState<UserColumn | undefined>(undefined);
  // A drag ends with a click, which is none.
  const dragged = useRef(false);

  /** A press on a column's name, which may become a drag. */
  function begin(event: PointerEvent<HTMLElement>, id: UserColumn) {
    if (event.button !== 0) return;
    const header = event.currentTarget;
    const beganAt = event.clientX;
    let target: UserColumn | undefined;
    dragged.current = false;
    follow(
      header,
      event.pointerId,
      (x) => {
        dragged.current ||= Math.abs(x - beganAt) >= DRAGS_FROM;
        target = dragged.current ? columns[columnAt(header, x)]?.id : undefined;
        setOver(target === id ? undefined : target);
      },
      () => {
        setOver(undefined);
        const places = columns.map((column) => column.id);
        if (target !== undefined)
          onColumns(shifted(columns, id, places.indexOf(target) - places.indexOf(id)));
      },
    );
  }

  function beginSizing(event: PointerEvent<HTMLElement>, id: UserColumn) {
    if (event.button !== 0) return;
    event.stopPropagation();
    dragged.current = true;
    const header = event.currentTarget.parentElement;
    const width = header?.getBoundingClientRect().width ?? 0;
    const grid = header?.closest<HTMLElement>('[role="grid"]');
    const beganAt = event.clientX;
    let next = columns;
    follow(
      event.currentTarget,
      event.pointerId,
      (x) => {
        next = sized(columns, id, width + x - beganAt);
        // Drawn at once, and remembered when it is let go.
        grid?.style.setProperty("--columns", tracksOf(next));
        grid?.style.setProperty("--least", `${leastWidth(next)}px`);
      },
      () => {
        if (next !== columns) onColumns(next);
      },
    );
  }

  function click(id: UserColumn) {
    if (!dragged.current && COLUMNS[id].sort !== undefined) onSort(id);
  }

  return { over, begin, beginSizing, click, unsize: (id: UserColumn) => onColumns(sized(columns, id, null)) };
}

/** Follows a pressed pointer until it is let go. */
function follow(element: HTMLElement, pointer: number, onMove: (x: number) => void, onEnd: () => void) {
  const ends = new AbortController();
  const { signal } = ends;
  element.setPointerCapture(pointer);
  element.addEventListener("pointermove", (event) => onMove(event.clientX), { signal });
  element.addEventListener("pointercancel", () => ends.abort(), { signal });
  element.addEventListener(
    "pointerup",
    () => {
      ends.abort();
      onEnd();
    },
    { signal },
  );
}

/** The place of the column at a distance from the window's left edge. */
function columnAt(header: HTMLElement, x: number): number {
  const headers = [...(header.parentElement?.children ?? [])];
  const at = headers.findIndex((one) => x < one.getBoundingClientRect().right);
  return at === -1 ? headers.length - 1 : at;
}
