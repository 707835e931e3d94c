/** Where the grid is scrolled to, and the rows that are seen there. */
import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from "react";
import type { RefObject } from "react";
import { flushSync } from "react-dom";

import {
  HEADER_HEIGHT,
  clamped,
  isScaled,
  moved,
  revealing,
  rowsAt,
  scrollTopOf,
  trackHeight,
} from "./scaled-scroll";
import type { Extent } from "./scaled-scroll";

/** Scrolls `total` rows of this height in the grid. Another `list` begins at its top. */
export function useScroll(
  gridRef: RefObject<HTMLElement | null>,
  total: number,
  rowHeight: number,
  list: string,
) {
  const [at, setAt] = useState({ list, offset: 0 });
  const viewport = useViewport(gridRef);
  const extent = { total, rowHeight, viewport };
  const offset = at.list === list ? clamped(at.offset, extent) : 0;
  // The offset as scrolled last, and where the bar was then: several events may come before the next drawing.
  const now = useRef({ list, offset, scrollTop: 0 });

  useLayoutEffect(() => {
    now.current.offset = offset;
  }, [offset]);

  useLayoutEffect(() => {
    if (gridRef.current === null || now.current.list === list) return;
    gridRef.current.scrollTop = 0;
    now.current = { list, offset: 0, scrollTop: 0 };
  }, [gridRef, list]);

  /** Scrolls to an offset, and puts the bar there. */
  function scrollTo(next: number) {
    const wanted = clamped(next, extent);
    if (gridRef.current !== null) {
      gridRef.current.scrollTop = scrollTopOf(wanted, extent);
      now.current = { list, offset: wanted, scrollTop: gridRef.current.scrollTop };
    }
    setAt({ list, offset: wanted });
  }

  function onScroll() {
    const scrollTop = gridRef.current?.scrollTop ?? 0;
    if (scrollTop === now.current.scrollTop) return;
    const next = moved(now.current.offset, now.current.scrollTop, scrollTop, extent);
    now.current = { list, offset: next, scrollTop };
    // In the same frame as the bar.
    flushSync(() => (isScaled(extent) ? scrollTo(next) : setAt({ list, offset: next })));
  }

  // The wheel would move a scaled bar, and with it the rows, too far.
  const onWheel = useEffectEvent((event: WheelEvent) => {
    if (!isScaled(extent) || event.ctrlKey || event.deltaY === 0) return;
    event.preventDefault();
    gridRef.current?.scrollBy({ left: event.deltaX });
    flushSync(() => scrollTo(now.current.offset + pixels(event, extent)));
  });
  useEffect(() => {
    const element = gridRef.current;
    const listener = (event: WheelEvent) => onWheel(event);
    element?.addEventListener("wheel", listener, { passive: false });
    return () => element?.removeEventListener("wheel", listener);
  }, [gridRef]);

  return {
    offset,
    rowHeight,
    viewport,
    trackHeight: trackHeight(extent),
    ...rowsAt(offset, extent),
    onScroll,
    /** Scrolls just as far as needed to show a row wholly. */
    reveal: (index: number) => scrollTo(revealing(index, now.current.offset, extent)),
    /** Goes along with so many rows that came or went above. */
    shift: (rows: number) => scrollTo(now.current.offset + rows * rowHeight),
  };
}

function pixels({ deltaY, deltaMode }: WheelEvent, { rowHeight, viewport }: Extent): number {
  if (deltaMode === WheelEvent.DOM_DELTA_LINE) return deltaY * rowHeight;
  return deltaMode === WheelEvent.DOM_DELTA_PAGE ? deltaY * viewport : deltaY;
}

/** How many pixels of rows are seen at once. */
function useViewport(gridRef: RefObject<HTMLElement | null>): number {
  const [height, setHeight] = useState(0);
  useLayoutEffect(() => {
    const element = gridRef.current;
    if (element === null) return undefined;
    const measure = () => setHeight(Math.max(0, element.clientHeight - HEADER_HEIGHT));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [gridRef]);
  return height;
}
