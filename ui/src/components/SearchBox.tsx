import { Input, SearchField } from "react-aria-components";

import { Magnifier } from "./Icons";

import styles from "./SearchBox.module.css";

type SearchBoxProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Goes on to what was found. */
  onArrowDown: () => void;
  inputRef: React.Ref<HTMLInputElement>;
};

/** A search field. Esc clears it; the key that leads to it from anywhere stands at its end. */
export function SearchBox({ label, value, onChange, onArrowDown, inputRef }: SearchBoxProps) {
  return (
    <SearchField
      className={styles.box}
      aria-label={label}
      value={value}
      onChange={onChange}
      onKeyDown={(event) => {
        if (event.key !== "ArrowDown") return;
        event.preventDefault();
        onArrowDown();
      }}
      // The one thing to type in on its screen, and what staff come to it for.
      // oxlint-disable-next-line jsx-a11y/no-autofocus
      autoFocus
      spellCheck="false"
      autoComplete="off"
      autoCorrect="off"
    >
      <Magnifier className={styles.icon} />
      <Input ref={inputRef} className={styles.input} placeholder={label} maxLength={200} />
      <kbd className={styles.key} aria-hidden>
        /
      </kbd>
    </SearchField>
  );
}
