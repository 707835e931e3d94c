import { useRef, useState } from "react";

import { useAction } from "../actions/Actions";
import { USUAL } from "./grid/columns";
import { orderedBy } from "./grid/order";
import { focusActiveCell } from "./grid/use-active";
import { useSelection } from "./grid/use-selection";
import { Hints } from "./Hints";
import { LinkManager } from "./link-manager/LinkManager";
import { ListHead } from "./ListHead";
import { useList } from "./queries";
import { UserList } from "./UserList";
import { useView } from "./view";

import styles from "./PortalUsers.module.css";

/** Every portal user of the firm, and beside them the link manager of one (rules 16 and 23). */
export function PortalUsers() {
  const { search, filter, order, user, change } = useView();
  // The address follows the typing a moment later: a field that took its text from there would lose letters.
  const [text, setText] = useState(search);
  const shown = useList({ search, filter, ...order });
  const selection = useSelection(shown.list, shown.total ?? 0);
  const grid = useRef<HTMLDivElement>(null);
  const searchBox = useRef<HTMLInputElement>(null);
  useAction("list.search", focusSearch);
  useAction("list.clear", search === "" && filter === "all" ? undefined : showEverybody);

  function focusSearch() {
    searchBox.current?.focus();
    searchBox.current?.select();
  }

  function look(part: { search?: string; filter?: typeof filter }) {
    if (part.search !== undefined) setText(part.search);
    change(part);
  }

  function showEverybody() {
    look({ search: "", filter: "all" });
    searchBox.current?.focus();
  }

  function closeManager() {
    change({ user: undefined });
    focusActiveCell(grid.current);
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
        />
        <UserList
          shown={shown}
          search={search}
          filter={filter}
          columns={USUAL}
          selection={selection}
          open={user}
          onOpen={(id) => change({ user: id })}
          onSort={(column) => change(orderedBy(column, order) ?? { sort: undefined, descending: false })}
          onClear={showEverybody}
          gridRef={grid}
        />
        <Hints isManagerOpen={user !== undefined} />
      </main>
      {user !== undefined && <LinkManager id={user} onClose={closeManager} />}
    </>
  );
}
