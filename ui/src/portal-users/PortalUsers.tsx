import { useRef, useState } from "react";

import { useAction } from "../actions/Actions";
import { Hints } from "./Hints";
import { LinkManager } from "./link-manager/LinkManager";
import { ListHead } from "./ListHead";
import { usePortalUsers } from "./queries";
import { focusActiveRow } from "./row-focus";
import { UserList } from "./UserList";
import { useView } from "./view";

import styles from "./PortalUsers.module.css";

/** Every portal user of the firm, and beside them the link manager of one (rules 16 and 23). */
export function PortalUsers() {
  const { search, filter, user, change } = useView();
  // The address follows the typing a moment later: a field that took its text from there would lose letters.
  const [text, setText] = useState(search);
  const users = usePortalUsers(search, filter);
  const grid = useRef<HTMLDivElement>(null);
  const searchBox = useRef<HTMLInputElement>(null);
  useAction("list.search", focusSearch);
  useAction("list.clear", search === "" && filter === "all" ? undefined : showEverybody);

  function focusSearch() {
    searchBox.current?.focus();
    searchBox.current?.select();
  }

  /** Another list begins at its top. */
  function look(part: { search?: string; filter?: typeof filter }) {
    grid.current?.scrollTo({ top: 0 });
    if (part.search !== undefined) setText(part.search);
    change(part);
  }

  function showEverybody() {
    look({ search: "", filter: "all" });
    searchBox.current?.focus();
  }

  function closeManager() {
    change({ user: undefined });
    focusActiveRow(grid.current);
  }

  return (
    <>
      <main className={styles.pane}>
        <ListHead
          total={users.total}
          text={text}
          filter={filter}
          onLook={look}
          onArrowDown={() => focusActiveRow(grid.current)}
          searchBox={searchBox}
        />
        <UserList
          users={users}
          search={search}
          filter={filter}
          selected={user}
          onOpen={(id) => change({ user: id })}
          onClear={showEverybody}
          gridRef={grid}
        />
        <Hints isManagerOpen={user !== undefined} />
      </main>
      {user !== undefined && <LinkManager id={user} onClose={closeManager} />}
    </>
  );
}
