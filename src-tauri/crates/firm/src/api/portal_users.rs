use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use contract::{PortalUserCounts, PortalUserRow, PortalUsersPage, PortalUsersQuery, Problem, RowClient};
use domain::directory::{Listing, PlaceInList, Search, StartAt};
use domain::{PortalUserId, access, dormant_before, words};

use super::Backend;
use super::extract::{Query, Staff};
use super::page::{in_order, limit, marked, searched, whole};
use super::problem::ApiError;
use crate::db;
use crate::db::asked::as_json;
use crate::db::user_list::{ListedClient, ListedUser};

/// How many linked clients a row names.
const CLIENTS_IN_A_ROW: u32 = 2;

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
    let start = start(&query)?;
    let limit = limit(query.limit, 50, 200)?;
    let search = searched(&query.search)?;
    let dormant_before = dormant_before(backend.clock.now());
    let (directory, mut tx) = backend.directories.now(&backend.database, staff.firm).await?;
    let look = move || {
        let PortalUsersQuery { filter, sort, descending, .. } = query;
        let limit = limit as usize;
        let listing = Listing { search: &search, filter, sort, descending, dormant_before, start: &start, limit };
        (directory.list(&listing), search)
    };
    let (found, search) = backend.directories.look(look).await?;
    let ids = as_json(&found.users);
    let users = db::user_list::rows(&mut tx, staff.firm, &ids).await?;
    let users = in_order(&found.users, users, |user| PortalUserId::new(user.portal_user_id));
    let words = as_json(search.words());
    let clients = db::user_list::first_clients(&mut tx, staff.firm, &ids, &words, CLIENTS_IN_A_ROW).await?;
    let next = found.next.as_ref().map(cursor);
    Ok(Json(PortalUsersPage { rows: rows(users, clients, &search), total: whole(found.total), next }))
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
    Ok(Json(PortalUserCounts {
        all: whole(counts.all),
        no_linked_client: whole(counts.no_linked_client),
        not_verified: whole(counts.not_verified),
        closed_portal: whole(counts.closed_portal),
        dormant: whole(counts.dormant),
        barred: whole(counts.barred),
    }))
}

fn rows(users: Vec<ListedUser>, clients: Vec<ListedClient>, search: &Search) -> Vec<PortalUserRow> {
    let mut by_user: HashMap<PortalUserId, Vec<RowClient>> = HashMap::new();
    for client in clients {
        by_user.entry(client.portal_user_id).or_default().push(RowClient {
            client_id: marked(&client.client_id, search),
            name: marked(&client.name, search),
            portal: client.portal,
        });
    }
    users.into_iter().map(|user| row(&user, &mut by_user, search)).collect()
}

fn row(user: &ListedUser, clients: &mut HashMap<PortalUserId, Vec<RowClient>>, search: &Search) -> PortalUserRow {
    let id = PortalUserId::new(user.portal_user_id);
    let count = |count: i64| u64::try_from(count).unwrap_or(0);
    let access = access(user.verified_at.is_some(), count(user.links), count(user.open_portals));
    PortalUserRow {
        id,
        name: marked(&format!("{} {}", user.first_name, user.last_name), search),
        email: marked(&user.email, search),
        clients: clients.remove(&id).unwrap_or_default(),
        link_count: user.links,
        access,
        access_label: words::access(access).to_owned(),
        last_sign_in_at: user.last_sign_in_at,
    }
}

/// Where the page begins.
fn start(query: &PortalUsersQuery) -> Result<StartAt, ApiError> {
    match (&query.after, query.row) {
        (None, row) => Ok(StartAt::Row(row.unwrap_or(0) as usize)),
        (Some(after), None) => Ok(StartAt::After(read_cursor(after)?)),
        (Some(_), Some(_)) => Err(ApiError::invalid("A page begins `after` a place or with a `row`, not both.")),
    }
}

/// A place as it is given out and taken back: user, time, text.
fn cursor(place: &PlaceInList) -> String {
    format!("{}.{}.{}", place.user, place.time, place.text)
}

fn read_cursor(text: &str) -> Result<PlaceInList, ApiError> {
    let read = || {
        let (user, rest) = text.split_once('.')?;
        let (time, text) = rest.split_once('.')?;
        Some(PlaceInList {
            time: time.parse().ok()?,
            text: text.to_owned(),
            user: PortalUserId::new(user.parse().ok()?),
        })
    };
    read().ok_or_else(|| ApiError::invalid("`after` is not the `next` of a page."))
}
