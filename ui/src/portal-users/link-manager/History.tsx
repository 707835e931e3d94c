import { Link } from "@tanstack/react-router";

import { day, moment } from "../../format";
import type { HistoryEntry } from "../../ipc/types/HistoryEntry";
import type { PortalUserId } from "../../ipc/types/PortalUserId";
import { Section } from "./Section";

import styles from "./History.module.css";

type HistoryProps = { user: PortalUserId; entries: readonly HistoryEntry[]; notChecked: readonly string[] };

/** What happened to the account and its links, newest first, and what could not be looked at. */
export function History({ user, entries, notChecked }: HistoryProps) {
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
      <p className={styles.all}>
        <Link to="/activity" search={{ user }} draggable={false}>
          Show in the activity log
        </Link>
      </p>
    </Section>
  );
}
