import { moment, stamp } from "../format";
import type { RecordedAttempt } from "../ipc/types/RecordedAttempt";

import styles from "./Attempts.module.css";

type AttemptsProps = { attempts: readonly RecordedAttempt[]; note: string };

/** The keys that were tried lately. That none was recorded is an answer too (rule 43). */
export function Attempts({ attempts, note }: AttemptsProps) {
  return (
    <section className={styles.attempts} aria-label="Attempts">
      <h3 className={styles.title}>Attempts</h3>
      <p className={styles.note}>{note}</p>
      <ol>
        {attempts.map(({ at, says }) => (
          <li key={`${at} ${says}`} className={styles.attempt}>
            <time dateTime={at} title={moment(at)} className={styles.at}>
              {stamp(at)}
            </time>
            <span>{says}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
