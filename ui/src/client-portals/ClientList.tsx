import { useRef, useState } from "react";
import { ListBox, ListBoxItem } from "react-aria-components";

import { useAction } from "../actions/Actions";
import { Badge } from "../components/Badge";
import { MarkedText } from "../components/MarkedText";
import { ProblemNotice } from "../components/ProblemNotice";
import { SearchBox } from "../components/SearchBox";
import { count } from "../format";
import type { ClientHit } from "../ipc/types/ClientHit";
import type { ClientId } from "../ipc/types/ClientId";
import { useFoundClients } from "./queries";

import styles from "./ClientList.module.css";

type ClientListProps = {
  search: string;
  chosen: ClientId | undefined;
  onSearch: (search: string) => void;
  onChoose: (client: ClientId) => void;
};

/** Finds a client by name or Client ID. */
export function ClientList({ search, chosen, onSearch, onChoose }: ClientListProps) {
  // The address follows the typing a moment later: a field that took its text from there would lose letters.
  const [text, setText] = useState(search);
  const searchBox = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const { data: found, error, refetch } = useFoundClients(search);
  useAction("list.search", () => searchBox.current?.select());
  const unshown = (found?.total ?? 0) - (found?.clients.length ?? 0);
  return (
    <div className={styles.column}>
      <div className={styles.head}>
        <div className={styles.title}>
          <h1>Client portals</h1>
          <p role="status" className={styles.count}>
            {found !== undefined && (found.total === 1 ? "1 client" : `${count(found.total)} clients`)}
          </p>
        </div>
        <SearchBox
          label="Search clients"
          value={text}
          onChange={(typed) => {
            setText(typed);
            onSearch(typed);
          }}
          onArrowDown={() => list.current?.querySelector<HTMLElement>('[role="option"]')?.focus()}
          inputRef={searchBox}
        />
      </div>
      {error !== null && <ProblemNotice size="strip" problem={error} onTryAgain={() => void refetch()} />}
      {found !== undefined && (
        <ListBox
          ref={list}
          className={styles.list}
          aria-label="Clients"
          items={found.clients.map((client) => ({ ...client, id: client.client_id }))}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={chosen === undefined ? [] : [chosen]}
          onSelectionChange={(keys) => {
            const hit = found.clients.find((client) => keys !== "all" && keys.has(client.client_id));
            if (hit !== undefined) onChoose(hit.client_id);
          }}
          renderEmptyState={() => (
            <p className={styles.note}>No client found. The search looks at names and Client IDs.</p>
          )}
        >
          {(client) => <ClientItem client={client} />}
        </ListBox>
      )}
      {unshown > 0 && <p className={styles.note}>{count(unshown)} more: type to narrow them down.</p>}
    </div>
  );
}

function ClientItem({ client }: { client: ClientHit }) {
  return (
    <ListBoxItem
      id={client.client_id}
      textValue={`${client.name.text} ${client.client_id}`}
      className={styles.item}
    >
      <MarkedText value={client.name} />
      <span className={styles.under}>
        <MarkedText value={client.marked_id} />
        <span>{client.office}</span>
        {client.portal !== "open" && <Badge tone="warn">{client.portal_label}</Badge>}
      </span>
    </ListBoxItem>
  );
}
