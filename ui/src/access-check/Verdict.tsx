import { Link } from "@tanstack/react-router";

import { Check, Cross } from "../components/Icons";
import type { AccessCheck } from "../ipc/types/AccessCheck";
import type { Action } from "../ipc/types/Action";
import type { ClientId } from "../ipc/types/ClientId";
import { Clues } from "./Clues";

import styles from "./Verdict.module.css";

type VerdictProps = { check: AccessCheck; email: string; client: ClientId | undefined; action: Action };

/** The answer in one sentence, with the ways to whom and what it is about. */
export function Verdict({ check, email, client, action }: VerdictProps) {
  return (
    <section className={styles.verdict} aria-label="Verdict">
      <span className={check.allowed ? styles.yes : styles.no}>{check.allowed ? <Check /> : <Cross />}</span>
      <div className={styles.text}>
        <div role="status">
          <h2 className={styles.says}>{check.verdict}</h2>
        </div>
        <p className={styles.who}>
          {check.portal_user_id === null ? (
            <bdi>{email}</bdi>
          ) : (
            <Link to="/portal-users" search={{ search: email, user: check.portal_user_id }}>
              Open user <bdi>{check.portal_user}</bdi>
            </Link>
          )}
          {client !== undefined && (
            <Link to="/client-portals" search={{ client }}>
              Open client <bdi>{check.client ?? client}</bdi>
            </Link>
          )}
        </p>
        <Clues clues={check.clues} near={check.near} client={client} action={action} />
      </div>
    </section>
  );
}
