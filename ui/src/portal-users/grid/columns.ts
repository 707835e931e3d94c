/** The columns that the list can show. */
import type { UserSort } from "../../ipc/types/UserSort";

export type ColumnId = "name" | "email" | "clients" | "access" | "last_sign_in";

/** A column that is shown: as wide as somebody made it, in px, or else sharing what is left. */
export type ShownColumn = { id: ColumnId; width: number | null };

type Column = {
  title: string;
  /** The least width in px where nobody chose one, and the share of what is left. */
  least: number;
  share: number;
  /** What the list is ordered by when it is ordered by this column. */
  sort?: UserSort;
};

export const COLUMNS: Record<ColumnId, Column> = {
  name: { title: "Name", least: 100, share: 1.06, sort: "name" },
  email: { title: "E-mail", least: 120, share: 1.4, sort: "email" },
  clients: { title: "Linked clients", least: 130, share: 1.5 },
  access: { title: "Access", least: 124, share: 0 },
  last_sign_in: { title: "Last sign-in", least: 104, share: 0, sort: "last_sign_in" },
};

const GAP = 12;
const PADDING = 40 + 16;

/** The columns as they are until somebody chooses others. */
export const USUAL: readonly ShownColumn[] = [
  { id: "name", width: null },
  { id: "email", width: null },
  { id: "clients", width: null },
  { id: "access", width: null },
  { id: "last_sign_in", width: null },
];

/** The tracks of a row's CSS grid. Where every column has a width of its own, what is left stays empty. */
export function tracksOf(columns: readonly ShownColumn[]): string {
  const tracks = columns.map(({ id, width }) => {
    const { least, share } = COLUMNS[id];
    if (width !== null) return `${width}px`;
    return share === 0 ? `${least}px` : `minmax(${least}px, ${share}fr)`;
  });
  return tracks.join(" ");
}

/** The least width of a row, in px. */
export function leastWidth(columns: readonly ShownColumn[]): number {
  const widths = columns.map(({ id, width }) => width ?? COLUMNS[id].least);
  return widths.reduce((sum, width) => sum + width, PADDING + GAP * Math.max(0, columns.length - 1));
}
