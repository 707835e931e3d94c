use axum::Json;
use axum::extract::State;
use contract::{OneClickBody, OneClickLinkView, OneClickLinks, OneClickRevoked, Problem};
use domain::ClientId;
use serde::Deserialize;

use super::Backend;
use super::extract::{Body, Path, Staff};
use super::once::{Answer, Once, carry_out};
use super::problem::ApiError;
use crate::db::answered::Answered;
use crate::mail::Letterhead;
use crate::one_click::{self, Order};

/// The one-click links that were sent for a client (`rules.md` 13).
#[utoipa::path(
    get, path = "/clients/{client}/one-click-links", security(("token" = [])),
    params(("client" = String, Path, description = "The Client ID")),
    responses(
        (status = 200, body = OneClickLinks), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem),
    )
)]
pub(super) async fn list(
    staff: Staff,
    State(backend): State<Backend>,
    Path(client): Path<ClientId>,
) -> Result<Json<OneClickLinks>, ApiError> {
    let mut tx = backend.database.read(staff.firm).await?;
    Ok(Json(one_click::list(&mut tx, staff.firm, &client, backend.clock.now()).await?))
}

/// Sends a message with a one-click link to a contact of the client (`rules.md` 7, 13).
#[utoipa::path(
    post, path = "/clients/{client}/one-click-links", security(("token" = [])),
    params(
        ("client" = String, Path, description = "The Client ID"),
        ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key gets the same answer"),
    ),
    request_body = OneClickBody,
    responses(
        (status = 200, body = OneClickLinkView), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 413, body = Problem), (status = 415, body = Problem), (status = 422, body = Problem),
    )
)]
pub(super) async fn send(
    staff: Staff,
    State(backend): State<Backend>,
    Path(client): Path<ClientId>,
    once: Once,
    Body(body, digest): Body<OneClickBody>,
) -> Result<Answered, ApiError> {
    let bell = backend.portals.bell.clone();
    let answered = carry_out(backend, staff, once, digest, move |tx, staff, backend| {
        Box::pin(async move {
            let letterhead = Letterhead::of(tx, staff.firm, &backend.portals.origin).await?;
            let order = Order {
                client: &client,
                about: body.about,
                recipient: &body.recipient,
                by: &staff.name,
                letterhead: &letterhead,
                now: backend.clock.now(),
            };
            let body: OneClickLinkView = one_click::send(tx, staff.firm, &order).await?;
            Ok(Answer { version: None, body })
        })
    })
    .await;
    bell.ring();
    answered
}

/// A revocation says nothing but which link.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

/// Revokes a one-click link: from the next request on it opens nothing (`rules.md` 13).
#[utoipa::path(
    delete, path = "/clients/{client}/one-click-links/{link}", security(("token" = [])),
    params(
        ("client" = String, Path, description = "The Client ID"),
        ("link" = String, Path, description = "The link's own id"),
        ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key gets the same answer"),
    ),
    responses(
        (status = 200, body = OneClickRevoked), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 413, body = Problem), (status = 415, body = Problem), (status = 422, body = Problem),
    )
)]
pub(super) async fn revoke(
    staff: Staff,
    State(backend): State<Backend>,
    Path((client, link)): Path<(ClientId, String)>,
    once: Once,
    Body(Nothing {}, digest): Body<Nothing>,
) -> Result<Answered, ApiError> {
    carry_out(backend, staff, once, digest, move |tx, staff, backend| {
        Box::pin(async move {
            let body: OneClickRevoked = one_click::revoke(tx, staff.firm, &client, &link, backend.clock.now()).await?;
            Ok(Answer { version: None, body })
        })
    })
    .await
}
