import { Badge } from "../components/Badge";
import type { Tone } from "../components/Badge";
import { MarkedText } from "../components/MarkedText";
import { count, moment, since } from "../format";
import type { Access } from "../ipc/types/Access";
import type { Portal } from "../ipc/types/Portal";
import type { PortalUserRow } from "../ipc/types/PortalUserRow";

import styles from "./UserGrid.module.css";

const TONES: Record<Access, Tone> = {
  can_sign_in: "good",
  not_verified: "warn",
  no_open_portal: "warn",
  must_claim: "bad",
};

const CLOSED: Record<Portal, string | undefined> = {
  open: undefined,
  client_inactive: "inactive",
  not_in_portal: "not in portal",
};

/** The names of the columns. A search lists the best matches first, and so in no order of a column. */
export function HeaderRow({ isByName }: { isByName: boolean }) {
  return (
    <div role="rowgroup" className={styles.header}>
      <div role="row" aria-rowindex={1} className={styles.columns}>
        <span role="columnheader" aria-colindex={1} aria-sort={isByName ? "ascending" : "none"}>
          Name {isByName && <span aria-hidden>↑</span>}
        </span>
        <span role="columnheader" aria-colindex={2} className={styles.email}>
          E-mail
        </span>
        <span role="columnheader" aria-colindex={3} className={styles.clients}>
          Linked clients
        </span>
        <span role="columnheader" aria-colindex={4}>
          Access
        </span>
        <span role="columnheader" aria-colindex={5} className={styles.signIn}>
          Last sign-in
        </span>
      </div>
    </div>
  );
}

type Placed = { index: number; top: number };

/** Holds the place of a row that is on its way. */
export function LoadingRow({ index, top }: Placed) {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-busy
      className={`${styles.row} ${styles.columns}`}
      style={{ transform: `translateY(${top}px)` }}
    >
      <span role="gridcell" aria-colindex={1} className={styles.loading}>
        …
      </span>
    </div>
  );
}

type UserRowProps = Placed & {
  row: PortalUserRow;
  isActive: boolean;
  isSelected: boolean;
  onPick: () => void;
};

/** A portal user in one line. Its keys are the grid's. */
export function UserRow({ row, index, top, isActive, isSelected, onPick }: UserRowProps) {
  const { last_sign_in_at: signIn } = row;
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      tabIndex={isActive ? 0 : -1}
      className={`${styles.row} ${styles.columns}`}
      style={{ transform: `translateY(${top}px)` }}
      onClick={onPick}
    >
      <span role="gridcell" aria-colindex={1}>
        <MarkedText value={row.name} />
      </span>
      <span role="gridcell" aria-colindex={2} className={styles.email}>
        <MarkedText value={row.email} />
      </span>
      <span role="gridcell" aria-colindex={3} className={styles.clients}>
        <Clients row={row} />
      </span>
      <span role="gridcell" aria-colindex={4}>
        <Badge tone={TONES[row.access]}>{row.access_label}</Badge>
      </span>
      <span
        role="gridcell"
        aria-colindex={5}
        className={styles.signIn}
        title={signIn === null ? undefined : moment(signIn)}
      >
        {since(signIn)}
      </span>
    </div>
  );
}

function Clients({ row: { clients, link_count: links } }: { row: PortalUserRow }) {
  const first = clients[0];
  if (first === undefined) return <span className={styles.aside}>none</span>;
  const { name, portal, client_id: id } = first;
  // Where the search hit the Client ID alone, the row must show why it is here.
  const isHitById = id.marks.length > 0 && name.marks.length === 0;
  return (
    <span className={styles.clientList}>
      {isHitById && <MarkedText value={id} />}
      <MarkedText value={name} />
      {CLOSED[portal] !== undefined && <span className={styles.aside}>{CLOSED[portal]}</span>}
      {links > 1 && <span className={styles.aside}>and {count(links - 1)} more</span>}
    </span>
  );
}
