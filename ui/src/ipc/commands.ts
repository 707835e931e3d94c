// Written by `cargo test` from src-tauri/command_table.rs. Do not edit.
import type { ClientsPage } from "./types/ClientsPage";
import type { ClientsQuery } from "./types/ClientsQuery";
import type { DeskStanding } from "./types/DeskStanding";
import type { LinkAnswer } from "./types/LinkAnswer";
import type { LinkChange } from "./types/LinkChange";
import type { LinksBatch } from "./types/LinksBatch";
import type { LinksBatchAnswer } from "./types/LinksBatchAnswer";
import type { PortalUserCounts } from "./types/PortalUserCounts";
import type { PortalUserDetail } from "./types/PortalUserDetail";
import type { PortalUserId } from "./types/PortalUserId";
import type { PortalUsersPage } from "./types/PortalUsersPage";
import type { PortalUsersQuery } from "./types/PortalUsersQuery";
import type { Session } from "./types/Session";
import type { TableTaken } from "./types/TableTaken";
import type { UsersExport } from "./types/UsersExport";
import type { UsersTable } from "./types/UsersTable";
import type { WindowSetting } from "./types/WindowSetting";
import type { WindowSettings } from "./types/WindowSettings";

/** What each command takes and answers. */
export type Commands = {
  session: { request: null; answer: Session };
  standing: { request: null; answer: DeskStanding };
  portal_users: { request: PortalUsersQuery; answer: PortalUsersPage };
  portal_user_counts: { request: null; answer: PortalUserCounts };
  portal_user: { request: PortalUserId; answer: PortalUserDetail };
  clients: { request: ClientsQuery; answer: ClientsPage };
  link: { request: LinkChange; answer: LinkAnswer };
  de_link: { request: LinkChange; answer: LinkAnswer };
  links_batch: { request: LinksBatch; answer: LinksBatchAnswer };
  copy_users: { request: UsersTable; answer: TableTaken };
  export_users: { request: UsersExport; answer: TableTaken };
  settings: { request: null; answer: WindowSettings };
  set_setting: { request: WindowSetting; answer: WindowSettings };
};

/** The data that each command reads, and the data that it makes stale. */
export const DATA = {
  session: { reads: ["session"], stales: [] },
  standing: { reads: ["standing"], stales: [] },
  portal_users: { reads: ["portal_users"], stales: [] },
  portal_user_counts: { reads: ["portal_users"], stales: [] },
  portal_user: { reads: ["portal_users"], stales: [] },
  clients: { reads: ["clients"], stales: [] },
  link: { reads: [], stales: ["portal_users"] },
  de_link: { reads: [], stales: ["portal_users"] },
  links_batch: { reads: [], stales: ["portal_users"] },
  copy_users: { reads: [], stales: [] },
  export_users: { reads: [], stales: [] },
  settings: { reads: ["settings"], stales: [] },
  set_setting: { reads: [], stales: ["settings"] },
} as const;
