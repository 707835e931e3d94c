import * as fc from "fast-check";
import { expect, test } from "vitest";

import {
  ROW_HEIGHTS,
  clamped,
  isScaled,
  lastOffset,
  moved,
  offsetOf,
  revealing,
  rowsAt,
  scrollTopOf,
  trackHeight,
} from "./scaled-scroll";

const extents = fc.record({
  total: fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 100_000, max: 3_000_000 })),
  rowHeight: fc.constantFrom(...Object.values(ROW_HEIGHTS)),
  viewport: fc.integer({ min: 0, max: 2000 }),
});
const parts = fc.double({ min: 0, max: 1, noNaN: true });

test("no track is taller than a browser scrolls, and both its ends are the list's", () => {
  fc.assert(
    fc.property(extents, (extent) => {
      expect(trackHeight(extent)).toBeLessThan(16_777_216);
      expect(scrollTopOf(0, extent)).toBe(0);
      const bottom = scrollTopOf(lastOffset(extent), extent);
      expect(bottom).toBeCloseTo(Math.max(0, trackHeight(extent) - extent.viewport), 3);
      expect(offsetOf(bottom, extent)).toBeCloseTo(lastOffset(extent), 1);
    }),
  );
});

test("the bar and the rows agree on where they are", () => {
  fc.assert(
    fc.property(extents, parts, (extent, part) => {
      const offset = part * lastOffset(extent);
      expect(offsetOf(scrollTopOf(offset, extent), extent)).toBeCloseTo(offset, 1);
    }),
  );
});

test("a short move of the bar is as long in the rows, however many there are", () => {
  fc.assert(
    fc.property(extents, parts, fc.integer({ min: -500, max: 500 }), (extent, part, step) => {
      fc.pre(isScaled(extent) && Math.abs(step) < extent.viewport);
      const offset = part * lastOffset(extent);
      const from = scrollTopOf(offset, extent);
      fc.pre(from + step > 0 && from + step < trackHeight(extent) - extent.viewport);
      expect(moved(offset, from, from + step, extent)).toBeCloseTo(clamped(offset + step, extent), 6);
    }),
  );
});

test("a bar at its end shows the end, wherever the rows were", () => {
  fc.assert(
    fc.property(extents, parts, parts, (extent, offset, from) => {
      const end = Math.max(0, trackHeight(extent) - extent.viewport);
      expect(moved(offset * lastOffset(extent), from * end, end, extent)).toBe(
        end <= 0 ? 0 : lastOffset(extent),
      );
      expect(moved(offset * lastOffset(extent), from * end, 0, extent)).toBe(0);
    }),
  );
});

test("the rows seen fill the view and no more", () => {
  fc.assert(
    fc.property(extents, parts, (extent, part) => {
      const offset = part * lastOffset(extent);
      const { first, last } = rowsAt(offset, extent);
      expect(first * extent.rowHeight).toBeLessThanOrEqual(offset);
      expect(last).toBeLessThan(extent.total);
      expect(last - first).toBeLessThanOrEqual(extent.viewport / extent.rowHeight + 1);
      if (extent.total * extent.rowHeight >= extent.viewport) {
        expect((last + 1) * extent.rowHeight).toBeGreaterThanOrEqual(Math.floor(offset + extent.viewport));
      }
    }),
  );
});

test("revealing a row shows it wholly and moves no further than it has to", () => {
  fc.assert(
    fc.property(extents, parts, parts, (extent, from, at) => {
      fc.pre(extent.total > 0 && extent.viewport >= extent.rowHeight);
      const offset = from * lastOffset(extent);
      const index = Math.floor(at * (extent.total - 1));
      const shown = revealing(index, offset, extent);
      expect(shown).toBeLessThanOrEqual(index * extent.rowHeight);
      expect(shown + extent.viewport).toBeGreaterThanOrEqual((index + 1) * extent.rowHeight);
      expect(revealing(index, shown, extent)).toBe(shown);
    }),
  );
});
