use axum::Json;
use axum::extract::State;
use contract::{ActivityAction, ActivityEntry, ActivityPage, ActivityQuery, Problem};
use domain::words::{self, ActivityWords};

use super::Backend;
use super::extract::{Query, Staff};
use super::problem::ApiError;
use crate::db;
use crate::db::activity::Activity;

/// The firm's activity log, newest first (`rules.md` 29).
#[utoipa::path(
    get, path = "/activity", security(("token" = [])), params(ActivityQuery),
    responses((status = 200, body = ActivityPage), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub(super) async fn list(
    staff: Staff,
    State(backend): State<Backend>,
    Query(query): Query<ActivityQuery>,
) -> Result<Json<ActivityPage>, ApiError> {
    let limit = query.limit.unwrap_or(50).clamp(1, 200);
    let mut tx = backend.database.read(staff.firm).await?;
    // One more than asked for tells whether there is a next page.
    let mut found = db::activity::list(&mut tx, staff.firm, &query, limit + 1).await?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| more).map(|last| last.number);
    Ok(Json(ActivityPage { entries: found.into_iter().map(entry).collect(), next }))
}

fn entry(activity: Activity) -> ActivityEntry {
    ActivityEntry {
        says: sentence(&activity),
        action: if activity.after.is_some() { ActivityAction::Link } else { ActivityAction::DeLink },
        number: activity.number,
        at: activity.at,
        actor: activity.actor,
        actor_kind: activity.actor_kind,
        portal_user_id: activity.user,
        portal_user: activity.user_name,
        client_id: activity.client_id,
        client: activity.client_name,
        before: activity.before,
        after: activity.after,
        reason: activity.reason,
        undo_of: activity.undo_of,
        request_id: activity.request_id,
    }
}

/// An activity in words.
pub(super) fn sentence(activity: &Activity) -> String {
    words::activity(&ActivityWords {
        actor: &activity.actor,
        client: &format!("{} {}", activity.client_id, activity.client_name),
        before: activity.before,
        after: activity.after,
        undo: activity.undo_of.is_some(),
        reason: activity.reason.as_deref(),
    })
}
