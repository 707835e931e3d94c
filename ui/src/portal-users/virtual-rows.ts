import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import type { RefObject } from "react";

import { HEADER_HEIGHT, ROW_HEIGHT } from "./row-focus";

const OVERSCAN = 10;

/**
 * Which rows to draw, and where. The active row is always among them: it holds the grid's tab stop. The virtualizer
 * changes under the compiler's eyes, hence the directive.
 */
export function useVirtualRows(grid: RefObject<HTMLElement | null>, total: number, active: number) {
  "use no memo";
  // oxlint-disable-next-line react/incompatible-library
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => grid.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    scrollMargin: HEADER_HEIGHT,
    rangeExtractor: (range) => {
      const indexes = defaultRangeExtractor(range);
      return active >= total || indexes.includes(active)
        ? indexes
        : [...indexes, active].toSorted((a, b) => a - b);
    },
  });
  return {
    height: virtualizer.getTotalSize(),
    lastVisible: virtualizer.range?.endIndex ?? 0,
    items: virtualizer
      .getVirtualItems()
      .map((item) => ({ index: item.index, top: item.start - HEADER_HEIGHT })),
  };
}
