/** What a row says in each column. */
import type { ReactNode } from "react";

import { Badge } from "../../components/Badge";
import type { Tone } from "../../components/Badge";
import { MarkedText } from "../../components/MarkedText";
import { count, moment, since } from "../../format";
import type { Access } from "../../ipc/types/Access";
import type { Portal } from "../../ipc/types/Portal";
import type { PortalUserRow } from "../../ipc/types/PortalUserRow";
import type { UserColumn } from "../../ipc/types/UserColumn";

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

/** What stands in a cell. */
export function cellOf(row: PortalUserRow, column: UserColumn): ReactNode {
  switch (column) {
    case "name":
      return <MarkedText value={row.name} />;
    case "email":
      return <MarkedText value={row.email} />;
    case "clients":
      return <Clients row={row} />;
    case "access":
      return <Badge tone={TONES[row.access]}>{row.access_label}</Badge>;
    case "link_count":
      return <span className={styles.moment}>{count(row.link_count)}</span>;
    case "created":
      return <Moment at={row.created_at} />;
    case "last_sign_in":
      return <Moment at={row.last_sign_in_at} />;
    default:
      return column satisfies never;
  }
}

function Moment({ at }: { at: string | null }) {
  return (
    <span className={styles.moment} title={at === null ? undefined : moment(at)}>
      {since(at)}
    </span>
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
