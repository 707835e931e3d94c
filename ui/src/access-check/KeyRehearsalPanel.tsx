import { useState } from "react";
import type { FormEvent } from "react";

import { Button } from "../components/Button";
import { CopyButton } from "../components/CopyButton";
import { Field } from "../components/Field";
import { ProblemNotice } from "../components/ProblemNotice";
import type { KeyRehearsal } from "../ipc/types/KeyRehearsal";
import { Freshness } from "../shell/Freshness";
import { useOpenKey } from "./open-key";
import { useKeyRehearsal } from "./queries";

import styles from "./KeyRehearsalPanel.module.css";

/** What a caller reads out, letter by letter: exactly what is wrong with it, and what to say back (rule 42). */
export function KeyRehearsalPanel() {
  const [typed, setTyped] = useState("");
  const [invoice, setInvoice] = useState("");
  const { mutate: rehearse, reset, data, error, isPending } = useKeyRehearsal();

  /** Another key is being read out: what was said of the one before holds no more. */
  function type(set: (text: string) => void, text: string) {
    set(text);
    reset();
  }

  function ask() {
    rehearse({ client_id: typed, invoice_number: invoice });
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (typed !== "") ask();
  }

  return (
    <>
      <h2 className={styles.title}>Key rehearsal</h2>
      <p className={styles.about}>
        Type what the caller reads out, to the letter: capitals, spaces and all. Nothing is counted as a try.
      </p>
      <form className={styles.form} aria-label="Key rehearsal" onSubmit={submit}>
        <Field label="Client ID as read out" value={typed} onChange={(text) => type(setTyped, text)} />
        <Field
          label="Invoice number as read out"
          value={invoice}
          onChange={(text) => type(setInvoice, text)}
        />
        <Button type="submit" isPending={isPending}>
          Rehearse
        </Button>
      </form>
      {error !== null && <ProblemNotice size="strip" problem={error} onTryAgain={ask} />}
      {data !== undefined && <Rehearsed rehearsal={data} />}
    </>
  );
}

function Rehearsed({ rehearsal }: { rehearsal: KeyRehearsal }) {
  const openKey = useOpenKey();
  const [outcome, ...details] = rehearsal.says;
  const meant = rehearsal.meant_client;
  return (
    <div className={styles.rehearsed}>
      <div role="status" className={styles.says}>
        <p className={styles.outcome}>{outcome}</p>
        <ul aria-label="What is right and wrong">
          {details.map((says) => (
            <li key={says}>{says}</li>
          ))}
        </ul>
      </div>
      {rehearsal.closed_until !== null && meant !== null && (
        <Button onPress={() => void openKey(meant)}>Open the key of {meant}</Button>
      )}
      <p className={styles.back}>
        Say back: <q>{rehearsal.say_back}</q>
      </p>
      <CopyButton text={rehearsal.say_back}>Copy what to say</CopyButton>
      <Freshness dataAsOf={rehearsal.data_as_of} notChecked={[]} />
    </div>
  );
}
