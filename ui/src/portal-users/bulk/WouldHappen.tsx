import type { BatchedAct } from "../../ipc/types/BatchedAct";
import type { BatchedResult } from "../../ipc/types/BatchedResult";
import type { Sent } from "./batches";
import { people } from "./outcome";
import { sentences } from "./says";
import type { Foreseen } from "./use-bulk";

import styles from "./BulkDialog.module.css";

type WouldHappenProps = {
  act: BatchedAct;
  step: Foreseen;
  /** Those of whom there is no more to say. */
  plain: readonly BatchedResult[];
  /** Those whose bar would be lifted (rule 27). */
  lifting: readonly BatchedResult[];
};

/** How many would be changed, and how many not, each kind in a sentence. */
export function WouldHappen({ act, step, plain, lifting }: WouldHappenProps) {
  const { client, sent, confirmed } = step;
  const { same, doubtful, refused } = sent.outcome;
  return (
    <div role="status">
      <ul className={styles.foreseen}>
        <li>
          <strong>{people(plain.length)}</strong> would be {act === "link" ? "linked to" : "de-linked from"}{" "}
          <bdi>{client.name.text}</bdi>, at once.
        </li>
        {sentences(lifting).map(([says, number]) => (
          <li key={says}>
            <strong>{people(number)}</strong> only if you say so: {says}.
          </li>
        ))}
        {same.length > 0 && (
          <li>
            {people(same.length)}: nothing to do, {act === "link" ? "linked already" : "not linked"}.
          </li>
        )}
        {doubtful.length > 0 && (
          <li>{people(doubtful.length)} would lose the last link, or have payment plans stopped.</li>
        )}
        {refused.length > 0 && <li>{people(refused.length)} cannot be changed.</li>}
        <NotLookedAt sent={sent} />
        <NotLookedAt sent={confirmed} />
      </ul>
    </div>
  );
}

function NotLookedAt({ sent: { unsent, problem } }: { sent: Sent }) {
  if (unsent.length === 0) return null;
  return (
    <li>
      Not looked at to the end: {people(unsent.length)}. {problem?.title} {problem?.next}
    </li>
  );
}
