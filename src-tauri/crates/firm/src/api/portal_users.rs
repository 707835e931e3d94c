use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use contract::{
    Marked, PortalUserCounts, PortalUserRow, PortalUsersPage, PortalUsersQuery, Problem, RowClient, UserFilter,
    UserSort,
};
use domain::{LONGEST_SEARCH, PortalUserId, access, dormant_before, find_all, search_words, words};

use super::Backend;
use super::extract::{Query, Staff};
use super::page::limit;
use super::problem::ApiError;
use super::times::is_storable;
use crate::db;
use crate::db::user_list::{ListQuery, ListedClient, ListedUser, Place};

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
    let after = query.after.as_deref().map(read_cursor).transpose()?;
    let limit = limit(query.limit, 50, 200)?;
    let search = searched(&query.search)?;
    let json = as_json(&search);
    let list = ListQuery {
        words: &json,
        filter: query.filter,
        sort: query.sort,
        descending: query.descending,
        dormant_before: dormant_before(backend.clock.now()),
    };
    let mut tx = backend.database.read(staff.firm).await?;
    let total = db::user_list::count(&mut tx, staff.firm, list).await?;
    // One more than asked for tells whether there is a next page.
    let mut users = db::user_list::page(&mut tx, staff.firm, list, after.as_ref(), limit + 1).await?;
    let more = users.len() > limit as usize;
    users.truncate(limit as usize);
    let next = users.last().filter(|_| more).map(|last| cursor(&Place::of(last, list)));
    let ids: Vec<i64> = users.iter().map(|user| user.portal_user_id).collect();
    let ids = as_json(&ids);
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
        let (sort, descending) = (UserSort::default(), false);
        let query = ListQuery { words: "[]", filter, sort, descending, dormant_before };
        db::user_list::count(&mut tx, staff.firm, query).await
    };
    Ok(Json(PortalUserCounts {
        all: count(UserFilter::All).await?,
        no_linked_client: count(UserFilter::NoLinkedClient).await?,
        not_verified: count(UserFilter::NotVerified).await?,
        closed_portal: count(UserFilter::ClosedPortal).await?,
        dormant: count(UserFilter::Dormant).await?,
        barred: count(UserFilter::Barred).await?,
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

/// A list as the queries take it: a JSON array.
pub(crate) fn as_json<T: serde::Serialize>(list: &[T]) -> String {
    serde_json::to_string(list).expect("texts and numbers are JSON")
}

/// A place as it is given out and taken back: user, milliseconds, text.
fn cursor(place: &Place) -> String {
    let millis = place.time.map(|time| time.timestamp_millis().to_string()).unwrap_or_default();
    format!("{}.{millis}.{}", place.user, place.text)
}

fn read_cursor(text: &str) -> Result<Place, ApiError> {
    let bad = || ApiError::invalid("`after` is not the `next` of a page.");
    let (user, rest) = text.split_once('.').ok_or_else(bad)?;
    let (millis, text) = rest.split_once('.').ok_or_else(bad)?;
    let time = match millis {
        "" => None,
        millis => {
            Some(millis.parse().ok().and_then(DateTime::from_timestamp_millis).filter(is_storable).ok_or_else(bad)?)
        }
    };
    Ok(Place { time, text: text.to_owned(), user: PortalUserId::new(user.parse().map_err(|_| bad())?) })
}
