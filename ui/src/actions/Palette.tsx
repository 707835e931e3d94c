import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useDeferredValue, useState } from "react";
import {
  Autocomplete,
  Dialog,
  Header,
  Input,
  Menu,
  MenuItem,
  MenuSection,
  TextField,
} from "react-aria-components";

import { MarkedText } from "../components/MarkedText";
import { Overlay } from "../components/Overlay";
import { read } from "../data";
import type { ClientHit } from "../ipc/types/ClientHit";
import type { PortalUserRow } from "../ipc/types/PortalUserRow";
import { useAvailable, useRegistry } from "./Actions";
import { findActions } from "./find";
import { written } from "./keys";
import { action } from "./table";
import type { ActionId } from "./table";

import styles from "./Palette.module.css";

/** How many people and how many clients are shown. */
const HITS = 6;

/**
 * One field for everything: a person, a client, or something to do. Esc leaves everything as it was. What is chosen is
 * done after the palette is gone, so that the focus is where it was before.
 */
export function Palette({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState("");
  const registry = useRegistry();
  const navigate = useNavigate();
  const actions = findActions(text, useAvailable(), registry.recent()).filter((id) => id !== "palette.open");
  const { people, clients, isAsked } = useHits(text);
  const isEmpty = actions.length === 0 && people.length === 0 && clients.length === 0;

  function leaveAnd(act: () => void) {
    onClose();
    requestAnimationFrame(act);
  }

  return (
    <Overlay onClose={onClose} isDismissable size="wide" isHigh>
      <Dialog className={styles.dialog} aria-label="Find a person, a client or an action">
        <Autocomplete inputValue={text} onInputChange={setText}>
          {/* It was opened to type in it. */}
          {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
          <TextField aria-label="Find a person, a client or an action" autoFocus>
            <Input
              className={styles.input}
              placeholder="A name, an e-mail address, a Client ID, or what to do"
              maxLength={200}
              spellCheck={false}
              autoComplete="off"
            />
          </TextField>
          <Menu
            className={styles.menu}
            aria-label="What was found"
            renderEmptyState={() => (
              <p className={styles.nothing}>{isAsked ? "Looking…" : "Nothing found."}</p>
            )}
          >
            {!isEmpty && (
              <>
                <Actions ids={actions} onChoose={(id) => leaveAnd(() => registry.run(id))} />
                <People
                  rows={people}
                  onChoose={(user) =>
                    leaveAnd(() => void navigate({ to: "/portal-users", search: { user } }))
                  }
                />
                <Clients
                  rows={clients}
                  onChoose={(client) =>
                    leaveAnd(() => void navigate({ to: "/client-portals", search: { client } }))
                  }
                />
              </>
            )}
          </Menu>
        </Autocomplete>
      </Dialog>
    </Overlay>
  );
}

/** Who and what answers the text, as the lists' own searches find it. */
function useHits(text: string) {
  const search = useDeferredValue(text.trim());
  const enabled = search !== "";
  const query = {
    search,
    filter: "all",
    sort: "relevance",
    descending: false,
    limit: HITS,
    after: null,
  } as const;
  const people = useQuery({ ...read("portal_users", query), enabled });
  const clients = useQuery({ ...read("clients", { search, limit: HITS }), enabled });
  return {
    people: enabled ? (people.data?.rows ?? []) : [],
    clients: enabled ? (clients.data?.clients ?? []) : [],
    isAsked: enabled && (people.isFetching || clients.isFetching),
  };
}

function Actions({ ids, onChoose }: { ids: readonly ActionId[]; onChoose: (id: ActionId) => void }) {
  if (ids.length === 0) return null;
  return (
    <MenuSection aria-label="Actions">
      <Header className={styles.group}>Actions</Header>
      {ids.map((id) => {
        const { title, keys } = action(id);
        return (
          <MenuItem
            key={id}
            id={`action ${id}`}
            textValue={title}
            className={styles.item}
            onAction={() => onChoose(id)}
          >
            <span className={styles.title}>{title}</span>
            {keys !== undefined && <kbd>{written(keys)}</kbd>}
          </MenuItem>
        );
      })}
    </MenuSection>
  );
}

type PeopleProps = { rows: readonly PortalUserRow[]; onChoose: (id: PortalUserRow["id"]) => void };

function People({ rows, onChoose }: PeopleProps) {
  if (rows.length === 0) return null;
  return (
    <MenuSection aria-label="Portal users">
      <Header className={styles.group}>Portal users</Header>
      {rows.map((row) => (
        <MenuItem
          key={row.id}
          id={`person ${row.id}`}
          textValue={`${row.name.text}, ${row.email.text}`}
          aria-label={`${row.name.text}, ${row.email.text}`}
          className={styles.item}
          onAction={() => onChoose(row.id)}
        >
          <span className={styles.title}>
            <MarkedText value={row.name} />
          </span>
          <span className={styles.note}>
            <MarkedText value={row.email} />
          </span>
          <Why row={row} />
        </MenuItem>
      ))}
    </MenuSection>
  );
}

/** The client by which somebody was found whose own name and address do not answer. */
function Why({ row: { name, email, clients } }: { row: PortalUserRow }) {
  if (name.marks.length + email.marks.length > 0) return null;
  const client = clients.find((one) => one.name.marks.length + one.client_id.marks.length > 0);
  if (client === undefined) return null;
  return (
    <span className={styles.note}>
      linked to <MarkedText value={client.name} /> <MarkedText value={client.client_id} />
    </span>
  );
}

type ClientsProps = { rows: readonly ClientHit[]; onChoose: (id: ClientHit["client_id"]) => void };

function Clients({ rows, onChoose }: ClientsProps) {
  if (rows.length === 0) return null;
  return (
    <MenuSection aria-label="Clients">
      <Header className={styles.group}>Clients</Header>
      {rows.map((row) => (
        <MenuItem
          key={row.client_id}
          id={`client ${row.client_id}`}
          textValue={`${row.name.text}, ${row.client_id}`}
          aria-label={`${row.name.text}, ${row.client_id}`}
          className={styles.item}
          onAction={() => onChoose(row.client_id)}
        >
          <span className={styles.title}>
            <MarkedText value={row.name} />
          </span>
          <span className={styles.note}>
            <MarkedText value={row.marked_id} />
          </span>
        </MenuItem>
      ))}
    </MenuSection>
  );
}
