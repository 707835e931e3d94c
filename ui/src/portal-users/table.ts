/** Taking what the list shows out of Portico: onto the clipboard, or into a file. */
import { useToasts } from "../components/Toasts";
import { count } from "../format";
import { call } from "../ipc/invoke";
import type { ExportFormat } from "../ipc/types/ExportFormat";
import type { Problem } from "../ipc/types/Problem";
import type { ShownColumn } from "../ipc/types/ShownColumn";
import type { TableTaken } from "../ipc/types/TableTaken";
import type { UsersTable } from "../ipc/types/UsersTable";
import type { Selection } from "./grid/selection";
import type { List } from "./queries";

/** The table that a list shows: all of it, or what is selected. */
export function tableOf(list: List, columns: readonly ShownColumn[], selection?: Selection): UsersTable {
  const { search, filter, sort, descending } = list;
  return {
    search,
    filter,
    sort,
    descending,
    columns: columns.map(({ id }) => id),
    only: selection?.kind === "some" ? [...selection.users] : null,
    except: selection?.kind === "matching" ? [...selection.except] : [],
  };
}

/** Copies or exports a table, and tells what came of it. */
export function useTakeTable() {
  const toasts = useToasts();

  /** Takes it, and shows what there is to say of it, if anything. */
  async function take(taking: Promise<TableTaken>, saysOf: (taken: TableTaken) => string) {
    try {
      const taken = await taking;
      if (!taken.cancelled) toasts.show({ says: saysOf(taken) });
    } catch (problem) {
      // What `call` rejects with is always a problem.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      const { title, next } = problem as Problem;
      toasts.show({ says: title, next });
    }
  }

  return {
    copy: (table: UsersTable) =>
      take(
        call("copy_users", table),
        ({ rows }) => `Copied ${rowsOf(rows)}: paste them into a spreadsheet or a mail`,
      ),
    save: (table: UsersTable, format: ExportFormat) =>
      take(
        call("export_users", { table, format }),
        ({ rows, file }) => `Exported ${rowsOf(rows)} to ${file}`,
      ),
  };
}

function rowsOf(rows: number): string {
  return rows === 1 ? "1 row" : `${count(rows)} rows`;
}
