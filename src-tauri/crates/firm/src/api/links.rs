use axum::Json;
use axum::extract::State;
use axum::http::header::ETAG;
use axum::http::{HeaderMap, HeaderValue};
use contract::{ActorKind, LinkAnswer, LinkBody, Problem};
use domain::{ClientId, Origin, PortalUserId};

use super::Backend;
use super::extract::{Body, IfMatch, Path, Staff};
use super::problem::ApiError;
use crate::Error;
use crate::linking::{Act, Actor, LinkOrder, change_link};

/// Links a portal user to a client; with `undo_of`, brings back the link that a de-link took away.
#[utoipa::path(
    put, path = "/portal-users/{id}/links/{client}", security(("token" = [])),
    params(
        ("id" = i64, Path, description = "The portal user's number"),
        ("client" = String, Path, description = "The Client ID"),
        ("If-Match" = Option<String>, Header, description = "The version of the pair in quotes; an undo needs it"),
    ),
    request_body = Option<LinkBody>,
    responses(
        (status = 200, body = LinkAnswer), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 412, body = Problem), (status = 428, body = Problem),
    )
)]
pub(super) async fn link(
    staff: Staff,
    State(backend): State<Backend>,
    Path(pair): Path<(PortalUserId, ClientId)>,
    IfMatch(if_version): IfMatch,
    Body(body): Body<LinkBody>,
) -> Result<(HeaderMap, Json<LinkAnswer>), ApiError> {
    let act = body.undo_of.map_or(Act::Link(Origin::Staff), Act::UndoDeLink);
    change(staff, backend, pair, act, if_version, body).await
}

/// De-links a portal user from a client; with `undo_of`, takes back a link. It takes effect at once (`rules.md` 24).
#[utoipa::path(
    delete, path = "/portal-users/{id}/links/{client}", security(("token" = [])),
    params(
        ("id" = i64, Path, description = "The portal user's number"),
        ("client" = String, Path, description = "The Client ID"),
        ("If-Match" = Option<String>, Header, description = "The version of the pair in quotes; an undo needs it"),
    ),
    request_body = Option<LinkBody>,
    responses(
        (status = 200, body = LinkAnswer), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 412, body = Problem), (status = 428, body = Problem),
    )
)]
pub(super) async fn de_link(
    staff: Staff,
    State(backend): State<Backend>,
    Path(pair): Path<(PortalUserId, ClientId)>,
    IfMatch(if_version): IfMatch,
    Body(body): Body<LinkBody>,
) -> Result<(HeaderMap, Json<LinkAnswer>), ApiError> {
    let act = body.undo_of.map_or(Act::DeLink, Act::UndoLink);
    change(staff, backend, pair, act, if_version, body).await
}

async fn change(
    staff: Staff,
    backend: Backend,
    (user, client): (PortalUserId, ClientId),
    act: Act,
    if_version: Option<i64>,
    body: LinkBody,
) -> Result<(HeaderMap, Json<LinkAnswer>), ApiError> {
    let reason = reason(body.reason.as_deref())?;
    let act = async move {
        let mut tx = backend.database.write(staff.firm).await?;
        let order = LinkOrder {
            user,
            client: &client,
            act,
            if_version,
            actor: Actor { kind: ActorKind::Staff, name: &staff.name },
            evidence: None,
            reason: reason.as_deref(),
            now: backend.clock.now(),
            request_id: &staff.request_id,
        };
        let answer = change_link(&mut tx, staff.firm, &order).await?;
        tx.commit().await?;
        Ok::<_, Error>(answer)
    };
    // In a task of its own: a caller who goes away drops the handler, and must not stop a transaction half-way.
    let answer = tokio::spawn(act).await.map_err(|_| Error::Corrupt("a panic".to_owned()))??;
    let etag = HeaderValue::from_str(&format!("\"{}\"", answer.state.version)).expect("a number is a header value");
    Ok((HeaderMap::from_iter([(ETAG, etag)]), Json(answer)))
}

fn reason(text: Option<&str>) -> Result<Option<String>, ApiError> {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    match text {
        Some(text) if text.chars().count() > 500 => Err(ApiError::invalid("A reason has 500 characters at most.")),
        Some(text) if text.contains(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) => {
            Err(ApiError::invalid("A reason is one line, without control characters."))
        }
        text => Ok(text.map(str::to_owned)),
    }
}
