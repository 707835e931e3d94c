use std::convert::Infallible;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::sse::{Event, KeepAlive};
use axum::response::{IntoResponse, Response, Sse};
use contract::answers::PageSize;
use contract::{ChangesPage, ChangesQuery, Problem, SnapshotPage, SnapshotQuery};
use futures_util::{Stream, stream};
use tokio::sync::watch;
use tokio::time::Instant;

use super::Backend;
use super::extract::{Query, Staff};
use super::problem::ApiError;
use crate::cached::{self, Page};
use crate::db::asked::as_json;
use crate::{FirmId, db};

/// How many changes are on a page.
const CHANGES: PageSize = PageSize { unasked: 1000, most: 5000 };
/// How many records.
const RECORDS: PageSize = PageSize { unasked: 1000, most: 20_000 };

/// How often a stream looks for changes that another process made; those of this one wake it at once.
const LOOKS_EVERY: Duration = Duration::from_secs(2);
/// How long a stream lasts: its reader comes back, and is asked anew who it is.
const LONGEST_STREAM: Duration = Duration::from_mins(5);

/// What changed after a number, in the order of commits. What is past retention is gone (410): begin again with the
/// snapshot.
#[utoipa::path(
    get, path = "/changes", security(("token" = [])), params(ChangesQuery),
    responses(
        (status = 200, body = ChangesPage), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 410, body = Problem),
    )
)]
pub(super) async fn since(
    staff: Staff,
    State(backend): State<Backend>,
    Query(query): Query<ChangesQuery>,
) -> Result<Json<ChangesPage>, ApiError> {
    let limit = CHANGES.of(query.limit).map_err(ApiError::invalid)?;
    let mut tx = backend.database.read(staff.firm).await?;
    let (first, last) = db::changes::range(&mut tx, staff.firm).await?;
    // Beyond the newest is what was read from another database, say before it was restored.
    if query.after < first - 1 || query.after > last {
        return Err(ApiError::gone());
    }
    let found = db::changes::after(&mut tx, staff.firm, query.after, limit).await?;
    let next = found.last().map_or(query.after, |(number, _)| *number);
    let changes = cached::changes_now(&mut tx, staff.firm, &found).await?;
    Ok(Json(ChangesPage { changes, next, more: next < last }))
}

/// A page of everything that a desktop caches, by key, with the number that it stands at. Reading needs no long
/// transaction, and goes on anywhere: whatever changes meanwhile is told by the changes since the lowest number.
#[utoipa::path(
    get, path = "/snapshot", security(("token" = [])), params(SnapshotQuery),
    responses(
        (status = 200, body = SnapshotPage), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem),
    )
)]
pub(super) async fn snapshot(
    staff: Staff,
    State(backend): State<Backend>,
    Query(query): Query<SnapshotQuery>,
) -> Result<Response, ApiError> {
    let limit = RECORDS.of(query.limit).map_err(ApiError::invalid)?;
    let mut tx = backend.database.read(staff.firm).await?;
    let (_, number) = db::changes::range(&mut tx, staff.firm).await?;
    let after = query.after.as_deref().unwrap_or_default();
    let Page { records, next } = cached::snapshot_page(&mut tx, staff.firm, query.kind, after, limit).await?;
    let total = match query.after {
        None => Some(db::snapshot::count(&mut tx, staff.firm, query.kind).await?),
        Some(_) => None,
    };
    let (next, total) = (as_json(&next), as_json(&total));
    // A `SnapshotPage`, whose records are JSON already.
    let page = format!(r#"{{"number":{number},"next":{next},"total":{total},"records":{records}}}"#);
    Ok(([(CONTENT_TYPE, "application/json")], page).into_response())
}

/// A server-sent stream that says when there are changes to read: an event with the newest number, at once and after
/// every change.
#[utoipa::path(
    get, path = "/changes/stream", security(("token" = [])),
    responses(
        (status = 200, description = "Events named `changes`, each with the newest number as its data and id",
            content_type = "text/event-stream", body = String),
        (status = 401, body = Problem), (status = 403, body = Problem),
    )
)]
pub(super) async fn stream(
    staff: Staff,
    State(backend): State<Backend>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let commits = backend.database.commits();
    let until = Instant::now() + LONGEST_STREAM;
    let follower = Follower { backend, firm: staff.firm, commits, told: None, until };
    let events = stream::unfold(follower, async |mut follower| {
        let number = follower.next().await?;
        let event = Event::default().event("changes").id(number.to_string()).data(number.to_string());
        Some((Ok(event), follower))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}

/// Somebody who is told of changes.
struct Follower {
    backend: Backend,
    firm: FirmId,
    commits: watch::Receiver<u64>,
    told: Option<i64>,
    until: Instant,
}

impl Follower {
    /// Waits for a number that was not told yet. Nothing once the stream ends, so that its reader asks again: when the
    /// server stops, when the database is away, or after [`LONGEST_STREAM`].
    async fn next(&mut self) -> Option<i64> {
        loop {
            // Before looking: what is committed after this is seen, or wakes.
            self.commits.mark_unchanged();
            match self.newest().await {
                Ok(number) if self.told != Some(number) => {
                    self.told = Some(number);
                    return Some(number);
                }
                Ok(_) => {}
                // Others are first: it is looked at again.
                Err(error) if error.is_busy() => {}
                Err(_) => return None,
            }
            tokio::select! {
                _ = self.backend.stopping.wait_for(|stopping| *stopping) => return None,
                () = tokio::time::sleep_until(self.until) => return None,
                _ = self.commits.changed() => {}
                () = tokio::time::sleep(LOOKS_EVERY) => {}
            }
        }
    }

    async fn newest(&self) -> Result<i64, crate::Error> {
        let mut tx = self.backend.database.read(self.firm).await?;
        Ok(db::changes::range(&mut tx, self.firm).await?.1)
    }
}
