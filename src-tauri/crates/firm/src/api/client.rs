use axum::Json;
use axum::extract::State;
use contract::answers::{self, AboutClient, KnownContact};
use contract::{ClientDetail, KeyOpened, LinkBody, PortalView, Problem, WhoCanGetIn};
use domain::ClientId;

use super::Backend;
use super::extract::{Body, Path, Staff};
use super::links::read_reason;
use super::once::{Answer, Once, carry_out};
use super::problem::ApiError;
use crate::db::answered::Answered;
use crate::{Error, db, facts, opening, view};

/// A client, with its contacts and what bears on its portal.
#[utoipa::path(
    get, path = "/clients/{client}", security(("token" = [])),
    params(("client" = String, Path, description = "The Client ID")),
    responses(
        (status = 200, body = ClientDetail), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem),
    )
)]
pub(super) async fn show(
    staff: Staff,
    State(backend): State<Backend>,
    Path(client): Path<ClientId>,
) -> Result<Json<ClientDetail>, ApiError> {
    let firm = staff.firm;
    let mut tx = backend.database.read(firm).await?;
    let found = db::clients::get(&mut tx, firm, client.as_str()).await?.ok_or(Error::NotFound("client"))?;
    let contacts = db::clients::contacts_of(&mut tx, firm, &db::asked::as_json(&[client.as_str()])).await?;
    let linked = db::links::people_of_client(&mut tx, firm, &client).await?.iter().map(|one| one.id()).collect();
    let mut known = Vec::new();
    for contact in contacts {
        known.push(KnownContact {
            portal_user_id: db::portal_users::by_email(&mut tx, firm, &contact.email_key).await?,
            name: contact.name,
            email: contact.email,
            receives_invoices: contact.receives_invoices,
        });
    }
    let about = AboutClient {
        contacts: known,
        linked,
        key_closed_until: db::keys::tally(&mut tx, firm, client.as_str()).await?.closed_until,
        data_as_of: db::imports::newest_as_of(&mut tx, firm).await?,
    };
    Ok(Json(answers::client_detail(found, about, backend.clock.now())))
}

/// The client's portal as the client sees it, read-only and without a trace (`rules.md` 12).
#[utoipa::path(
    get, path = "/clients/{client}/portal", security(("token" = [])),
    params(("client" = String, Path, description = "The Client ID")),
    responses(
        (status = 200, body = PortalView), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem),
    )
)]
pub(super) async fn portal(
    staff: Staff,
    State(backend): State<Backend>,
    Path(client): Path<ClientId>,
) -> Result<Json<PortalView>, ApiError> {
    let mut tx = backend.database.read(staff.firm).await?;
    Ok(Json(view::portal_of(&mut tx, staff.firm, &client).await?))
}

/// Everybody who can get into the client's portal, and by which way (`rules.md` 41).
#[utoipa::path(
    get, path = "/clients/{client}/who-can-get-in", security(("token" = [])),
    params(("client" = String, Path, description = "The Client ID")),
    responses(
        (status = 200, body = WhoCanGetIn), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem),
    )
)]
pub(super) async fn who_can_get_in(
    staff: Staff,
    State(backend): State<Backend>,
    Path(client): Path<ClientId>,
) -> Result<Json<WhoCanGetIn>, ApiError> {
    let (firm, now) = (staff.firm, backend.clock.now());
    let mut tx = backend.database.read(firm).await?;
    let found = db::clients::get(&mut tx, firm, client.as_str()).await?.ok_or(Error::NotFound("client"))?;
    let at_client = facts::of_client(&mut tx, firm, &found, now).await?;
    let data_as_of = db::imports::newest_as_of(&mut tx, firm).await?;
    Ok(Json(answers::who_can_get_in(found, &at_client, data_as_of, now)))
}

/// Opens a client's key that wrong tries had closed, before its time is over (`rules.md` 10).
#[utoipa::path(
    post, path = "/clients/{client}/open-key", security(("token" = [])),
    params(
        ("client" = String, Path, description = "The Client ID"),
        ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key gets the same answer"),
    ),
    request_body = Option<LinkBody>,
    responses(
        (status = 200, body = KeyOpened), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 413, body = Problem), (status = 415, body = Problem), (status = 422, body = Problem),
    )
)]
pub(super) async fn open_key(
    staff: Staff,
    State(backend): State<Backend>,
    Path(client): Path<ClientId>,
    once: Once,
    Body(body, digest): Body<LinkBody>,
) -> Result<Answered, ApiError> {
    let reason = read_reason(body.reason.as_deref())?;
    carry_out(backend, staff, once, digest, move |tx, staff, backend| {
        Box::pin(async move {
            let by = super::deeds::by(staff, backend, reason.as_deref());
            let body: KeyOpened = opening::open_key(tx, staff.firm, &client, &by).await?;
            Ok(Answer { version: None, body })
        })
    })
    .await
}
