import type { ReactNode } from "react";
import { Dialog, Heading } from "react-aria-components";

import { Overlay } from "./Overlay";

import styles from "./AlertDialog.module.css";

type AlertDialogProps = { title: string; onClose: () => void; children: ReactNode };

/** A question that has to be answered first. It is open for as long as it is rendered; Esc closes it. */
export function AlertDialog({ title, onClose, children }: AlertDialogProps) {
  return (
    <Overlay onClose={onClose}>
      <Dialog role="alertdialog" className={styles.dialog}>
        <Heading slot="title" className={styles.title}>
          {title}
        </Heading>
        {children}
      </Dialog>
    </Overlay>
  );
}
