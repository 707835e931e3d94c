import { useState } from "react";
import type { FormEvent } from "react";

import { Button } from "../components/Button";
import { Field } from "../components/Field";
import { Told } from "../components/Told";
import { useChooseFirm } from "./queries";

import styles from "./ChooseFirm.module.css";

/** The name that a firm of one's own begins with; its data follows from the PMS. */
export function OwnFirmForm({ onBack }: { onBack: () => void }) {
  const [name, setName] = useState("");
  const choosing = useChooseFirm();

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!choosing.isPending) choosing.mutate({ at: "own", name });
  }

  return (
    <form className={styles.form} aria-label="Your own firm" onSubmit={submit}>
      <p className={styles.step}>Step 2 of 4</p>
      <Field
        label="The firm’s name, as its clients know it"
        value={name}
        onChange={setName}
        maxLength={200}
      />
      <Told problem={choosing.error} />
      <div className={styles.buttons}>
        <Button onPress={onBack}>Back</Button>
        <Button type="submit" look="main" isPending={choosing.isPending} isDisabled={name.trim() === ""}>
          Go on to the export
        </Button>
      </div>
    </form>
  );
}
