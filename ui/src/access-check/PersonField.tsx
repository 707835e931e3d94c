import { useEffect, useRef } from "react";

import { MarkedText } from "../components/MarkedText";
import { Picker } from "../components/Picker";
import type { Choice } from "../components/Picker";
import type { ClientHit } from "../ipc/types/ClientHit";
import type { ClientId } from "../ipc/types/ClientId";
import type { PortalUserRow } from "../ipc/types/PortalUserRow";
import { ClientChoice } from "../portal-users/link-manager/ClientChoice";
import { useClients } from "../portal-users/queries";
import { usePeople } from "./queries";

import styles from "./PersonField.module.css";

/** So many clients are offered where somebody pastes a Client ID here. */
const CLIENTS = 3;

type PersonFieldProps = {
  text: string;
  onText: (text: string) => void;
  onPerson: (email: string) => void;
  onClient: (client: ClientId) => void;
  /** Whether it is what staff come to the screen to type. */
  isFirst: boolean;
};

/** The person who is asking: by e-mail, or found by name. A Client ID that is pasted here names the client. */
export function PersonField({ text, onText, onPerson, onClient, isFirst }: PersonFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const search = text.trim();
  const people = usePeople(search).data?.rows ?? [];
  const clients = useClients(search.includes("@") ? "" : search).data?.clients ?? [];
  const found = search === "" ? [] : people;
  const foundClients = search === "" || search.includes("@") ? [] : clients.slice(0, CLIENTS);
  useEffect(() => {
    if (isFirst) field.current?.focus();
  }, [isFirst]);

  return (
    <Picker
      label="Who is asking"
      placeholder="E-mail or name"
      text={text}
      onText={onText}
      choices={[...found.map(ofPerson), ...foundClients.map(ofClient)]}
      onPick={(id) => {
        const person = found.find((one) => choiceOf(one) === id);
        if (person !== undefined) onPerson(person.email.text);
        else onClient(id.slice(CLIENT.length));
      }}
      says={search === "" ? "Type or paste an e-mail address" : foundWords(found.length, foundClients.length)}
      more={undefined}
      inputRef={field}
    />
  );
}

const CLIENT = "client ";

function choiceOf(person: PortalUserRow): string {
  return `person ${person.id}`;
}

function ofPerson(person: PortalUserRow): Choice {
  const content = (
    <>
      <MarkedText value={person.name} />
      <span className={styles.email}>
        <MarkedText value={person.email} />
      </span>
    </>
  );
  return { id: choiceOf(person), isDisabled: false, content };
}

function ofClient(client: ClientHit): Choice {
  const content = <ClientChoice client={client} isLinked={false} />;
  return { id: `${CLIENT}${client.client_id}`, isDisabled: false, content };
}

function foundWords(people: number, clients: number): string {
  if (people === 0 && clients === 0) return "No portal user found: press Enter to check this e-mail address";
  const said = [people === 1 ? "1 portal user" : `${people} portal users`];
  if (clients > 0) said.push(clients === 1 ? "1 client" : `${clients} clients`);
  return said.join(", ");
}
