/** What keys do to the column whose header has the focus: what the pointer does by dragging. */
import type { ShownColumn } from "../../ipc/types/ShownColumn";
import type { UserColumn } from "../../ipc/types/UserColumn";
import { COLUMNS, shifted, sized } from "./columns";

/** One press makes a column so much wider or narrower, in px. */
const STEP = 16;

type Pressed = Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey">;

/** The columns after a key: Shift with an arrow sizes, with Ctrl or ⌘ as well it moves; none if it does neither. */
export function columnsAfter(
  { key, shiftKey, ctrlKey, metaKey }: Pressed,
  columns: readonly ShownColumn[],
  id: UserColumn,
  shownWidth: number,
): readonly ShownColumn[] | undefined {
  const way = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (way === undefined || !shiftKey) return undefined;
  if (ctrlKey || metaKey) return shifted(columns, id, way);
  const width = columns.find((column) => column.id === id)?.width ?? null;
  return sized(columns, id, (width ?? Math.max(shownWidth, COLUMNS[id].least)) + way * STEP);
}
