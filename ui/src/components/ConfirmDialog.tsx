import type { ReactNode } from "react";

import type { Problem } from "../ipc/types/Problem";
import { AlertDialog } from "./AlertDialog";
import { Button } from "./Button";

import styles from "./ConfirmDialog.module.css";

type ConfirmDialogProps = {
  /** The question, as the backend asks it. */
  problem: Pick<Problem, "title" | "next">;
  act: string;
  isPending?: boolean;
  onAct: () => void;
  onCancel: () => void;
  /** What there is to look at before it is answered. */
  children?: ReactNode;
};

/** Asks what the backend asks, or what the decisions that wait ask by now: it is sent again only if it is meant (26, 28). */
export function ConfirmDialog({
  problem,
  act,
  isPending = false,
  onAct,
  onCancel,
  children,
}: ConfirmDialogProps) {
  return (
    <AlertDialog title={problem.title} onClose={onCancel}>
      <p>{problem.next}</p>
      {children}
      <div className={styles.buttons}>
        {/* It opened under the hand that had just pressed a button. */}
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
        <Button autoFocus onPress={onCancel}>
          Cancel
        </Button>
        <Button look="danger-main" isPending={isPending} onPress={onAct}>
          {act}
        </Button>
      </div>
    </AlertDialog>
  );
}
