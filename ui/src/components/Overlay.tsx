import type { ReactNode } from "react";
import { Modal, ModalOverlay } from "react-aria-components";

import styles from "./Overlay.module.css";

type OverlayProps = {
  onClose: () => void;
  /** Whether a press beside it closes it too. A question has to be answered. */
  isDismissable?: boolean;
  size?: "usual" | "wide" | "page";
  /** At the top of the window, where what is in it grows downwards. */
  isHigh?: boolean;
  children: ReactNode;
};

/** What stands over the whole window for as long as it is rendered. Esc closes it. */
export function Overlay({ onClose, isDismissable = false, size = "usual", isHigh, children }: OverlayProps) {
  return (
    <ModalOverlay
      className={isHigh === true ? styles.high : styles.veil}
      isOpen
      isDismissable={isDismissable}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      <Modal className={styles[size]}>{children}</Modal>
    </ModalOverlay>
  );
}
