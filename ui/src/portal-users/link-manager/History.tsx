import { day, moment } from "../../format";
import type { HistoryEntry } from "../../ipc/types/HistoryEntry";
import { Section } from "./Section";

import styles from "./History.module.css";

type HistoryProps = { entries: readonly HistoryEntry[]; notChecked: readonly string[] };

/** What happened to the account and its links, newest first, and what could not be looked at. */
export function History({ entries, notChecked }: HistoryProps) {
  return (
    <Section title="History">
      {notChecked.map((says) => (
        <p key={says} role="note">
          {says}
        </p>
      ))}
      <ol>
        {entries.map((entry) => (
          <li key={`${entry.at} ${entry.activity} ${entry.says}`} className={styles.entry}>
            <time dateTime={entry.at} title={moment(entry.at)} className={styles.day}>
              {day(entry.at)}
            </time>
            <span className={styles.says}>{entry.says}</span>
          </li>
        ))}
      </ol>
    </Section>
  );
}
