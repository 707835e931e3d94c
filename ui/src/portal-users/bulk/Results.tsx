import { Button } from "../../components/Button";
import type { BatchedAct } from "../../ipc/types/BatchedAct";
import type { PortalUserId } from "../../ipc/types/PortalUserId";
import type { Sent } from "./batches";
import { people } from "./outcome";
import { RowProblems } from "./RowProblems";
import { sentences } from "./says";

import styles from "./BulkDialog.module.css";

type ResultsProps = {
  act: BatchedAct;
  sent: Sent;
  /** Looks anew at those that were not changed, or perhaps not. */
  onAgain: (users: readonly PortalUserId[]) => void;
  onClose: () => void;
};

/** What was done, and who was left out and why. */
export function Results({ act, sent, onAgain, onClose }: ResultsProps) {
  const { outcome, uncertain, unsent, problem } = sent;
  const failed = [...outcome.refused, ...outcome.doubtful];
  const left = [...failed, ...uncertain, ...unsent].map((one) => one.portal_user_id);
  return (
    <div className={styles.step}>
      <p role="status">
        {act === "link" ? "Linked" : "De-linked"} {people(outcome.changed.length)}.
        {failed.length > 0 && ` ${people(failed.length)} stand otherwise by now.`}
        {uncertain.length > 0 &&
          ` ${people(uncertain.length)} may or may not have been changed: look at these again.`}
        {unsent.length > 0 && ` Not changed: ${people(unsent.length)}.`}
      </p>
      {sentences(outcome.changed.filter((one) => one.more)).map(([says, number]) => (
        <p key={says}>
          {people(number)}: {says}.
        </p>
      ))}
      {problem !== null && (
        <p role="alert">
          {problem.title} {problem.next}
        </p>
      )}
      <RowProblems title="Not changed" results={failed} />
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
