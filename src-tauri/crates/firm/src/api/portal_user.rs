use axum::Json;
use axum::extract::State;
use contract::answers::{KnownChange, KnownUser, detail};
use contract::{PortalUserDetail, Problem, UserPortal};
use domain::PortalUserId;

use super::Backend;
use super::activity::sentence;
use super::extract::{Path, Staff};
use super::problem::ApiError;
use crate::db::activity::Activity;
use crate::{db, facts, view};

/// How many changes the history shows.
const NEWEST: u32 = 100;

/// Everything the link manager shows of a portal user.
#[utoipa::path(
    get, path = "/portal-users/{id}", security(("token" = [])),
    params(("id" = i64, Path, description = "The portal user's number")),
    responses((status = 200, body = PortalUserDetail), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn show(
    staff: Staff,
    State(backend): State<Backend>,
    Path(id): Path<PortalUserId>,
) -> Result<Json<PortalUserDetail>, ApiError> {
    let mut tx = backend.database.read(staff.firm).await?;
    let account = db::portal_users::get(&mut tx, staff.firm, id).await?;
    let now = backend.clock.now();
    let links = db::links::of_user(&mut tx, staff.firm, id, now).await?;
    let suggested = db::clients::suggested(&mut tx, staff.firm, id, &account.email_key).await?;
    let name = account.name();
    let activity = db::activity::of_user(&mut tx, staff.firm, (id, &name), &links, NEWEST).await?;
    let facts = facts::of_user(&mut tx, staff.firm, id, &account, &links, now).await?;
    let change = |change: Activity| KnownChange { number: change.number, at: change.at, says: sentence(&change) };
    Ok(Json(detail(KnownUser {
        account: account.known(id),
        links: links.linked,
        bars: links.barred,
        suggested,
        changes: Some(activity.into_iter().map(change).collect()),
        facts: &facts,
    })))
}

/// The portal as this user sees it, merged of all linked clients whose portals are open: read-only and without a trace
/// (`rules.md` 12).
#[utoipa::path(
    get, path = "/portal-users/{id}/portal", security(("token" = [])),
    params(("id" = i64, Path, description = "The portal user's number")),
    responses((status = 200, body = UserPortal), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn portal(
    staff: Staff,
    State(backend): State<Backend>,
    Path(id): Path<PortalUserId>,
) -> Result<Json<UserPortal>, ApiError> {
    let mut tx = backend.database.read(staff.firm).await?;
    Ok(Json(view::portal_of_user(&mut tx, staff.firm, id, backend.clock.now()).await?))
}
