import { day, moment } from "../../format";
import type { HistoryEntry } from "../../ipc/types/HistoryEntry";
import { Section } from "./Section";

import styles from "./History.module.css";

/** What happened to the account and its links, newest first. */
export function History({ entries }: { entries: readonly HistoryEntry[] }) {
  return (
    <Section title="History">
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
