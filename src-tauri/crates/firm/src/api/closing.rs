use axum::extract::State;
use contract::{
    BatchedAct, BatchedChange, BatchedResult, CloseAccessAnswer, CloseAccessBody, LinksBatch, LinksBatchAnswer, Problem,
};
use domain::{Origin, PortalUserId};

use super::Backend;
use super::deeds;
use super::extract::{Body, IfMatch, Path, Staff};
use super::links::read_reason;
use super::once::{Answer, Once, carry_out, written};
use super::problem::ApiError;
use crate::db::Transaction;
use crate::db::answered::Answered;
use crate::linking::{Act, LinkOrder, change_link};
use crate::{Error, closing};

/// The most changes of a batch.
const LARGEST_BATCH: usize = 500;

/// Closes a portal user's access to a client, and tells the paths before and after (`rules.md` 27).
#[utoipa::path(
    post, path = "/portal-users/{id}/close-access", security(("token" = [])),
    params(
        ("id" = i64, Path, description = "The portal user's number"),
        ("If-Match" = Option<String>, Header, description = "The version of the pair in quotes"),
        ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key gets the same answer"),
    ),
    request_body = CloseAccessBody,
    responses(
        (status = 200, body = CloseAccessAnswer), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 412, body = Problem), (status = 413, body = Problem), (status = 415, body = Problem),
        (status = 422, body = Problem),
    )
)]
pub(super) async fn close_access(
    staff: Staff,
    State(backend): State<Backend>,
    Path(user): Path<PortalUserId>,
    IfMatch(if_version): IfMatch,
    once: Once,
    Body(body, digest): Body<CloseAccessBody>,
) -> Result<Answered, ApiError> {
    let reason = read_reason(body.reason.as_deref())?;
    carry_out(backend, staff, once, digest, move |tx, staff, backend| {
        Box::pin(async move {
            let by = deeds::by(staff, backend, reason.as_deref());
            let (client, act) = (&body.client_id, Act::Close);
            // The request itself is the confirmation: nobody closes access by the way.
            let order = LinkOrder { user, client, act, if_version, confirmed: true, evidence: None, by };
            let body = closing::close_access(tx, staff.firm, &order).await?;
            Ok(Answer { version: Some(body.answer.state.version), body })
        })
    })
    .await
}

/// Several links and de-links, each done or refused for itself; all that is done is done in one transaction. A dry run
/// does it all and then takes it back, so that it cannot tell anything else than what would happen.
#[utoipa::path(
    post, path = "/links:batch", security(("token" = [])),
    params(
        ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key gets the same answer"),
    ),
    request_body = LinksBatch,
    responses(
        (status = 200, body = LinksBatchAnswer), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 409, body = Problem), (status = 413, body = Problem),
        (status = 415, body = Problem), (status = 422, body = Problem),
    )
)]
pub(super) async fn batch(
    staff: Staff,
    State(backend): State<Backend>,
    once: Once,
    Body(batch, digest): Body<LinksBatch>,
) -> Result<Answered, ApiError> {
    if !(1..=LARGEST_BATCH).contains(&batch.changes.len()) {
        return Err(ApiError::invalid("A batch has 1 to 500 changes."));
    }
    let reason = read_reason(batch.reason.as_deref())?;
    if batch.dry_run {
        let mut tx = backend.database.write(staff.firm).await?;
        let answer = change_all(&mut tx, &staff, &backend, &batch, reason.as_deref()).await?;
        return written(&answer, None);
    }
    carry_out(backend, staff, once, digest, move |tx, staff, backend| {
        Box::pin(async move {
            let body = change_all(tx, staff, backend, &batch, reason.as_deref()).await?;
            Ok(Answer { version: None, body })
        })
    })
    .await
}

async fn change_all(
    tx: &mut Transaction,
    staff: &Staff,
    backend: &Backend,
    batch: &LinksBatch,
    reason: Option<&str>,
) -> Result<LinksBatchAnswer, Error> {
    let mut results = Vec::new();
    for change in &batch.changes {
        let order = LinkOrder {
            user: change.portal_user_id,
            client: &change.client_id,
            act: act_of(change),
            if_version: change.if_version,
            confirmed: batch.confirmed,
            evidence: None,
            by: deeds::by(staff, backend, reason),
        };
        let result = match change_link(tx, staff.firm, &order).await {
            Ok(answer) => BatchedResult {
                changed: answer.changed,
                state: Some(answer.state),
                // What a dry run wrote is taken back, number and all.
                activity: answer.activity.filter(|_| !batch.dry_run),
                says: Some(answer.says),
                more: answer.more,
                ..refused(change, None)
            },
            Err(error) if is_of_this_change(&error) => {
                let problem = ApiError::from(error).problem(Some(staff.request_id.clone()));
                refused(change, Some(problem))
            }
            Err(error) => return Err(error),
        };
        results.push(result);
    }
    let changed = results.iter().filter(|result| result.changed).count();
    Ok(LinksBatchAnswer { dry_run: batch.dry_run, results, changed: i64::try_from(changed).unwrap_or(i64::MAX) })
}

fn act_of(change: &BatchedChange) -> Act {
    match (change.act, change.undo_of) {
        (BatchedAct::Link, None) => Act::Link(Origin::Staff),
        (BatchedAct::Link, Some(number)) => Act::UndoDeLink(number),
        (BatchedAct::DeLink, None) => Act::DeLink,
        (BatchedAct::DeLink, Some(number)) => Act::UndoLink(number),
    }
}

/// Whether an error says why one change cannot be made, and nothing of the others.
fn is_of_this_change(error: &Error) -> bool {
    matches!(error, Error::NotFound(_) | Error::Moved(_) | Error::NeedsConfirmation(_) | Error::VersionRequired)
}

fn refused(change: &BatchedChange, problem: Option<Problem>) -> BatchedResult {
    BatchedResult {
        portal_user_id: change.portal_user_id,
        client_id: change.client_id.clone(),
        changed: false,
        state: problem.as_ref().and_then(|problem| problem.current.clone()),
        activity: None,
        says: None,
        more: false,
        problem,
    }
}
