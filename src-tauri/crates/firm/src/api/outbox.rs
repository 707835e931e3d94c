use axum::Json;
use axum::extract::State;
use contract::answers::PageSize;
use contract::{OutboxLetter, OutboxMail, OutboxPage, OutboxQuery, OutboxState, Problem};

use super::Backend;
use super::extract::{Query, Staff};
use super::problem::ApiError;
use crate::mail::{Letter, Mail, MailState, outbox};

/// How many mails are on a page.
const PAGE: PageSize = PageSize { unasked: 50, most: 200 };

/// The messages to the firm's people, newest first: what each is about, when, and what became of it. What a message says
/// is shown of a sample firm alone, which has no mail server: nobody reads here what opens somebody's account (`rules.md`
/// 14).
#[utoipa::path(
    get, path = "/outbox", security(("token" = [])), params(OutboxQuery),
    responses((status = 200, body = OutboxPage), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub(super) async fn list(
    staff: Staff,
    State(backend): State<Backend>,
    Query(query): Query<OutboxQuery>,
) -> Result<Json<OutboxPage>, ApiError> {
    let limit = PAGE.of(query.limit).map_err(ApiError::invalid)?;
    // Any text would be a place in the order of the messages, and most of them the very first.
    if query.before.as_deref().is_some_and(|before| uuid::Uuid::try_parse(before).is_err()) {
        return Err(ApiError::invalid("`before` is not the `next` of a page."));
    }
    let mut tx = backend.database.read(staff.firm).await?;
    // One more than asked for tells whether there is a next page.
    let mut found = outbox(&mut tx, staff.firm, query.before.as_deref(), limit + 1).await?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| more).map(|last| last.mail_id.clone());
    Ok(Json(OutboxPage { mails: found.into_iter().map(mail).collect(), next }))
}

fn mail(mail: Mail) -> OutboxMail {
    let (state, sent_at) = match mail.state {
        MailState::Waiting => (OutboxState::Waiting, None),
        MailState::Sent(at) => (OutboxState::Sent, Some(at)),
        MailState::GivenUp => (OutboxState::GivenUp, None),
    };
    OutboxMail {
        mail_id: mail.mail_id,
        kind: mail.kind.code().to_owned(),
        queued_at: mail.queued_at,
        state,
        sent_at,
        letter: mail.letter.map(|Letter { recipient, subject, body }| OutboxLetter { recipient, subject, body }),
    }
}
