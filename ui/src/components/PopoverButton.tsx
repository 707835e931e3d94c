import type { ReactNode } from "react";
import { Dialog, DialogTrigger, Popover } from "react-aria-components";

import { Button } from "./Button";

import styles from "./PopoverButton.module.css";

type PopoverButtonProps = {
  label: string;
  /** What opens below the button; Esc closes it, and so does what it is given. */
  children: (close: () => void) => ReactNode;
};

/** A button with a small dialog of its own. */
export function PopoverButton({ label, children }: PopoverButtonProps) {
  return (
    <DialogTrigger>
      <Button>{label}</Button>
      <Popover className={styles.popover} placement="bottom end">
        <Dialog className={styles.dialog} aria-label={label}>
          {({ close }) => children(close)}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
