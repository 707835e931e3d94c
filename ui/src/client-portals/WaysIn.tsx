import { Link } from "@tanstack/react-router";
import { VisuallyHidden } from "react-aria-components";

import { Check, Cross } from "../components/Icons";
import { ProblemNotice } from "../components/ProblemNotice";
import { Waiting } from "../components/Waiting";
import { count } from "../format";
import type { ClientId } from "../ipc/types/ClientId";
import type { WayIn } from "../ipc/types/WayIn";
import { Section } from "../portal-users/link-manager/Section";
import { useWhoCanGetIn } from "./queries";

import styles from "./WaysIn.module.css";

/** Everybody who can get in and by which way, and the ways that are shut now (rule 41). */
export function WaysIn({ client }: { client: ClientId }) {
  const { data: who, error, refetch } = useWhoCanGetIn(client);
  const open = who?.ways.filter((way) => way.open).length;
  return (
    <Section
      title="Who can get in"
      aside={open !== undefined && <span>{open === 1 ? "1 open way" : `${count(open)} open ways`}</span>}
    >
      {error !== null && <ProblemNotice size="strip" problem={error} onTryAgain={() => void refetch()} />}
      {who === undefined && error === null && <Waiting>Loading…</Waiting>}
      {who?.not_checked.map((says) => (
        <p key={says} role="note" className={styles.notChecked}>
          {says}
        </p>
      ))}
      <ul aria-label="Ways in">
        {who?.ways.map((way) => (
          <Way key={`${way.kind} ${way.portal_user_id} ${way.says}`} way={way} client={client} />
        ))}
      </ul>
    </Section>
  );
}

function Way({ way, client }: { way: WayIn; client: ClientId }) {
  const { open, says, detail, portal_user_id: user } = way;
  return (
    <li className={styles.way}>
      {open ? <Check className={styles.yes} /> : <Cross className={styles.no} />}
      <div className={styles.text}>
        <VisuallyHidden>{open ? "Open:" : "Shut:"}</VisuallyHidden>
        <p>{says}</p>
        <p className={styles.detail}>
          <bdi>{detail}</bdi>
        </p>
      </div>
      {user !== null && (
        <p className={styles.links}>
          <Link to="/portal-users" search={{ search: detail, user }} draggable={false}>
            Open user
          </Link>
          <Link to="/access-check" search={{ email: detail, client }} draggable={false}>
            Check access
          </Link>
        </p>
      )}
    </li>
  );
}
