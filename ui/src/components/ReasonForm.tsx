import { useState } from "react";
import type { FormEvent, ReactNode } from "react";
import { Input, Label, TextField } from "react-aria-components";

import { Button } from "./Button";

import styles from "./ReasonForm.module.css";

type ReasonFormProps = {
  label: string;
  /** What the button says. */
  act: string;
  look: "main" | "danger-main";
  /** What has the focus first. Where it is the reason, Enter alone does it. */
  first: "reason" | "cancel";
  isPending: boolean;
  onAct: (reason: string) => void;
  onCancel: () => void;
  children: ReactNode;
};

/**
 * Something about to be done, with room for a reason that nobody has to give. It opens where a button was pressed, so
 * the focus goes into it. Esc cancels.
 */
export function ReasonForm({
  label,
  act,
  look,
  first,
  isPending,
  onAct,
  onCancel,
  children,
}: ReasonFormProps) {
  const [reason, setReason] = useState("");

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!isPending) onAct(reason);
  }

  return (
    // The keys belong to the fields and buttons inside.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form
      className={styles.form}
      aria-label={label}
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        onCancel();
      }}
    >
      {children}
      <TextField
        className={styles.field}
        value={reason}
        onChange={setReason}
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus={first === "reason"}
        maxLength={500}
        autoComplete="off"
        autoCorrect="off"
        spellCheck="false"
      >
        <Label className={styles.label}>
          Reason <span className={styles.optional}>(optional)</span>
        </Label>
        <Input className={styles.input} />
      </TextField>
      <div className={`${styles.buttons} ${styles[first]}`}>
        {first === "cancel" && <CancelButton isFirst onCancel={onCancel} />}
        <Button type="submit" look={look} isPending={isPending}>
          {act}
        </Button>
        {first === "reason" && <CancelButton onCancel={onCancel} />}
      </div>
    </form>
  );
}

type CancelButtonProps = { isFirst?: boolean; onCancel: () => void };

function CancelButton({ isFirst = false, onCancel }: CancelButtonProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-autofocus
    <Button autoFocus={isFirst} onPress={onCancel}>
      Cancel
    </Button>
  );
}
