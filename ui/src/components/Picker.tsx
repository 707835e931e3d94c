import type { ReactNode } from "react";
import { ComboBox, Input, ListBox, ListBoxItem, Popover } from "react-aria-components";

import styles from "./Picker.module.css";

export type Choice = { id: string; text: string; isDisabled: boolean; content: ReactNode };

type PickerProps = {
  label: string;
  text: string;
  onText: (text: string) => void;
  choices: readonly Choice[];
  onPick: (id: string) => void;
  /** Stands in the list where there is no choice. */
  empty: string;
  /** Stands under the choices. */
  more: string | undefined;
  inputRef: React.Ref<HTMLInputElement>;
};

/** A field to type in, with a list of what answers. What it finds is up to the caller; nothing typed is kept. */
export function Picker({ label, text, onText, choices, onPick, empty, more, inputRef }: PickerProps) {
  return (
    <ComboBox
      className={styles.picker}
      aria-label={label}
      items={choices}
      inputValue={text}
      onInputChange={onText}
      value={null}
      onChange={(id) => {
        if (id !== null) onPick(String(id));
      }}
      allowsEmptyCollection
    >
      <Input
        ref={inputRef}
        className={styles.input}
        placeholder={label}
        maxLength={200}
        spellCheck="false"
        autoCorrect="off"
      />
      <Popover className={styles.popover} offset={4} placement="bottom start">
        <ListBox<Choice>
          className={styles.list}
          renderEmptyState={() => <p className={styles.empty}>{empty}</p>}
        >
          {(choice) => (
            <ListBoxItem
              id={choice.id}
              textValue={choice.text}
              isDisabled={choice.isDisabled}
              className={styles.choice}
            >
              {choice.content}
            </ListBoxItem>
          )}
        </ListBox>
        {more !== undefined && <p className={styles.more}>{more}</p>}
      </Popover>
    </ComboBox>
  );
}
