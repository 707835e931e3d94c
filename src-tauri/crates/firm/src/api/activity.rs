use axum::Json;
use axum::extract::State;
use contract::answers::PageSize;
use contract::{ActivityEntry, ActivityPage, ActivityQuery, Problem};
use domain::words::{self, ActivityWords};

use super::Backend;
use super::extract::{Query, Staff};
use super::problem::ApiError;
use super::times::storable;
use crate::db;
use crate::db::activity::Activity;

/// How many entries are on a page.
const PAGE: PageSize = PageSize { unasked: 50, most: 200 };

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
    storable(query.from, "from")?;
    storable(query.to, "to")?;
    let limit = PAGE.of(query.limit).map_err(ApiError::invalid)?;
    let mut tx = backend.database.read(staff.firm).await?;
    // One more than asked for tells whether there is a next page.
    let mut found = db::activity::list(&mut tx, staff.firm, &query, limit + 1).await?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| more).map(|last| last.number);
    Ok(Json(ActivityPage { entries: found.into_iter().map(entry).collect(), next }))
}

fn entry(activity: Activity) -> ActivityEntry {
    let says = sentence(&activity);
    let of_pair = activity.user.is_some() && activity.client.is_some();
    let (portal_user_id, portal_user) = activity.user.unzip();
    let (client_id, client) = activity.client.unzip();
    ActivityEntry {
        says,
        action: activity.deed,
        number: activity.number,
        at: activity.at,
        actor: activity.actor,
        actor_kind: activity.actor_kind,
        portal_user_id,
        portal_user,
        client_id,
        client,
        before_says: of_pair.then(|| words::standing(activity.before).to_owned()),
        after_says: of_pair.then(|| words::standing(activity.after).to_owned()),
        before: of_pair.then_some(activity.before),
        after: of_pair.then_some(activity.after),
        reason: activity.reason,
        undo_of: activity.undo_of,
        request_id: activity.request_id,
    }
}

/// An activity in words.
pub(super) fn sentence(activity: &Activity) -> String {
    let client = activity.client.as_ref().map(|(id, name)| format!("{id} {name}")).unwrap_or_default();
    words::activity(&ActivityWords {
        actor: &activity.actor,
        deed: activity.deed,
        client: &client,
        before: activity.before,
        after: activity.after,
        undo: activity.undo_of.is_some(),
        detail: activity.detail.as_deref(),
        reason: activity.reason.as_deref(),
    })
}
