//! What a list of portal users shows of those on a page.

use chrono::{DateTime, Utc};
use domain::{Portal, PortalUserId};
use sqlx::FromRow;

use super::asked::asked_users;
use super::clients::portal_from_code;
use super::{Transaction, query_as};
use crate::{Error, FirmId};

/// A portal user in the list.
#[derive(Debug, FromRow)]
pub(crate) struct ListedUser {
    pub(crate) portal_user_id: i64,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) email: String,
    pub(crate) verified_at: Option<DateTime<Utc>>,
    pub(crate) last_sign_in_at: Option<DateTime<Utc>>,
    pub(crate) links: i64,
    pub(crate) open_portals: i64,
}

/// These portal users (a JSON array of numbers), with what their links come to.
pub(crate) async fn rows(tx: &mut Transaction, firm: FirmId, users: &str) -> Result<Vec<ListedUser>, Error> {
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

/// A linked client as a row shows it.
#[derive(Debug)]
pub(crate) struct ListedClient {
    pub(crate) portal_user_id: PortalUserId,
    pub(crate) client_id: String,
    pub(crate) name: String,
    pub(crate) portal: Portal,
}

#[derive(Debug, FromRow)]
struct ListedClientRow {
    portal_user_id: i64,
    client_id: String,
    name: String,
    portal: String,
}

/// The first `each` linked clients of each of these portal users (a JSON array of numbers): those that have more words
/// of the search before the others, then by name.
pub(crate) async fn first_clients(
    tx: &mut Transaction,
    firm: FirmId,
    users: &str,
    words: &str,
    each: u32,
) -> Result<Vec<ListedClient>, Error> {
    let rows: Vec<ListedClientRow> = query_as(concat!(
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
    .await?;
    rows.into_iter().map(ListedClientRow::read).collect()
}

impl ListedClientRow {
    fn read(self) -> Result<ListedClient, Error> {
        Ok(ListedClient {
            portal_user_id: PortalUserId::new(self.portal_user_id),
            client_id: self.client_id,
            name: self.name,
            portal: portal_from_code(&self.portal)?,
        })
    }
}
