use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use contract::{
    Marked, PortalUserCounts, PortalUserRow, PortalUsersPage, PortalUsersQuery, Problem, RowClient, UserFilter,
};
use domain::{LONGEST_SEARCH, PortalUserId, access, dormant_before, find_all, search_words, words};

use super::Backend;
use super::extract::{Query, Staff};
use super::problem::ApiError;
use crate::db;
use crate::db::user_list::{ListQuery, ListedClient, ListedUser};

/// How many linked clients a row names.
const CLIENTS_IN_A_ROW: u32 = 2;

/// The portal users that answer a search, in the order of names.
#[utoipa::path(
    get, path = "/portal-users", security(("token" = [])), params(PortalUsersQuery),
    responses((status = 200, body = PortalUsersPage), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub(super) async fn list(
    staff: Staff,
    State(backend): State<Backend>,
    Query(query): Query<PortalUsersQuery>,
) -> Result<Json<PortalUsersPage>, ApiError> {
    let after = query.after.as_deref().map_or(Ok((String::new(), PortalUserId::new(0))), read_cursor)?;
    let limit = query.limit.unwrap_or(50).clamp(1, 200);
    let search = searched(&query.search)?;
    let json = words_as_json(&search);
    let list = ListQuery { words: &json, filter: query.filter, dormant_before: dormant_before(backend.clock.now()) };
    let mut tx = backend.database.read(staff.firm).await?;
    let total = db::user_list::count(&mut tx, staff.firm, list).await?;
    // One more than asked for tells whether there is a next page.
    let mut users = db::user_list::page(&mut tx, staff.firm, list, (&after.0, after.1), limit + 1).await?;
    let more = users.len() > limit as usize;
    users.truncate(limit as usize);
    let next = users.last().filter(|_| more).map(cursor);
    let ids: Vec<i64> = users.iter().map(|user| user.portal_user_id).collect();
    let ids = serde_json::to_string(&ids).expect("numbers are JSON");
    let clients = db::user_list::first_clients(&mut tx, staff.firm, &ids, &json, CLIENTS_IN_A_ROW).await?;
    Ok(Json(PortalUsersPage { rows: rows(users, clients, &search), total, next }))
}

/// How many portal users the firm has in each state.
#[utoipa::path(
    get, path = "/portal-users/counts", security(("token" = [])),
    responses((status = 200, body = PortalUserCounts), (status = 401, body = Problem), (status = 403, body = Problem))
)]
pub(super) async fn counts(staff: Staff, State(backend): State<Backend>) -> Result<Json<PortalUserCounts>, ApiError> {
    let mut tx = backend.database.read(staff.firm).await?;
    let dormant_before: DateTime<Utc> = dormant_before(backend.clock.now());
    let mut count = async |filter| {
        let query = ListQuery { words: "[]", filter, dormant_before };
        db::user_list::count(&mut tx, staff.firm, query).await
    };
    Ok(Json(PortalUserCounts {
        all: count(UserFilter::All).await?,
        no_linked_client: count(UserFilter::NoLinkedClient).await?,
        not_verified: count(UserFilter::NotVerified).await?,
        closed_portal: count(UserFilter::ClosedPortal).await?,
        dormant: count(UserFilter::Dormant).await?,
    }))
}

fn rows(users: Vec<ListedUser>, clients: Vec<ListedClient>, search: &[String]) -> Vec<PortalUserRow> {
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

fn row(user: &ListedUser, clients: &mut HashMap<PortalUserId, Vec<RowClient>>, search: &[String]) -> PortalUserRow {
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

/// The words of a search, or that it is too long.
pub(super) fn searched(search: &str) -> Result<Vec<String>, ApiError> {
    if search.chars().count() > LONGEST_SEARCH {
        return Err(ApiError::invalid("A search has 200 characters at most."));
    }
    Ok(search_words(search))
}

/// A text with the words of the search marked in it.
pub(super) fn marked(text: &str, search: &[String]) -> Marked {
    Marked { text: text.to_owned(), marks: find_all(text, search) }
}

/// The words of a search as the queries take them.
pub(super) fn words_as_json(words: &[String]) -> String {
    serde_json::to_string(words).expect("texts are JSON")
}

/// Where a page ends: the last user's place in the order of names.
fn cursor(last: &ListedUser) -> String {
    format!("{}.{}", last.portal_user_id, last.name_key)
}

fn read_cursor(text: &str) -> Result<(String, PortalUserId), ApiError> {
    let (id, name_key) = text.split_once('.').ok_or_else(bad_cursor)?;
    Ok((name_key.to_owned(), PortalUserId::new(id.parse().map_err(|_| bad_cursor())?)))
}

fn bad_cursor() -> ApiError {
    ApiError::invalid("`after` is not the `next` of a page.")
}
