//! The window's commands: each takes its input, calls one function of the desk, and maps the error. Their names and
//! types stand in `command_table.rs`.

use std::future::Future;

use contract::{
    ClientsPage, ClientsQuery, DeskStanding, LinkAnswer, LinkChange, LinksBatch, LinksBatchAnswer, PortalUserCounts,
    PortalUserDetail, PortalUserId, PortalUsersPage, PortalUsersQuery, Problem, Session, TableTaken, UsersExport,
    UsersTable, WindowSetting, WindowSettings,
};
use desk::Desk;
use tauri::State;
use tauri::ipc::Invoke;

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
async fn settings(settings: State<'_, Settings>, request: ()) -> Result<WindowSettings, Problem> {
    let () = request;
    Ok(settings.all())
}

#[tauri::command]
async fn set_setting(settings: State<'_, Settings>, request: WindowSetting) -> Result<WindowSettings, Problem> {
    settings.set(&request)
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
