import { AlertDialog } from "../../components/AlertDialog";
import { Button } from "../../components/Button";
import type { LinkedClient } from "../../ipc/types/LinkedClient";
import type { Problem } from "../../ipc/types/Problem";

import styles from "./DoubtDialog.module.css";

/** A de-link that does more than could be seen before it was asked for. */
export type Doubt = { link: LinkedClient; reason: string; problem: Problem };

type DoubtDialogProps = {
  doubt: Doubt;
  isChanging: boolean;
  onDeLink: (doubt: Doubt) => void;
  onCancel: () => void;
};

/** Asks what the backend asks, or what the decisions that wait ask by now: it is sent again only if it is meant (26, 28). */
export function DoubtDialog({ doubt, isChanging, onDeLink, onCancel }: DoubtDialogProps) {
  return (
    <AlertDialog title={doubt.problem.title} onClose={onCancel}>
      <p>{doubt.problem.next}</p>
      <div className={styles.buttons}>
        {/* It opened under the hand that had just pressed a button. */}
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
        <Button autoFocus onPress={onCancel}>
          Cancel
        </Button>
        <Button look="danger-main" isPending={isChanging} onPress={() => onDeLink(doubt)}>
          De-link
        </Button>
      </div>
    </AlertDialog>
  );
}
