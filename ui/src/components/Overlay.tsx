import type { ReactNode } from "react";
import { Modal, ModalOverlay } from "react-aria-components";

import styles from "./Overlay.module.css";

type OverlayProps = {
  onClose: () => void;
  /** Whether a press beside it closes it too. A question has to be answered. */
  isDismissable?: boolean;
  isWide?: boolean;
  /** At the top of the window, where what is in it grows downwards. */
  isHigh?: boolean;
  children: ReactNode;
};

/** What stands over the whole window for as long as it is rendered. Esc closes it. */
export function Overlay({ onClose, isDismissable = false, isWide, isHigh, children }: OverlayProps) {
  return (
    <ModalOverlay
      className={isHigh === true ? styles.high : styles.veil}
      isOpen
      isDismissable={isDismissable}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      <Modal className={isWide === true ? styles.wide : styles.modal}>{children}</Modal>
    </ModalOverlay>
  );
}
