use axum::extract::State;
use contract::{FirmSettingsView, Problem, SettingsBody};

use super::Backend;
use super::deeds;
use super::extract::{Body, IfMatch, SettingsKeeper, Staff};
use super::links::read_reason;
use super::once::{Answer, Once, carry_out, written};
use super::problem::ApiError;
use crate::db::answered::Answered;
use crate::settings;

/// The firm's settings that decide what its portals do. Their `ETag` is what a change gives as `If-Match`.
#[utoipa::path(
    get, path = "/settings", security(("token" = [])),
    responses((status = 200, body = FirmSettingsView), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub(super) async fn show(staff: Staff, State(backend): State<Backend>) -> Result<Answered, ApiError> {
    let mut tx = backend.database.read(staff.firm).await?;
    let body = settings::get(&mut tx, staff.firm).await?;
    written(&body, Some(body.version))
}

/// Changes the settings; what is not given stays. It takes effect at once, in every portal of the firm.
#[utoipa::path(
    put, path = "/settings", security(("token" = [])),
    params(
        ("If-Match" = String, Header, description = "The version of the settings in quotes"),
        ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key gets the same answer"),
    ),
    request_body = SettingsBody,
    responses(
        (status = 200, body = FirmSettingsView), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem),
        (status = 413, body = Problem), (status = 415, body = Problem), (status = 422, body = Problem),
        (status = 428, body = Problem),
    )
)]
pub(super) async fn change(
    SettingsKeeper(staff): SettingsKeeper,
    State(backend): State<Backend>,
    IfMatch(if_version): IfMatch,
    once: Once,
    Body(body, digest): Body<SettingsBody>,
) -> Result<Answered, ApiError> {
    let reason = read_reason(body.reason.as_deref())?;
    carry_out(backend, staff, once, digest, move |tx, staff, backend| {
        Box::pin(async move {
            let by = deeds::by(staff, backend, reason.as_deref());
            let body = settings::change(tx, staff.firm, &body, if_version, &by).await?;
            Ok(Answer { version: Some(body.version), body })
        })
    })
    .await
}
