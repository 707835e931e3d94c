//! The window's commands: each takes its input, calls one function of the desk, and maps the error. Their names and
//! types stand in `command_table.rs`.

use std::future::Future;

use contract::{
    AccessCheck, AccessCheckQuery, ActivityPage, ActivityQuery, ChosenFirm, ClientDetail, ClientId, ClientsPage,
    ClientsQuery, CloseAccessAnswer, CloseAccessChange, DeskStanding, ExportTaken, FirmChoices, FirmSettingsView,
    ImportAnswer, IntentAnswer, IntentBody, IntentForeseen, IntentId, IntentIds, IntentList, KeyOpened, KeyOpening,
    KeyRehearsal, KeyRehearsalBody, LinkAnswer, LinkChange, LinksBatch, LinksBatchAnswer, OpenPaths, PairQuery,
    PickedExport, PortalUserCounts, PortalUserDetail, PortalUserId, PortalUsersPage, PortalUsersQuery, PortalView,
    Problem, RecoveryKey, Session, SetAside, TableTaken, TypedRecoveryKey, UserPortal, UsersExport, UsersTable,
    WhoCanGetIn, WindowMenu, WindowSetting, WindowSettings,
};
use desk::{Desk, Firms};
use tauri::State;
use tauri::ipc::Invoke;

use crate::inbound::Inbound;
use crate::menu::MenuBar;
use crate::outbound::Outbound;
use crate::settings::Settings;

#[tauri::command]
async fn session(desk: State<'_, Desk>, request: ()) -> Result<Session, Problem> {
    let () = request;
    Ok(desk.session().await?)
}

#[tauri::command]
async fn standing(desk: State<'_, Desk>, request: ()) -> Result<DeskStanding, Problem> {
    let () = request;
    Ok(desk.standing())
}

#[tauri::command]
async fn firm_choices(firms: State<'_, Firms>, request: ()) -> Result<FirmChoices, Problem> {
    let () = request;
    Ok(firms.choices()?)
}

#[tauri::command]
async fn choose_firm(firms: State<'_, Firms>, request: ChosenFirm) -> Result<(), Problem> {
    Ok(firms.choose(request).await?)
}

#[tauri::command]
async fn wipe(firms: State<'_, Firms>, request: ()) -> Result<(), Problem> {
    let () = request;
    Ok(firms.wipe().await?)
}

#[tauri::command]
async fn sign_out(firms: State<'_, Firms>, request: ()) -> Result<(), Problem> {
    let () = request;
    Ok(firms.sign_out().await?)
}

#[tauri::command]
async fn pick_export(inbound: State<'_, Inbound>, request: ()) -> Result<PickedExport, Problem> {
    let () = request;
    Ok(inbound.pick().await?)
}

#[tauri::command]
async fn check_export(inbound: State<'_, Inbound>, request: ()) -> Result<ImportAnswer, Problem> {
    let () = request;
    Ok(inbound.check().await?)
}

#[tauri::command]
async fn take_export(inbound: State<'_, Inbound>, request: ExportTaken) -> Result<ImportAnswer, Problem> {
    Ok(inbound.take(request.confirm).await?)
}

#[tauri::command]
async fn open_firm(firms: State<'_, Firms>, request: ()) -> Result<(), Problem> {
    let () = request;
    Ok(firms.open_firm().await?)
}

#[tauri::command]
async fn open_with_recovery_key(firms: State<'_, Firms>, request: TypedRecoveryKey) -> Result<(), Problem> {
    Ok(firms.open_with_recovery_key(&request).await?)
}

#[tauri::command]
async fn begin_anew(firms: State<'_, Firms>, request: ()) -> Result<SetAside, Problem> {
    let () = request;
    Ok(firms.begin_anew().await?)
}

#[tauri::command]
async fn recovery_key(desk: State<'_, Desk>, request: ()) -> Result<RecoveryKey, Problem> {
    let () = request;
    Ok(desk.recovery_key().await?)
}

#[tauri::command]
async fn recovery_key_is_kept(desk: State<'_, Desk>, request: ()) -> Result<(), Problem> {
    let () = request;
    Ok(desk.recovery_key_is_kept().await?)
}

#[tauri::command]
async fn portal_users(desk: State<'_, Desk>, request: PortalUsersQuery) -> Result<PortalUsersPage, Problem> {
    Ok(desk.portal_users(request).await?)
}

#[tauri::command]
async fn portal_user_counts(desk: State<'_, Desk>, request: ()) -> Result<PortalUserCounts, Problem> {
    let () = request;
    Ok(desk.portal_user_counts().await?)
}

#[tauri::command]
async fn portal_user(desk: State<'_, Desk>, request: PortalUserId) -> Result<PortalUserDetail, Problem> {
    Ok(desk.portal_user(request).await?)
}

#[tauri::command]
async fn user_portal(desk: State<'_, Desk>, request: PortalUserId) -> Result<UserPortal, Problem> {
    Ok(desk.user_portal(request).await?)
}

#[tauri::command]
async fn clients(desk: State<'_, Desk>, request: ClientsQuery) -> Result<ClientsPage, Problem> {
    Ok(desk.clients(request).await?)
}

#[tauri::command]
async fn link(desk: State<'_, Desk>, request: LinkChange) -> Result<LinkAnswer, Problem> {
    Ok(desk.link(request).await?)
}

#[tauri::command]
async fn de_link(desk: State<'_, Desk>, request: LinkChange) -> Result<LinkAnswer, Problem> {
    Ok(desk.de_link(request).await?)
}

