//! The window's commands: each takes its input, calls one function of the desk, and maps the error. Their names and
//! types stand in `command_table.rs`.

use std::future::Future;

use contract::{
    ClientsPage, ClientsQuery, DeskStanding, LinkAnswer, LinkChange, PortalUserCounts, PortalUserDetail, PortalUserId,
    PortalUsersPage, PortalUsersQuery, Problem, RecoveryKey, Session, SetAside, TypedRecoveryKey,
};
use desk::Desk;
use tauri::State;
use tauri::ipc::Invoke;

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
async fn open_firm(desk: State<'_, Desk>, request: ()) -> Result<(), Problem> {
    let () = request;
    Ok(desk.open_firm().await?)
}

#[tauri::command]
async fn open_with_recovery_key(desk: State<'_, Desk>, request: TypedRecoveryKey) -> Result<(), Problem> {
    Ok(desk.open_with_recovery_key(&request).await?)
}

#[tauri::command]
async fn begin_anew(desk: State<'_, Desk>, request: ()) -> Result<SetAside, Problem> {
    let () = request;
    Ok(desk.begin_anew().await?)
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

macro_rules! commands {
    ($($name:ident($request:ty) -> $answer:ty, reads $reads:tt, stales $stales:tt;)*) => {
        /// Answers the window's commands.
        pub(crate) fn handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($name),*]
        }

        /// The compiler's proof that the commands take and answer what the table says.
        const _: fn() = || {
            $(as_in_the_table::<$request, $answer, _>($name);)*
        };
    };
}
include!("../command_table.rs");

fn as_in_the_table<'a, Request, Answer, Answering>(_: fn(State<'a, Desk>, Request) -> Answering)
where
    Answering: Future<Output = Result<Answer, Problem>>,
{
}
