import { useRef, useState } from "react";

import { useAction } from "../actions/Actions";
import type { SavedView } from "../ipc/types/SavedView";
import type { ShownColumn } from "../ipc/types/ShownColumn";
import { useSetSetting, useSettings } from "../settings";
import { remembered } from "./grid/columns";
import { orderedBy } from "./grid/order";
import { focusActiveCell } from "./grid/use-active";
import { useSelection } from "./grid/use-selection";
import { Hints } from "./Hints";
import { LinkManager } from "./link-manager/LinkManager";
import { ListHead } from "./ListHead";
import { ListTools } from "./ListTools";
import { useList } from "./queries";
import { SelectionBar } from "./SelectionBar";
import { tableOf, useTakeTable } from "./table";
import { UserList } from "./UserList";
import { useView } from "./view";

import styles from "./PortalUsers.module.css";

/** Every portal user of the firm, and beside them the link manager of one (rules 16 and 23). */
export function PortalUsers() {
  const { search, filter, order, sort, user, change } = useView();
  // The address follows the typing a moment later: a field that took its text from there would lose letters.
  const [text, setText] = useState(search);
  const settings = useSettings();
  const setSetting = useSetSetting();
  const columns = remembered(settings.columns);
  const shown = useList({ search, filter, ...order });
  const total = shown.total ?? 0;
  const selection = useSelection(shown.list, total);
  const take = useTakeTable();
  const grid = useRef<HTMLDivElement>(null);
  const searchBox = useRef<HTMLInputElement>(null);
  useAction("list.search", focusSearch);
  useAction("list.clear", search === "" && filter === "all" ? undefined : showEverybody);
  useAction("list.select-all", total === 0 ? undefined : selection.selectAll);

  function focusSearch() {
    searchBox.current?.focus();
    searchBox.current?.select();
  }

  function look(part: { search?: string; filter?: typeof filter }) {
    if (part.search !== undefined) setText(part.search);
    change(part);
  }

  function setColumns(next: readonly ShownColumn[]) {
    setSetting({ name: "columns", value: [...next] });
  }

  /** Shows a view of what is searched for: older views that kept a search are shown without it. */
  function show(view: SavedView) {
    change({
      filter: view.filter,
      sort: view.sort ?? undefined,
      descending: view.descending,
    });
    setColumns(view.columns);
  }

  function showEverybody() {
    look({ search: "", filter: "all" });
    searchBox.current?.focus();
  }

  function closeManager() {
    change({ user: undefined });
    focusActiveCell(grid.current);
  }

  function copySelected() {
    void take.copy(tableOf(shown.list, columns, selection.selection));
  }

  return (
    <>
      <main className={styles.pane}>
        <ListHead
          total={shown.total}
          text={text}
          filter={filter}
          onLook={look}
          onArrowDown={() => focusActiveCell(grid.current)}
          searchBox={searchBox}
        >
          <ListTools
            list={shown.list}
            total={total}
            now={{ filter, sort: sort ?? null, descending: order.descending, columns: [...columns] }}
            columns={columns}
            onColumns={setColumns}
            onShow={show}
          />
        </ListHead>
        <UserList
          shown={shown}
          search={search}
          filter={filter}
          columns={columns}
          onColumns={setColumns}
          selection={selection}
          open={user}
          onOpen={(id) => change({ user: id })}
          onSort={(column) => change(orderedBy(column, order) ?? { sort: undefined, descending: false })}
          onCopy={copySelected}
          onClear={showEverybody}
          gridRef={grid}
        />
        {selection.size > 0 ? (
          <SelectionBar selection={selection} total={total} users={selection.users} onCopy={copySelected} />
        ) : (
          <Hints isManagerOpen={user !== undefined} />
        )}
      </main>
      {user !== undefined && <LinkManager id={user} onClose={closeManager} />}
    </>
  );
}