#[tauri::command]
async fn client(desk: State<'_, Desk>, request: ClientId) -> Result<ClientDetail, Problem> {
    Ok(desk.client(request).await?)
}

#[tauri::command]
async fn client_portal(desk: State<'_, Desk>, request: ClientId) -> Result<PortalView, Problem> {
    Ok(desk.client_portal(request).await?)
}

#[tauri::command]
async fn who_can_get_in(desk: State<'_, Desk>, request: ClientId) -> Result<WhoCanGetIn, Problem> {
    Ok(desk.who_can_get_in(request).await?)
}

#[tauri::command]
async fn access_check(desk: State<'_, Desk>, request: AccessCheckQuery) -> Result<AccessCheck, Problem> {
    Ok(desk.access_check(request).await?)
}

#[tauri::command]
async fn key_rehearsal(desk: State<'_, Desk>, request: KeyRehearsalBody) -> Result<KeyRehearsal, Problem> {
    Ok(desk.key_rehearsal(request).await?)
}

#[tauri::command]
async fn firm_settings(desk: State<'_, Desk>, request: ()) -> Result<FirmSettingsView, Problem> {
    let () = request;
    Ok(desk.firm_settings().await?)
}

#[tauri::command]
async fn activity(desk: State<'_, Desk>, request: ActivityQuery) -> Result<ActivityPage, Problem> {
    Ok(desk.activity(request).await?)
}

#[tauri::command]
async fn open_paths(desk: State<'_, Desk>, request: PairQuery) -> Result<OpenPaths, Problem> {
    Ok(desk.open_paths(request).await?)
}

#[tauri::command]
async fn close_access(desk: State<'_, Desk>, request: CloseAccessChange) -> Result<CloseAccessAnswer, Problem> {
    Ok(desk.close_access(request).await?)
}

#[tauri::command]
async fn unbar(desk: State<'_, Desk>, request: LinkChange) -> Result<LinkAnswer, Problem> {
    Ok(desk.unbar(request).await?)
}

#[tauri::command]
async fn open_key(desk: State<'_, Desk>, request: KeyOpening) -> Result<KeyOpened, Problem> {
    Ok(desk.open_key(request).await?)
}

#[tauri::command]
async fn intents(desk: State<'_, Desk>, request: ()) -> Result<IntentList, Problem> {
    let () = request;
    Ok(IntentList { intents: desk.intents().await? })
}

#[tauri::command]
async fn foresee_intent(desk: State<'_, Desk>, request: IntentBody) -> Result<IntentForeseen, Problem> {
    Ok(desk.foresee_intent(request).await?)
}

#[tauri::command]
async fn intend(desk: State<'_, Desk>, request: IntentBody) -> Result<IntentAnswer, Problem> {
    Ok(desk.intend(request).await?)
}

#[tauri::command]
async fn confirm_intents(desk: State<'_, Desk>, request: IntentIds) -> Result<IntentList, Problem> {
    Ok(IntentList { intents: desk.confirm_intents(&request.ids).await? })
}

#[tauri::command]
async fn withdraw_intent(desk: State<'_, Desk>, request: IntentId) -> Result<(), Problem> {
    Ok(desk.withdraw_intent(request.0).await?)
}

#[tauri::command]
async fn dismiss_intent(desk: State<'_, Desk>, request: IntentId) -> Result<(), Problem> {
    Ok(desk.dismiss_intent(request.0).await?)
}

#[tauri::command]
async fn discard_unreadable_intents(desk: State<'_, Desk>, request: ()) -> Result<(), Problem> {
    let () = request;
    Ok(desk.discard_unreadable_intents().await?)
}

#[tauri::command]
async fn links_batch(desk: State<'_, Desk>, request: LinksBatch) -> Result<LinksBatchAnswer, Problem> {
    Ok(desk.links_batch(request).await?)
}

#[tauri::command]
async fn copy_users(outbound: State<'_, Outbound>, request: UsersTable) -> Result<TableTaken, Problem> {
    Ok(outbound.copy(&request).await?)
}

#[tauri::command]
async fn export_users(outbound: State<'_, Outbound>, request: UsersExport) -> Result<TableTaken, Problem> {
    Ok(outbound.export(&request).await?)
}

#[tauri::command]
async fn show_menu(menu: State<'_, MenuBar>, request: WindowMenu) -> Result<(), Problem> {
    Ok(menu.show(request)?)
}

#[tauri::command]
async fn settings(settings: State<'_, Settings>, request: ()) -> Result<WindowSettings, Problem> {
    let () = request;
    Ok(settings.all())
}

#[tauri::command]
async fn set_setting(settings: State<'_, Settings>, request: WindowSetting) -> Result<WindowSettings, Problem> {
    Ok(settings.set(&request)?)
}

macro_rules! commands {
    ($($name:ident($request:ty) -> $answer:ty, reads $reads:tt, stales $stales:tt;)*) => {
        /// Answers the window's commands.
        pub(crate) fn handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($name),*]
        }

        /// The compiler's proof that the commands take and answer what the table says.
        const _: fn() = || {
            $(as_in_the_table::<_, $request, $answer, _>($name);)*
        };
    };
}
include!("../command_table.rs");

fn as_in_the_table<'a, Asked, Request, Answer, Answering>(_: fn(State<'a, Asked>, Request) -> Answering)
where
    Asked: Send + Sync + 'static,
    Answering: Future<Output = Result<Answer, Problem>>,
{
}
