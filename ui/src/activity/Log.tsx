import { Link } from "@tanstack/react-router";

import { moment, stamp } from "../format";
import type { ActivityEntry } from "../ipc/types/ActivityEntry";

import styles from "./Log.module.css";

/** The entries, newest first, each with the ways to whom and what it was about. */
export function Log({ entries }: { entries: readonly ActivityEntry[] }) {
  return (
    <table className={styles.log} aria-label="Activity">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">By</th>
          <th scope="col">What</th>
          <th scope="col">Portal user</th>
          <th scope="col">Client</th>
          <th scope="col">Before</th>
          <th scope="col">After</th>
          <th scope="col">Reason</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <Entry key={entry.number} entry={entry} />
        ))}
      </tbody>
    </table>
  );
}

function Entry({ entry }: { entry: ActivityEntry }) {
  const { at, actor, says, portal_user_id: user, client_id: client } = entry;
  return (
    <tr id={`activity-${entry.number}`}>
      <td className={styles.when}>
        <time dateTime={at} title={`${moment(at)}, entry ${entry.number}, request ${entry.request_id}`}>
          {stamp(at)}
        </time>
      </td>
      <td>
        <bdi>{actor}</bdi>
      </td>
      <td className={styles.says}>{says}</td>
      <td>
        {user !== null && (
          <Link to="/portal-users" search={{ user }} draggable={false}>
            <bdi>{entry.portal_user ?? user}</bdi>
          </Link>
        )}
      </td>
      <td>
        {client !== null && (
          <Link to="/client-portals" search={{ client }} draggable={false}>
            <bdi>{entry.client ?? client}</bdi>
          </Link>
        )}
      </td>
      <td>{entry.before_says}</td>
      <td>{entry.after_says}</td>
      <td className={styles.says}>{entry.reason !== null && <q>{entry.reason}</q>}</td>
    </tr>
  );
}
