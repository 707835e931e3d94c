/** Where a key leads in the grid (WAI-ARIA's keys of a data grid). */

/** A cell: its row, -1 for the header, and its column among those that are shown. */
export type Place = { index: number; column: number };

/** How many rows and columns there are, and how many rows a page has. */
export type Size = { total: number; columns: number; page: number };

type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey">;

/** The cell that a key leads to; undefined where it does not move. */
export function leadsTo(pressed: Pressed, from: Place, size: Size): Place | undefined {
  const target = wished(pressed, from, size);
  if (target === undefined) return undefined;
  return {
    index: Math.max(-1, Math.min(target.index, size.total - 1)),
    column: Math.max(0, Math.min(target.column, size.columns - 1)),
  };
}

function wished({ key, ctrlKey, metaKey }: Pressed, from: Place, size: Size): Place | undefined {
  const { index, column } = from;
  const isFar = ctrlKey || metaKey;
  switch (key) {
    case "ArrowDown":
      return isFar ? undefined : { index: index + 1, column };
    case "ArrowUp":
      return isFar ? undefined : { index: index - 1, column };
    case "ArrowRight":
      return isFar ? undefined : { index, column: column + 1 };
    case "ArrowLeft":
      return isFar ? undefined : { index, column: column - 1 };
    case "PageDown":
      return { index: index + size.page, column };
    case "PageUp":
      // A page up ends at the first row: to the header leads the arrow alone.
      return { index: Math.max(Math.min(index, 0), index - size.page), column };
    case "Home":
      return isFar ? { index: Math.min(0, size.total - 1), column: 0 } : { index, column: 0 };
    case "End":
      return isFar
        ? { index: size.total - 1, column: size.columns - 1 }
        : { index, column: size.columns - 1 };
    default:
      return undefined;
  }
}
