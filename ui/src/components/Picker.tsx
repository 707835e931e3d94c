import { useId, useState } from "react";
import type { KeyboardEvent, ReactNode } from "react";
import { VisuallyHidden } from "react-aria-components";

import styles from "./Picker.module.css";

export type Choice = { id: string; isDisabled: boolean; content: ReactNode };

type PickerProps = {
  label: string;
  /** What stands in the empty field; the label where that is not on the screen already. */
  placeholder?: string;
  text: string;
  onText: (text: string) => void;
  choices: readonly Choice[];
  onPick: (id: string) => void;
  /** How many there are, or why there are none. */
  says: string;
  /** Stands under the choices. */
  more: string | undefined;
  inputRef?: React.Ref<HTMLInputElement>;
};

/**
 * A combobox: a field to type in, with a list of what answers; what it finds is up to the caller. React Aria's own hides
 * the rest of the window from assistive technology while its list is open.
 */
export function Picker({
  label,
  placeholder = label,
  text,
  onText,
  choices,
  onPick,
  says,
  more,
  inputRef,
}: PickerProps) {
  const listId = useId();
  const [isOpen, setOpen] = useState(false);
  const [activeId, setActiveId] = useState<string | null>(null);
  const enabled = choices.filter((choice) => !choice.isDisabled);
  const active = enabled.find((choice) => choice.id === activeId);
  const isListed = isOpen && choices.length > 0;

  function close() {
    setOpen(false);
    setActiveId(null);
  }

  function pick(choice: Choice | undefined) {
    if (choice === undefined || choice.isDisabled) return;
    close();
    onPick(choice.id);
  }

  /** Goes round: past the last is the first. */
  function move(step: 1 | -1) {
    const at = active === undefined ? (step === 1 ? -1 : 0) : enabled.indexOf(active);
    setOpen(true);
    setActiveId(enabled.at((at + step) % Math.max(1, enabled.length))?.id ?? null);
  }

  function escape() {
    if (isOpen) close();
    else onText("");
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Enter" && isListed) pick(active ?? enabled[0]);
    else if (event.key === "Escape" && (isOpen || text !== "")) escape();
    else return;
    event.preventDefault();
  }

  return (
    <div className={styles.picker}>
      <input
        ref={inputRef}
        className={styles.input}
        role="combobox"
        aria-label={label}
        aria-autocomplete="list"
        aria-expanded={isListed}
        aria-controls={isListed ? listId : undefined}
        aria-activedescendant={active === undefined ? undefined : `${listId}-${choices.indexOf(active)}`}
        placeholder={placeholder}
        maxLength={200}
        spellCheck={false}
        autoComplete="off"
        autoCorrect="off"
        value={text}
        onChange={(event) => {
          setOpen(true);
          setActiveId(null);
          onText(event.target.value);
        }}
        onKeyDown={onKeyDown}
        onBlur={close}
      />
      <VisuallyHidden role="status">{isOpen && says}</VisuallyHidden>
      {isOpen && (
        // Pressing in the list leaves the focus in the field.
        // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
        <div className={styles.popup} onMouseDown={(event) => event.preventDefault()}>
          {isListed ? (
            <div id={listId} role="listbox" aria-label={label} className={styles.list}>
              {choices.map((choice, index) => (
                <Option
                  key={choice.id}
                  id={`${listId}-${index}`}
                  choice={choice}
                  isActive={choice === active}
                  onPick={() => pick(choice)}
                />
              ))}
            </div>
          ) : (
            <p className={styles.note}>{says}</p>
          )}
          {isListed && more !== undefined && <p className={styles.note}>{more}</p>}
        </div>
      )}
    </div>
  );
}

type OptionProps = { id: string; choice: Choice; isActive: boolean; onPick: () => void };

function Option({ id, choice, isActive, onPick }: OptionProps) {
  return (
    // The field keeps the focus and has the keys.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      ref={isActive ? scrollIntoSight : undefined}
      id={id}
      role="option"
      aria-selected={isActive}
      aria-disabled={choice.isDisabled}
      className={styles.choice}
      onClick={onPick}
    >
      {choice.content}
    </div>
  );
}

function scrollIntoSight(option: HTMLElement | null) {
  option?.scrollIntoView({ block: "nearest" });
}
