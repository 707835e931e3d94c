/** The columns that the list can show. */
import type { ShownColumn } from "../../ipc/types/ShownColumn";
import type { UserColumn } from "../../ipc/types/UserColumn";
import type { UserSort } from "../../ipc/types/UserSort";

type Column = {
  title: string;
  /** The least width in px where nobody chose one, and the share of what is left. */
  least: number;
  share: number;
  /** What the list is ordered by when it is ordered by this column. */
  sort?: UserSort;
};

export const COLUMNS: Record<UserColumn, Column> = {
  name: { title: "Name", least: 100, share: 1.06, sort: "name" },
  email: { title: "E-mail", least: 120, share: 1.4, sort: "email" },
  clients: { title: "Linked clients", least: 130, share: 1.5 },
  link_count: { title: "Number of clients", least: 110, share: 0 },
  access: { title: "Access", least: 124, share: 0 },
  last_sign_in: { title: "Last sign-in", least: 104, share: 0, sort: "last_sign_in" },
  created: { title: "Account since", least: 104, share: 0, sort: "created" },
};

/** Every column, in the order in which they are offered. */
export const ALL: readonly UserColumn[] = [
  "name",
  "email",
  "clients",
  "link_count",
  "access",
  "last_sign_in",
  "created",
];

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

/** How wide a column can be made, in px. */
export const NARROWEST = 60;
export const WIDEST = 900;

/** The columns with this one so wide; as it comes, if no width is given. */
export function sized(
  columns: readonly ShownColumn[],
  id: UserColumn,
  width: number | null,
): readonly ShownColumn[] {
  const next = width === null ? null : Math.round(Math.max(NARROWEST, Math.min(width, WIDEST)));
  return columns.map((column) => (column.id === id ? { id, width: next } : column));
}

/** The columns with this one so many places further on; past either end it stays there. */
export function shifted(columns: readonly ShownColumn[], id: UserColumn, by: number): readonly ShownColumn[] {
  const from = columns.findIndex((column) => column.id === id);
  const column = columns[from];
  if (column === undefined) return columns;
  const others = columns.filter((other) => other !== column);
  const to = Math.max(0, Math.min(from + by, others.length));
  return [...others.slice(0, to), column, ...others.slice(to)];
}

/** The columns with this one among them, last, or without it. The name always stays. */
export function shownOrNot(
  columns: readonly ShownColumn[],
  id: UserColumn,
  isShown: boolean,
): readonly ShownColumn[] {
  const others = columns.filter((column) => column.id !== id);
  if (!isShown) return id === "name" ? columns : others;
  return others.length === columns.length ? [...columns, { id, width: null }] : columns;
}

/** What was remembered, as far as it makes sense: each column once, the name among them; else the usual ones. */
export function remembered(columns: readonly ShownColumn[]): readonly ShownColumn[] {
  const once = columns.filter(({ id }, at) => columns.findIndex((other) => other.id === id) === at);
  return once.some(({ id }) => id === "name") ? once : USUAL;
}
