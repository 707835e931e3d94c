// Written by `cargo test` from src-tauri/command_table.rs. Do not edit.
import type { AccessCheck } from "./types/AccessCheck";
import type { AccessCheckQuery } from "./types/AccessCheckQuery";
import type { ActivityPage } from "./types/ActivityPage";
import type { ActivityQuery } from "./types/ActivityQuery";
import type { ChosenFirm } from "./types/ChosenFirm";
import type { ClientDetail } from "./types/ClientDetail";
import type { ClientId } from "./types/ClientId";
import type { ClientsPage } from "./types/ClientsPage";
import type { ClientsQuery } from "./types/ClientsQuery";
import type { CloseAccessAnswer } from "./types/CloseAccessAnswer";
import type { CloseAccessChange } from "./types/CloseAccessChange";
import type { DeskStanding } from "./types/DeskStanding";
import type { ExportTaken } from "./types/ExportTaken";
import type { FirmChoices } from "./types/FirmChoices";
import type { FirmSettingsView } from "./types/FirmSettingsView";
import type { ImportAnswer } from "./types/ImportAnswer";
import type { IntentAnswer } from "./types/IntentAnswer";
import type { IntentBody } from "./types/IntentBody";
import type { IntentForeseen } from "./types/IntentForeseen";
import type { IntentId } from "./types/IntentId";
import type { IntentIds } from "./types/IntentIds";
import type { IntentList } from "./types/IntentList";
import type { KeyOpened } from "./types/KeyOpened";
import type { KeyOpening } from "./types/KeyOpening";
import type { KeyRehearsal } from "./types/KeyRehearsal";
import type { KeyRehearsalBody } from "./types/KeyRehearsalBody";
import type { LinkAnswer } from "./types/LinkAnswer";
import type { LinkChange } from "./types/LinkChange";
import type { LinksBatch } from "./types/LinksBatch";
import type { LinksBatchAnswer } from "./types/LinksBatchAnswer";
import type { OpenPaths } from "./types/OpenPaths";
import type { PairQuery } from "./types/PairQuery";
import type { PickedExport } from "./types/PickedExport";
import type { PortalUserCounts } from "./types/PortalUserCounts";
import type { PortalUserDetail } from "./types/PortalUserDetail";
import type { PortalUserId } from "./types/PortalUserId";
import type { PortalUsersPage } from "./types/PortalUsersPage";
import type { PortalUsersQuery } from "./types/PortalUsersQuery";
import type { PortalView } from "./types/PortalView";
import type { RecoveryKey } from "./types/RecoveryKey";
import type { Session } from "./types/Session";
import type { SetAside } from "./types/SetAside";
import type { TableTaken } from "./types/TableTaken";
import type { TypedRecoveryKey } from "./types/TypedRecoveryKey";
import type { UserPortal } from "./types/UserPortal";
import type { UsersExport } from "./types/UsersExport";
import type { UsersTable } from "./types/UsersTable";
import type { WhoCanGetIn } from "./types/WhoCanGetIn";
import type { WindowMenu } from "./types/WindowMenu";
import type { WindowSetting } from "./types/WindowSetting";
import type { WindowSettings } from "./types/WindowSettings";

