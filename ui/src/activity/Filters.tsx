import { useRef, useState } from "react";
import type { FormEvent } from "react";

import { Button } from "../components/Button";
import { Choice, Field } from "../components/Field";
import { DEEDS } from "./view";
import type { LogView } from "./view";

import styles from "./Filters.module.css";

type FiltersProps = { view: LogView; onShow: (view: LogView) => void };

const ANY = "any";
const CHOICES = [{ id: ANY, title: "Everything" } as const, ...DEEDS];

/** Which part of the log is shown. A choice holds at once, what is typed with Enter. */
export function Filters({ view, onShow }: FiltersProps) {
  const form = useRef<HTMLFormElement>(null);
  const [typed, setTyped] = useState(view);
  const [shown, setShown] = useState(view);
  // What was typed gives way to another view, from wherever that came; the form stays, and so does the focus in it.
  if (JSON.stringify(shown) !== JSON.stringify(view)) {
    setShown(view);
    setTyped(view);
  }
  const isNarrowed = Object.values(view).some((value) => value !== undefined);

  function type(part: LogView) {
    setTyped({ ...typed, ...part });
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    onShow(typed);
  }

  /** The button that was pressed goes: the focus moves on to the first filter. */
  function showEverything() {
    form.current?.querySelector("select")?.focus();
    onShow({});
  }

  return (
    <form ref={form} className={styles.filters} aria-label="Filters" onSubmit={submit}>
      <Choice
        label="What"
        value={view.action ?? ANY}
        onChange={(id) => onShow({ ...typed, action: id === ANY ? undefined : id })}
        choices={CHOICES}
      />
      <Field
        label="By"
        placeholder="Full name"
        value={typed.actor ?? ""}
        onChange={(actor) => type({ actor: said(actor) })}
      />
      <Field
        label="Client ID"
        value={typed.client ?? ""}
        onChange={(client) => type({ client: said(client) })}
      />
      <Field
        label="From"
        type="date"
        value={typed.from ?? ""}
        onChange={(from) => type({ from: said(from) })}
      />
      <Field label="To" type="date" value={typed.to ?? ""} onChange={(to) => type({ to: said(to) })} />
      <Button type="submit">Show</Button>
      {isNarrowed && <Button onPress={showEverything}>Show everything</Button>}
      {view.user !== undefined && <p className={styles.note}>Only what concerns one portal user.</p>}
    </form>
  );
}

function said(text: string): string | undefined {
  return text === "" ? undefined : text;
}
