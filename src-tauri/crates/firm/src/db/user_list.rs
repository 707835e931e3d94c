//! What a list of portal users shows of those on a page.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use contract::answers::{ListedClient, ListedUser};
use domain::PortalUserId;
use sqlx::FromRow;

use super::asked::asked_users;
use super::clients::portal_from_code;
use super::{Transaction, query_as};
use crate::{Error, FirmId};

#[derive(Debug, FromRow)]
struct UserRow {
    portal_user_id: i64,
    first_name: String,
    last_name: String,
    email: String,
    verified_at: Option<DateTime<Utc>>,
    last_sign_in_at: Option<DateTime<Utc>>,
    links: i64,
    open_portals: i64,
}

#[derive(Debug, FromRow)]
struct ClientOfUserRow {
    portal_user_id: i64,
    client_id: String,
    name: String,
    portal: String,
}

/// These portal users (a JSON array of numbers), with what their links come to, and of the linked clients the first `each`:
/// those that have more words of the search (a JSON array of folded words) before the others, then by name.
pub(crate) async fn rows(
    tx: &mut Transaction,
    firm: FirmId,
    users: &str,
    words: &str,
    each: u32,
) -> Result<Vec<ListedUser>, Error> {
    let mut clients: HashMap<i64, Vec<ListedClient>> = HashMap::new();
    for row in first_clients(tx, firm, users, words, each).await? {
        clients.entry(row.portal_user_id).or_default().push(ListedClient {
            portal: portal_from_code(&row.portal)?,
            client_id: row.client_id,
            name: row.name,
        });
    }
    let count = |count| u64::try_from(count).unwrap_or(0);
    let user = |row: UserRow| ListedUser {
        id: PortalUserId::new(row.portal_user_id),
        name: format!("{} {}", row.first_name, row.last_name),
        email: row.email,
        verified: row.verified_at.is_some(),
        last_sign_in_at: row.last_sign_in_at,
        links: count(row.links),
        open_portals: count(row.open_portals),
        clients: clients.remove(&row.portal_user_id).unwrap_or_default(),
    };
    Ok(asked_users(tx, firm, users).await?.into_iter().map(user).collect())
}

async fn asked_users(tx: &mut Transaction, firm: FirmId, users: &str) -> Result<Vec<UserRow>, Error> {
    query_as(concat!(
        "SELECT u.portal_user_id, u.first_name, u.last_name, u.email, u.verified_at, u.last_sign_in_at,
             (SELECT count(*) FROM link l
                 WHERE l.firm_id = u.firm_id AND l.portal_user_id = u.portal_user_id AND l.origin IS NOT NULL
             ) AS links,
             (SELECT count(*) FROM link l JOIN client c ON c.firm_id = l.firm_id AND c.client_id = l.client_id
                 WHERE l.firm_id = u.firm_id AND l.portal_user_id = u.portal_user_id AND l.origin IS NOT NULL
                     AND c.portal = 'open'
             ) AS open_portals
         FROM ",
        asked_users!(),
        " JOIN portal_user u ON u.portal_user_id = asked.id
         WHERE u.firm_id = $1"
    ))
    .bind(firm.get())
    .bind(users)
    .fetch_all(tx)
    .await
}

async fn first_clients(
    tx: &mut Transaction,
    firm: FirmId,
    users: &str,
    words: &str,
    each: u32,
) -> Result<Vec<ClientOfUserRow>, Error> {
    query_as(concat!(
        "SELECT portal_user_id, client_id, name, portal FROM (
             SELECT l.portal_user_id, c.client_id, c.name, c.portal, row_number() OVER (
                 PARTITION BY l.portal_user_id
                 ORDER BY (SELECT count(*) FROM json_each($3) word WHERE instr(c.search_key, word.value) > 0) DESC,
                     c.name_key, c.client_id
             ) AS place
             FROM ",
        asked_users!(),
        " JOIN link l ON l.portal_user_id = asked.id
                 JOIN client c ON c.firm_id = l.firm_id AND c.client_id = l.client_id
             WHERE l.firm_id = $1 AND l.origin IS NOT NULL
         ) placed WHERE place <= $4 ORDER BY portal_user_id, place"
    ))
    .bind(firm.get())
    .bind(users)
    .bind(words)
    .bind(each)
    .fetch_all(tx)
    .await
}
