import { useState } from "react";
import type { FormEvent } from "react";

import { Button } from "../components/Button";
import { Choice, Labelled } from "../components/Field";
import type { Action } from "../ipc/types/Action";
import type { ClientId } from "../ipc/types/ClientId";
import { ClientField } from "./ClientField";
import { PersonField } from "./PersonField";
import { ACTIONS } from "./view";

import styles from "./Question.module.css";

type QuestionProps = {
  email: string;
  client: ClientId | undefined;
  action: Action;
  onAsk: (part: { email?: string; client?: ClientId | undefined; action?: Action }) => void;
};

/** Who is asking, which client, and what they want to do. Whatever is picked is asked at once. */
export function Question({ email, client, action, onAsk }: QuestionProps) {
  // What was typed since the question was asked.
  const [person, setPerson] = useState<string | undefined>(undefined);
  const [clientText, setClientText] = useState<string | undefined>(undefined);
  const [isMissing, setMissing] = useState(false);

  function askPerson(chosen: string) {
    setPerson(undefined);
    onAsk({ email: chosen });
  }

  function askClient(chosen: ClientId | undefined) {
    setClientText(undefined);
    onAsk({ client: chosen });
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    setMissing((person ?? email).trim() === "");
    if (person !== undefined) askPerson(person.trim());
    if (clientText !== undefined) askClient(clientText.trim() === "" ? undefined : clientText.trim());
  }

  function pastedClient(chosen: ClientId) {
    setPerson(undefined);
    askClient(chosen);
  }

  function pastedPerson(chosen: string) {
    setClientText(undefined);
    askPerson(chosen);
  }

  return (
    <form className={styles.question} aria-label="Access check" onSubmit={submit}>
      <Labelled label="Who is asking">
        <PersonField
          text={person ?? email}
          onText={setPerson}
          onPerson={askPerson}
          onClient={pastedClient}
          isFirst={email === ""}
        />
      </Labelled>
      <Labelled label="Which client">
        <ClientField
          chosen={client}
          text={clientText}
          onText={setClientText}
          onClient={askClient}
          onPerson={pastedPerson}
        />
      </Labelled>
      <Choice label="Wants to" value={action} onChange={(id) => onAsk({ action: id })} choices={ACTIONS} />
      <Button type="submit" look="main">
        Check
      </Button>
      {isMissing && (person ?? email).trim() === "" && (
        <p role="alert" className={styles.missing}>
          Whose access? Type an e-mail address first, such as jane@example.com.
        </p>
      )}
    </form>
  );
}