/** What each command takes and answers. */
export type Commands = {
  session: { request: null; answer: Session };
  standing: { request: null; answer: DeskStanding };
  firm_choices: { request: null; answer: FirmChoices };
  choose_firm: { request: ChosenFirm; answer: null };
  wipe: { request: null; answer: null };
  sign_out: { request: null; answer: null };
  pick_export: { request: null; answer: PickedExport };
  check_export: { request: null; answer: ImportAnswer };
  take_export: { request: ExportTaken; answer: ImportAnswer };
  open_firm: { request: null; answer: null };
  open_with_recovery_key: { request: TypedRecoveryKey; answer: null };
  begin_anew: { request: null; answer: SetAside };
  recovery_key: { request: null; answer: RecoveryKey };
  recovery_key_is_kept: { request: null; answer: null };
  portal_users: { request: PortalUsersQuery; answer: PortalUsersPage };
  portal_user_counts: { request: null; answer: PortalUserCounts };
  portal_user: { request: PortalUserId; answer: PortalUserDetail };
  user_portal: { request: PortalUserId; answer: UserPortal };
  clients: { request: ClientsQuery; answer: ClientsPage };
  client: { request: ClientId; answer: ClientDetail };
  client_portal: { request: ClientId; answer: PortalView };
  who_can_get_in: { request: ClientId; answer: WhoCanGetIn };
  access_check: { request: AccessCheckQuery; answer: AccessCheck };
  key_rehearsal: { request: KeyRehearsalBody; answer: KeyRehearsal };
  firm_settings: { request: null; answer: FirmSettingsView };
  activity: { request: ActivityQuery; answer: ActivityPage };
  open_paths: { request: PairQuery; answer: OpenPaths };
  link: { request: LinkChange; answer: LinkAnswer };
  de_link: { request: LinkChange; answer: LinkAnswer };
  close_access: { request: CloseAccessChange; answer: CloseAccessAnswer };
  unbar: { request: LinkChange; answer: LinkAnswer };
  open_key: { request: KeyOpening; answer: KeyOpened };
  intents: { request: null; answer: IntentList };
  foresee_intent: { request: IntentBody; answer: IntentForeseen };
  intend: { request: IntentBody; answer: IntentAnswer };
  confirm_intents: { request: IntentIds; answer: IntentList };
  withdraw_intent: { request: IntentId; answer: null };
  dismiss_intent: { request: IntentId; answer: null };
  discard_unreadable_intents: { request: null; answer: null };
  links_batch: { request: LinksBatch; answer: LinksBatchAnswer };
  copy_users: { request: UsersTable; answer: TableTaken };
  export_users: { request: UsersExport; answer: TableTaken };
  show_menu: { request: WindowMenu; answer: null };
  settings: { request: null; answer: WindowSettings };
  set_setting: { request: WindowSetting; answer: WindowSettings };
};

/** The data that each command reads, and the data that it makes stale. */
export const DATA = {
  session: { reads: ["session"], stales: [] },
  standing: { reads: ["standing"], stales: [] },
  firm_choices: { reads: ["firms"], stales: [] },
  choose_firm: { reads: [], stales: ["firms"] },
  wipe: { reads: [], stales: ["session", "standing"] },
  sign_out: { reads: [], stales: ["firms"] },
  pick_export: { reads: [], stales: [] },
  check_export: { reads: [], stales: [] },
  take_export: { reads: [], stales: ["session", "standing", "portal_users", "clients", "activity", "recovery_key"] },
  open_firm: { reads: [], stales: ["session", "standing", "recovery_key"] },
  open_with_recovery_key: { reads: [], stales: ["session", "standing", "recovery_key"] },
  begin_anew: { reads: [], stales: ["session", "standing", "recovery_key"] },
  recovery_key: { reads: ["recovery_key"], stales: [] },
  recovery_key_is_kept: { reads: [], stales: ["recovery_key"] },
  portal_users: { reads: ["portal_users"], stales: [] },
  portal_user_counts: { reads: ["portal_users"], stales: [] },
  portal_user: { reads: ["portal_users"], stales: [] },
  user_portal: { reads: ["portal_users", "clients"], stales: [] },
  clients: { reads: ["clients"], stales: [] },
  client: { reads: ["clients", "portal_users"], stales: [] },
  client_portal: { reads: ["clients"], stales: [] },
  who_can_get_in: { reads: ["clients", "portal_users"], stales: [] },
  access_check: { reads: ["clients", "portal_users"], stales: [] },
  key_rehearsal: { reads: [], stales: [] },
  firm_settings: { reads: ["clients"], stales: [] },
  activity: { reads: ["activity"], stales: [] },
  open_paths: { reads: ["portal_users"], stales: [] },
  link: { reads: [], stales: ["portal_users", "activity"] },
  de_link: { reads: [], stales: ["portal_users", "activity"] },
  close_access: { reads: [], stales: ["portal_users", "activity"] },
  unbar: { reads: [], stales: ["portal_users", "activity"] },
  open_key: { reads: [], stales: ["clients", "activity"] },
  intents: { reads: ["intents"], stales: [] },
  foresee_intent: { reads: ["portal_users"], stales: [] },
  intend: { reads: [], stales: ["intents"] },
  confirm_intents: { reads: [], stales: ["intents", "portal_users", "activity"] },
  withdraw_intent: { reads: [], stales: ["intents"] },
  dismiss_intent: { reads: [], stales: ["intents"] },
  discard_unreadable_intents: { reads: [], stales: ["intents"] },
  links_batch: { reads: [], stales: ["portal_users", "activity"] },
  copy_users: { reads: [], stales: [] },
  export_users: { reads: [], stales: [] },
  show_menu: { reads: [], stales: [] },
  settings: { reads: ["settings"], stales: [] },
  set_setting: { reads: [], stales: ["settings"] },
} as const;
