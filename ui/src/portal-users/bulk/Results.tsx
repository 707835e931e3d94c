import { Button } from "../../components/Button";
import type { BatchedAct } from "../../ipc/types/BatchedAct";
import type { PortalUserId } from "../../ipc/types/PortalUserId";
import type { Sent } from "./batches";
import { people } from "./outcome";
import { RowProblems } from "./RowProblems";

import styles from "./BulkDialog.module.css";

type ResultsProps = {
  act: BatchedAct;
  sent: Sent;
  /** Looks anew at those that were not changed. */
  onAgain: (users: readonly PortalUserId[]) => void;
  onClose: () => void;
};

/** What was done, and who was left out and why. */
export function Results({ act, sent: { outcome, unsent, problem }, onAgain, onClose }: ResultsProps) {
  const failed = [...outcome.refused, ...outcome.doubtful];
  const left = [...failed, ...unsent].map((one) => one.portal_user_id);
  return (
    <div className={styles.step}>
      <p role="status">
        {act === "link" ? "Linked" : "De-linked"} {people(outcome.changed.length)}.
        {failed.length > 0 && ` ${people(failed.length)} stand otherwise by now.`}
        {unsent.length > 0 && ` ${people(unsent.length)} were not changed.`}
      </p>
      {problem !== null && (
        <p role="alert">
          {problem.title} {problem.next}
        </p>
      )}
      <RowProblems results={failed} />
      <div className={styles.buttons}>
        {left.length > 0 && <Button onPress={() => onAgain(left)}>Look at these again</Button>}
        <Button
          look="main"
          // What is left to do here.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          onPress={onClose}
        >
          Done
        </Button>
      </div>
    </div>
  );
}
