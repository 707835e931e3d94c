use axum::Json;
use axum::extract::State;
use contract::answers::{CLIENTS_IN_A_ROW, PageSize, counted, cursor, in_order, row, searched, start, whole};
use contract::{PortalUserCounts, PortalUsersPage, PortalUsersQuery, Problem};
use domain::directory::{FoundUsers, Linked, Listing, Search};
use domain::dormant_before;

use super::Backend;
use super::extract::{Query, Staff};
use super::problem::ApiError;
use crate::db;

/// The portal users that answer a search, in the order that is asked for.
#[utoipa::path(
    get, path = "/portal-users", security(("token" = [])), params(PortalUsersQuery),
    responses((status = 200, body = PortalUsersPage), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub(super) async fn list(
    staff: Staff,
    State(backend): State<Backend>,
    Query(query): Query<PortalUsersQuery>,
) -> Result<Json<PortalUsersPage>, ApiError> {
    let start = start(&query).map_err(ApiError::invalid)?;
    let limit = PageSize::PORTAL_USERS.of(query.limit).map_err(ApiError::invalid)?;
    let search = searched(&query.search).map_err(ApiError::invalid)?;
    let dormant_before = dormant_before(backend.clock.now());
    let (directory, mut tx) = backend.directories.now(&backend.database, staff.firm).await?;
    let look = move || {
        let PortalUsersQuery { filter, sort, descending, .. } = query;
        let limit = limit as usize;
        let listing = Listing { search: &search, filter, sort, descending, dormant_before, start: &start, limit };
        let found = directory.list(&listing);
        let linked = found.users.iter().map(|&user| directory.linked(user, &search, CLIENTS_IN_A_ROW)).collect();
        (found, linked, search)
    };
    let (found, linked, search): (FoundUsers, Vec<Linked>, Search) = backend.directories.look(look).await?;
    let users = db::user_list::rows(&mut tx, staff.firm, &found.users, linked).await?;
    let rows = in_order(&found.users, users, |user| user.id).into_iter().map(|user| row(user, &search)).collect();
    Ok(Json(PortalUsersPage { rows, total: whole(found.total), next: found.next.as_ref().map(cursor) }))
}

/// How many portal users the firm has in each state.
#[utoipa::path(
    get, path = "/portal-users/counts", security(("token" = [])),
    responses((status = 200, body = PortalUserCounts), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub(super) async fn counts(staff: Staff, State(backend): State<Backend>) -> Result<Json<PortalUserCounts>, ApiError> {
    let (directory, _) = backend.directories.now(&backend.database, staff.firm).await?;
    let dormant_before = dormant_before(backend.clock.now());
    let counts = backend.directories.look(move || directory.counts(dormant_before)).await?;
    Ok(Json(counted(&counts)))
}
