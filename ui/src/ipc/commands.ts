// Written by `cargo test` from src-tauri/command_table.rs. Do not edit.
import type { ClientsPage } from "./types/ClientsPage";
import type { ClientsQuery } from "./types/ClientsQuery";
import type { DeskStanding } from "./types/DeskStanding";
import type { LinkAnswer } from "./types/LinkAnswer";
import type { LinkChange } from "./types/LinkChange";
import type { PortalUserCounts } from "./types/PortalUserCounts";
import type { PortalUserDetail } from "./types/PortalUserDetail";
import type { PortalUserId } from "./types/PortalUserId";
import type { PortalUsersPage } from "./types/PortalUsersPage";
import type { PortalUsersQuery } from "./types/PortalUsersQuery";
import type { RecoveryKey } from "./types/RecoveryKey";
import type { Session } from "./types/Session";
import type { SetAside } from "./types/SetAside";
import type { TypedRecoveryKey } from "./types/TypedRecoveryKey";

/** What each command takes and answers. */
export type Commands = {
  session: { request: null; answer: Session };
  standing: { request: null; answer: DeskStanding };
  open_firm: { request: null; answer: null };
  open_with_recovery_key: { request: TypedRecoveryKey; answer: null };
  begin_anew: { request: null; answer: SetAside };
  recovery_key: { request: null; answer: RecoveryKey };
  recovery_key_is_kept: { request: null; answer: null };
  portal_users: { request: PortalUsersQuery; answer: PortalUsersPage };
  portal_user_counts: { request: null; answer: PortalUserCounts };
  portal_user: { request: PortalUserId; answer: PortalUserDetail };
  clients: { request: ClientsQuery; answer: ClientsPage };
  link: { request: LinkChange; answer: LinkAnswer };
  de_link: { request: LinkChange; answer: LinkAnswer };
};

/** The data that each command reads, and the data that it makes stale. */
export const DATA = {
  session: { reads: ["session"], stales: [] },
  standing: { reads: ["standing"], stales: [] },
  open_firm: { reads: [], stales: ["session", "standing", "recovery_key", "portal_users", "clients"] },
  open_with_recovery_key: { reads: [], stales: ["session", "standing", "recovery_key", "portal_users", "clients"] },
  begin_anew: { reads: [], stales: ["session", "standing", "recovery_key", "portal_users", "clients"] },
  recovery_key: { reads: ["recovery_key"], stales: [] },
  recovery_key_is_kept: { reads: [], stales: ["recovery_key"] },
  portal_users: { reads: ["portal_users"], stales: [] },
  portal_user_counts: { reads: ["portal_users"], stales: [] },
  portal_user: { reads: ["portal_users"], stales: [] },
  clients: { reads: ["clients"], stales: [] },
  link: { reads: [], stales: ["portal_users"] },
  de_link: { reads: [], stales: ["portal_users"] },
} as const;
