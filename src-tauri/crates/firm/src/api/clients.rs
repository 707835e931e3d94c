use axum::Json;
use axum::extract::State;
use contract::{ClientHit, ClientsPage, ClientsQuery, Problem};
use domain::words;

use super::Backend;
use super::extract::{Query, Staff};
use super::page::limit;
use super::portal_users::{as_json, marked, searched};
use super::problem::ApiError;
use crate::db;

/// Finds clients by name or Client ID; an exact Client ID comes first.
#[utoipa::path(
    get, path = "/clients", security(("token" = [])), params(ClientsQuery),
    responses((status = 200, body = ClientsPage), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub(super) async fn list(
    staff: Staff,
    State(backend): State<Backend>,
    Query(query): Query<ClientsQuery>,
) -> Result<Json<ClientsPage>, ApiError> {
    let search = searched(&query.search)?;
    let json = as_json(&search);
    let limit = limit(query.limit, 20, 100)?;
    let mut tx = backend.database.read(staff.firm).await?;
    let found = db::clients::search(&mut tx, staff.firm, &json, query.search.trim(), limit).await?;
    let total = db::clients::count(&mut tx, staff.firm, &json).await?;
    let clients = found
        .into_iter()
        .map(|client| ClientHit {
            marked_id: marked(client.client_id.as_str(), &search),
            name: marked(&client.name, &search),
            office: client.office,
            portal: client.portal,
            portal_label: words::portal(client.portal).to_owned(),
            client_id: client.client_id,
        })
        .collect();
    Ok(Json(ClientsPage { clients, total }))
}
