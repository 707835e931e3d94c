use axum::extract::State;
use contract::{LinkAnswer, LinkBody, OpenPaths, Problem};
use domain::{ClientId, Origin, PortalUserId};

use super::Backend;
use super::extract::{Body, BodyDigest, IfMatch, Path, Staff};
use super::gathered::{self, PairChange};
use super::once::Once;
use super::problem::ApiError;
use crate::closing;
use crate::db::answered::Answered;
use crate::linking::Act;

/// Links a portal user to a client; with `undo_of`, brings back the link that a de-link took away. A bar is lifted.
#[utoipa::path(
    put, path = "/portal-users/{id}/links/{client}", security(("token" = [])),
    params(
        ("id" = i64, Path, description = "The portal user's number"),
        ("client" = String, Path, description = "The Client ID"),
        ("If-Match" = Option<String>, Header, description = "The version of the pair in quotes; an undo needs it"),
        ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key gets the same answer"),
    ),
    request_body = Option<LinkBody>,
    responses(
        (status = 200, body = LinkAnswer), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 412, body = Problem), (status = 413, body = Problem), (status = 415, body = Problem),
        (status = 422, body = Problem), (status = 428, body = Problem),
    )
)]
pub(super) async fn link(
    staff: Staff,
    State(backend): State<Backend>,
    Path(pair): Path<(PortalUserId, ClientId)>,
    IfMatch(if_version): IfMatch,
    once: Once,
    Body(body, digest): Body<LinkBody>,
) -> Result<Answered, ApiError> {
    let act = body.undo_of.map_or(Act::Link(Origin::Staff), Act::UndoDeLink);
    change(Asked { staff, backend, pair, act, if_version, once, digest, body }).await
}

/// De-links a portal user from a client; with `undo_of`, takes back a link. It takes effect at once (`rules.md` 24).
#[utoipa::path(
    delete, path = "/portal-users/{id}/links/{client}", security(("token" = [])),
    params(
        ("id" = i64, Path, description = "The portal user's number"),
        ("client" = String, Path, description = "The Client ID"),
        ("If-Match" = Option<String>, Header, description = "The version of the pair in quotes; an undo needs it"),
        ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key gets the same answer"),
    ),
    request_body = Option<LinkBody>,
    responses(
        (status = 200, body = LinkAnswer), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 412, body = Problem), (status = 413, body = Problem), (status = 415, body = Problem),
        (status = 422, body = Problem), (status = 428, body = Problem),
    )
)]
pub(super) async fn de_link(
    staff: Staff,
    State(backend): State<Backend>,
    Path(pair): Path<(PortalUserId, ClientId)>,
    IfMatch(if_version): IfMatch,
    once: Once,
    Body(body, digest): Body<LinkBody>,
) -> Result<Answered, ApiError> {
    let act = body.undo_of.map_or(Act::DeLink, Act::UndoLink);
    change(Asked { staff, backend, pair, act, if_version, once, digest, body }).await
}

/// Lifts a bar: the portal user may claim the client again (`rules.md` 27).
#[utoipa::path(
    delete, path = "/portal-users/{id}/bars/{client}", security(("token" = [])),
    params(
        ("id" = i64, Path, description = "The portal user's number"),
        ("client" = String, Path, description = "The Client ID"),
        ("If-Match" = Option<String>, Header, description = "The version of the pair in quotes"),
        ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key gets the same answer"),
    ),
    request_body = Option<LinkBody>,
    responses(
        (status = 200, body = LinkAnswer), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 412, body = Problem), (status = 413, body = Problem), (status = 415, body = Problem),
        (status = 422, body = Problem),
    )
)]
pub(super) async fn unbar(
    staff: Staff,
    State(backend): State<Backend>,
    Path(pair): Path<(PortalUserId, ClientId)>,
    IfMatch(if_version): IfMatch,
    once: Once,
    Body(body, digest): Body<LinkBody>,
) -> Result<Answered, ApiError> {
    if body.undo_of.is_some() {
        return Err(ApiError::invalid("Lifting a bar takes nothing back: leave undo_of out."));
    }
    change(Asked { staff, backend, pair, act: Act::Unbar, if_version, once, digest, body }).await
}

/// The paths by which a portal user gets at a client, and what would be left of them after a de-link and after closing
/// access: asked before anything is done (`rules.md` 27).
#[utoipa::path(
    get, path = "/portal-users/{id}/links/{client}/open-paths", security(("token" = [])),
    params(
        ("id" = i64, Path, description = "The portal user's number"),
        ("client" = String, Path, description = "The Client ID"),
    ),
    responses(
        (status = 200, body = OpenPaths), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem),
    )
)]
pub(super) async fn open_paths(
    staff: Staff,
    State(backend): State<Backend>,
    Path((user, client)): Path<(PortalUserId, ClientId)>,
) -> Result<axum::Json<OpenPaths>, ApiError> {
    let mut tx = backend.database.read(staff.firm).await?;
    Ok(axum::Json(closing::open_paths(&mut tx, staff.firm, user, &client, backend.clock.now()).await?))
}

/// A change to a pair, as it was asked for.
struct Asked {
    staff: Staff,
    backend: Backend,
    pair: (PortalUserId, ClientId),
    act: Act,
    if_version: Option<i64>,
    once: Once,
    digest: BodyDigest,
    body: LinkBody,
}

async fn change(asked: Asked) -> Result<Answered, ApiError> {
    let Asked { staff, backend, pair: (user, client), act, if_version, once, digest, body } = asked;
    let reason = read_reason(body.reason.as_deref())?;
    let asked = once.begin(&backend, &staff, &digest)?;
    let change = PairChange { staff, user, client, act, if_version, confirmed: body.confirmed, reason, asked };
    gathered::carry_out(&backend, change).await
}

/// A reason without space around it; none if nothing else is left.
pub(super) fn read_reason(text: Option<&str>) -> Result<Option<String>, ApiError> {
    domain::reason(text).map_err(|bad| ApiError::invalid(bad.to_string()))
}
