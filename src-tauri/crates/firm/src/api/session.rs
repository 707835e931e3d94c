use axum::Json;
use axum::extract::State;
use contract::{FirmBrief, Problem, Session};

use super::Backend;
use super::extract::Staff;
use super::problem::ApiError;
use crate::db;

/// Who is asking, of which firm, and how old its data is.
#[utoipa::path(
    get, path = "/session", security(("token" = [])),
    responses((status = 200, body = Session), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub(super) async fn show(staff: Staff, State(backend): State<Backend>) -> Result<Json<Session>, ApiError> {
    let mut tx = backend.database.read(staff.firm).await?;
    let firm = db::firms::get(&mut tx, staff.firm).await?;
    let data_as_of = db::imports::newest_as_of(&mut tx, staff.firm).await?;
    let firm = FirmBrief { slug: firm.slug, name: firm.name, sample: firm.sample };
    Ok(Json(Session { firm, staff: staff.name, data_as_of }))
}
