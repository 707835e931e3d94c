import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { FormEvent } from "react";

import { Button } from "../components/Button";
import { ConfirmDialog } from "../components/ConfirmDialog";
import { Field } from "../components/Field";
import { useToasts } from "../components/Toasts";
import { change } from "../data";

import styles from "./LostKey.module.css";

/** The ways into a firm whose key is lost: its recovery key, or another firm beside it. */
export function LostKey() {
  const client = useQueryClient();
  const [typed, setTyped] = useState("");
  const [asksToBegin, setAsksToBegin] = useState(false);
  const opening = useMutation({
    mutationFn: (text: string) => change(client, "open_with_recovery_key", { text }, () => undefined),
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!opening.isPending) opening.mutate(typed);
  }

  return (
    <form className={styles.form} aria-label="Recovery key" onSubmit={submit}>
      <Field label="Recovery key" value={typed} onChange={setTyped} maxLength={200} />
      {opening.error !== null && (
        <p role="alert" className={styles.wrong}>
          {opening.error.title} {opening.error.next}
        </p>
      )}
      <div className={styles.buttons}>
        <Button type="submit" look="main" isPending={opening.isPending} isDisabled={typed.trim() === ""}>
          Open the firm
        </Button>
        <Button onPress={() => setAsksToBegin(true)}>Begin anew…</Button>
      </div>
      {asksToBegin && <BeginAnew onClose={() => setAsksToBegin(false)} />}
    </form>
  );
}

function BeginAnew({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const toasts = useToasts();
  const beginning = useMutation({
    mutationFn: () =>
      change(client, "begin_anew", null, ({ folder }) => {
        toasts.show({ says: "A new firm has begun.", next: `The one before is in ${folder}.` });
      }),
  });
  return (
    <ConfirmDialog
      problem={{
        title: "Begin anew?",
        next:
          "The folder of the firm that cannot be opened is moved aside, as it is, and nothing in it is deleted: " +
          "with its recovery key it could still be opened. A new firm begins in its place.",
      }}
      act="Begin anew"
      isPending={beginning.isPending}
      onAct={() => beginning.mutate()}
      onCancel={onClose}
    >
      {beginning.error !== null && (
        <p role="alert" className={styles.wrong}>
          {beginning.error.title} {beginning.error.next}
        </p>
      )}
    </ConfirmDialog>
  );
}
