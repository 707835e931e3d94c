import { Link } from "@tanstack/react-router";

import { Badge } from "../components/Badge";
import { Arch } from "../components/Icons";
import { count, moment, since } from "../format";
import type { DeskStanding } from "../ipc/types/DeskStanding";
import type { Problem } from "../ipc/types/Problem";
import type { Session } from "../ipc/types/Session";
import type { SyncProgress } from "../ipc/types/SyncProgress";
import { useCounts } from "../portal-users/queries";
import { useClientCount } from "./queries";

import styles from "./Sidebar.module.css";

type SidebarProps = { session: Session; problem: Problem | null; standing: DeskStanding | undefined };

/** The firm, the places to go, and at the foot the connection, the age of the data and who is working. */
export function Sidebar({ session, problem, standing }: SidebarProps) {
  const counts = useCounts();
  const clients = useClientCount();
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
      <Link to="/client-portals" className={styles.place} draggable={false}>
        Client portals
        {clients !== undefined && <span className={styles.count}>{count(clients)}</span>}
      </Link>
      <h2 className={styles.group}>Support</h2>
      <Link to="/access-check" className={styles.place} draggable={false}>
        Access check
      </Link>
      <Link to="/activity" className={styles.place} draggable={false}>
        Activity
      </Link>
      <h2 className={styles.group}>Firm</h2>
      <Link to="/imports" className={styles.place} draggable={false}>
        Imports
      </Link>
      <Link to="/settings" className={styles.place} draggable={false}>
        Settings
      </Link>
      <Foot session={session} problem={problem} standing={standing} />
    </nav>
  );
}

function Foot({ session: { staff, data_as_of: asOf }, problem, standing }: SidebarProps) {
  // Whoever sees this has heard the backend; what is kept on this computer is being opened.
  const isOpening = standing === undefined || standing.connection === "connecting";
  const offline = standing?.connection === "offline" || standing?.connection === "refused";
  const isWell = problem === null && !offline;
  const progress = standing?.progress ?? null;
  const memoryOnly = standing?.memory_only ?? null;
  const next = problem?.next ?? standing?.next ?? undefined;
  return (
    <div className={styles.foot}>
      <p role="status" className={styles.connection} title={next}>
        <span className={isWell ? styles.dot : styles.dotOff} aria-hidden />
        {problem?.title ?? (isOpening ? "Connected" : standing.says)}
      </p>
      {offline && standing.last_heard !== null && <p>Last heard {since(standing.last_heard)}</p>}
      {progress !== null && <p>{progressOf(progress)}</p>}
      {memoryOnly !== null && <p>Nothing is kept on this computer. {memoryOnly}</p>}
      <p title={asOf === null ? undefined : moment(asOf)}>
        {asOf === null ? "No import yet" : `Data as of ${since(asOf)}`}
      </p>
      <bdi className={styles.staff} title={staff}>
        {staff}
      </bdi>
    </div>
  );
}

function progressOf({ records, of }: SyncProgress): string {
  return of === null ? `${count(records)} records read` : `${count(records)} of ${count(of)} records read`;
}
