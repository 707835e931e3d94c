import { Link } from "@tanstack/react-router";

import { Check, Cross } from "../components/Icons";
import type { AccessCheck } from "../ipc/types/AccessCheck";
import type { ClientId } from "../ipc/types/ClientId";

import styles from "./Verdict.module.css";

type VerdictProps = { check: AccessCheck; email: string; client: ClientId | undefined };

/** The answer in one sentence, with the ways to whom and what it is about. */
export function Verdict({ check, email, client }: VerdictProps) {
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
      </div>
    </section>
  );
}
