import { stamp } from "../format";
import { useLastHeard } from "./queries";

import styles from "./Freshness.module.css";

type FreshnessProps = {
  /** When the newest import was taken from the PMS; none before the first import. */
  dataAsOf: string | null;
  /** What could not be looked at, a sentence each. */
  notChecked: readonly string[];
};

/** How old an answer is, by source, and what is missing in it (rules 2, 45). */
export function Freshness({ dataAsOf, notChecked }: FreshnessProps) {
  const { offline, lastHeard } = useLastHeard();
  // A backend that is slow or cannot tell is no reason to be offline, and yet was not what answered.
  const isKept = offline || notChecked.length > 0;
  return (
    <div className={styles.freshness}>
      {isKept && (
        <p role="note" className={styles.offline}>
          {offline ? "Offline: answered" : "The firm backend did not tell in time: answered"} from what is
          kept on this computer
          {lastHeard !== null && `, as of ${stamp(lastHeard)}`}.
        </p>
      )}
      {notChecked.map((says) => (
        <p key={says} role="note" className={styles.offline}>
          {says}
        </p>
      ))}
      <p>
        {dataAsOf === null
          ? "Nothing has been imported from the practice management system yet."
          : `Practice management system as of ${stamp(dataAsOf)}.`}
      </p>
    </div>
  );
}
