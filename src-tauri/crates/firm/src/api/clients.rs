use axum::Json;
use axum::extract::State;
use contract::answers::{PageSize, client_hit, in_order, searched, whole};
use contract::{ClientsPage, ClientsQuery, Problem};

use super::Backend;
use super::extract::{Query, Staff};
use super::problem::ApiError;
use crate::db;
use crate::db::asked::as_json;

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
    let search = searched(&query.search).map_err(ApiError::invalid)?;
    let limit = PageSize::CLIENTS.of(query.limit).map_err(ApiError::invalid)?;
    let (directory, mut tx) = backend.directories.now(&backend.database, staff.firm).await?;
    let typed = query.search.trim().to_owned();
    let look = move || (directory.find_clients(search.words(), &typed, limit as usize), search);
    let (found, search) = backend.directories.look(look).await?;
    let clients = db::clients::asked(&mut tx, staff.firm, &as_json(&found.clients)).await?;
    let clients = in_order(&found.clients, clients, |client| client.client_id.clone());
    let clients = clients.into_iter().map(|client| client_hit(client, &search)).collect();
    Ok(Json(ClientsPage { clients, total: whole(found.total) }))
}
