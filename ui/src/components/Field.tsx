import type { ReactNode } from "react";
import { Input, Label, TextField } from "react-aria-components";

import styles from "./Field.module.css";

type FieldProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** A secret is not shown while it is typed. */
  type?: "text" | "date" | "password";
  placeholder?: string;
  maxLength?: number;
};

/** A field to type in under its label. Nothing is corrected in it: most of what is typed here is a name or a key. */
export function Field({ label, value, onChange, type = "text", placeholder, maxLength = 254 }: FieldProps) {
  return (
    <TextField
      className={styles.field}
      value={value}
      onChange={onChange}
      type={type}
      maxLength={maxLength}
      autoComplete="off"
      autoCorrect="off"
      spellCheck="false"
    >
      <Label className={styles.label}>{label}</Label>
      <Input className={styles.input} placeholder={placeholder} data-is-empty={value === ""} />
    </TextField>
  );
}

type ChoiceProps<Id extends string> = {
  label: string;
  value: Id;
  onChange: (value: Id) => void;
  choices: readonly { id: Id; title: string }[];
};

/** One of a few, in the system's own list. */
export function Choice<Id extends string>({ label, value, onChange, choices }: ChoiceProps<Id>) {
  return (
    <label className={styles.field}>
      <span className={styles.label}>{label}</span>
      <select
        className={styles.input}
        value={value}
        onChange={(event) => {
          const chosen = choices.find(({ id }) => id === event.target.value);
          if (chosen !== undefined) onChange(chosen.id);
        }}
      >
        {choices.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A label above a field that names itself to assistive technology. */
export function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={styles.field}>
      <span className={styles.label} aria-hidden>
        {label}
      </span>
      {children}
    </div>
  );
}
