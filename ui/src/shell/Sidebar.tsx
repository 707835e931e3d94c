import { Link } from "@tanstack/react-router";

import { Badge } from "../components/Badge";
import { Arch } from "../components/Icons";
import { count, stamp } from "../format";
import type { Problem } from "../ipc/types/Problem";
import type { Session } from "../ipc/types/Session";
import { useCounts } from "../portal-users/queries";

import styles from "./Sidebar.module.css";

type SidebarProps = { session: Session; problem: Problem | null };

/** The firm, the places to go, and at the foot the connection, the age of the data and who is working. */
export function Sidebar({ session, problem }: SidebarProps) {
  const counts = useCounts();
  return (
    <nav className={styles.sidebar} aria-label="Portico">
      <div className={styles.firm}>
        <Arch className={styles.arch} />
        <bdi className={styles.name} title={session.firm.name}>
          {session.firm.name}
        </bdi>
      </div>
      {session.firm.sample && (
        <p className={styles.sample}>
          <Badge tone="warn">Sample firm</Badge>
        </p>
      )}
      <h2 className={styles.group}>Payments</h2>
      <Link to="/portal-users" className={styles.place} draggable={false}>
        Portal users
        {counts !== undefined && <span className={styles.count}>{count(counts.all)}</span>}
      </Link>
      <Foot session={session} problem={problem} />
    </nav>
  );
}

function Foot({ session: { staff, data_as_of: asOf }, problem }: SidebarProps) {
  return (
    <div className={styles.foot}>
      <p role="status" className={styles.connection} title={problem?.next}>
        <span className={problem === null ? styles.dot : styles.dotOff} aria-hidden />
        {problem === null ? "Connected" : problem.title}
      </p>
      <p>{asOf === null ? "No import yet" : `Data as of ${stamp(asOf)}`}</p>
      <bdi className={styles.staff} title={staff}>
        {staff}
      </bdi>
    </div>
  );
}
