/**
 * The arithmetic of scrolling more rows than a browser can scroll: an element's height is capped (WebKit at 33,554,428 px,
 * half of that on a doubled display), which a million rows exceed. The *track* is what the browser scrolls, never taller
 * than `TALLEST`; the *offset* is the distance in real pixels from the top of the first row to the top of the view.
 * A short move of the bar is as long in the rows; a long one, a dragged thumb, goes to the same part of the list.
 */
import type { Density } from "../../ipc/types/Density";

/** The height of a row, and of the header as in UserGrid.module.css, in px of the unscaled window. */
export const ROW_HEIGHTS: Record<Density, number> = { comfortable: 37, compact: 29 };
export const HEADER_HEIGHT = 30;

/** The tallest track in px: what every engine scrolls to the pixel. */
const TALLEST = 4_000_000;

/** How many rows there are, how high each is, and how many pixels of them are seen at once. */
export type Extent = { total: number; rowHeight: number; viewport: number };

/** The height of the track, in px. */
export function trackHeight({ total, rowHeight }: Extent): number {
  return Math.min(total * rowHeight, TALLEST);
}

/** Whether the track is shorter than the rows. */
export function isScaled({ total, rowHeight }: Extent): boolean {
  return total * rowHeight > TALLEST;
}

/** The largest offset. */
export function lastOffset({ total, rowHeight, viewport }: Extent): number {
  return Math.max(0, total * rowHeight - viewport);
}

function lastScrollTop(extent: Extent): number {
  return Math.max(0, trackHeight(extent) - extent.viewport);
}

/** The nearest offset that there is. */
export function clamped(offset: number, extent: Extent): number {
  return Math.max(0, Math.min(offset, lastOffset(extent)));
}

/** Where the bar stands at an offset. */
export function scrollTopOf(offset: number, extent: Extent): number {
  const last = lastOffset(extent);
  return last === 0 ? 0 : (clamped(offset, extent) * lastScrollTop(extent)) / last;
}

/** The offset that the bar asks for. */
export function offsetOf(scrollTop: number, extent: Extent): number {
  const last = lastScrollTop(extent);
  return last === 0 ? 0 : clamped((scrollTop * lastOffset(extent)) / last, extent);
}

/** The offset after the bar went from one place to another. */
export function moved(offset: number, from: number, to: number, extent: Extent): number {
  if (to <= 0) return 0;
  if (to >= lastScrollTop(extent)) return lastOffset(extent);
  const isShort = Math.abs(to - from) < extent.viewport;
  return isShort && isScaled(extent) ? clamped(offset + to - from, extent) : offsetOf(to, extent);
}

/** The first and the last row of which anything is seen; `last` is less than `first` where there is none. */
export function rowsAt(
  offset: number,
  { total, rowHeight, viewport }: Extent,
): { first: number; last: number } {
  const first = Math.floor(offset / rowHeight);
  return { first, last: Math.min(total, Math.ceil((offset + viewport) / rowHeight)) - 1 };
}

/** The offset nearest to this one at which a row is wholly seen. */
export function revealing(index: number, offset: number, extent: Extent): number {
  const top = index * extent.rowHeight;
  const least = top + extent.rowHeight - extent.viewport;
  return clamped(Math.min(top, Math.max(least, offset)), extent);
}
