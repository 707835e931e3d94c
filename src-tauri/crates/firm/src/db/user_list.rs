//! The list of portal users: searched, filtered, in the order of names, and counted.

use chrono::{DateTime, Utc};
use contract::UserFilter;
use domain::{Portal, PortalUserId};
use sqlx::FromRow;

use super::clients::portal_from_code;
use super::{Transaction, query_as, query_scalar};
use crate::{Error, FirmId};

/// What a list asks for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ListQuery<'a> {
    /// A JSON array of folded words, each to be found in the user or in a linked client.
    pub(crate) words: &'a str,
    pub(crate) filter: UserFilter,
    /// Who was last seen before this is dormant.
    pub(crate) dormant_before: DateTime<Utc>,
}

/// The portal users that answer a [`ListQuery`], with what their links come to. `$1` is the firm, `$2` the words, `$3`
/// the filter, `$4` the limit of dormancy.
macro_rules! matching_users {
    () => {
        "FROM (
             SELECT u.*,
                 (SELECT count(*) FROM link l
                     WHERE l.firm_id = u.firm_id AND l.portal_user_id = u.portal_user_id AND l.origin IS NOT NULL
                 ) AS links,
                 (SELECT count(*) FROM link l JOIN client c ON c.firm_id = l.firm_id AND c.client_id = l.client_id
                     WHERE l.firm_id = u.firm_id AND l.portal_user_id = u.portal_user_id AND l.origin IS NOT NULL
                         AND c.portal = 'open'
                 ) AS open_portals
             FROM portal_user u
         ) u
         WHERE u.firm_id = $1
             AND NOT EXISTS (
                 SELECT 1 FROM json_each($2) word
                 WHERE instr(u.search_key, word.value) = 0 AND NOT EXISTS (
                     SELECT 1 FROM link l JOIN client c ON c.firm_id = l.firm_id AND c.client_id = l.client_id
                     WHERE l.firm_id = u.firm_id AND l.portal_user_id = u.portal_user_id AND l.origin IS NOT NULL
                         AND instr(c.search_key, word.value) > 0))
             AND CASE $3
                 WHEN 'all' THEN TRUE
                 WHEN 'no_linked_client' THEN u.links = 0
                 WHEN 'not_verified' THEN u.verified_at IS NULL
                 WHEN 'closed_portal' THEN u.links > u.open_portals
                 WHEN 'dormant' THEN coalesce(u.last_sign_in_at, u.created_at) < $4
             END "
    };
}

/// A portal user in the list.
#[derive(Debug, FromRow)]
pub(crate) struct ListedUser {
    pub(crate) portal_user_id: i64,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) email: String,
    pub(crate) name_key: String,
    pub(crate) verified_at: Option<DateTime<Utc>>,
    pub(crate) last_sign_in_at: Option<DateTime<Utc>>,
    pub(crate) links: i64,
    pub(crate) open_portals: i64,
}

/// At most `limit` portal users after this one in the order of names.
pub(crate) async fn page(
    tx: &mut Transaction,
    firm: FirmId,
    query: ListQuery<'_>,
    after: (&str, PortalUserId),
    limit: u32,
) -> Result<Vec<ListedUser>, Error> {
    let users = query_as(concat!(
        "SELECT u.portal_user_id, u.first_name, u.last_name, u.email, u.name_key, u.verified_at, u.last_sign_in_at,
             u.links, u.open_portals ",
        matching_users!(),
        "AND (u.name_key, u.portal_user_id) > ($5, $6) ORDER BY u.name_key, u.portal_user_id LIMIT $7"
    ));
    let users = users.bind(firm.get()).bind(query.words).bind(filter_code(query.filter)).bind(query.dormant_before);
    users.bind(after.0).bind(after.1.get()).bind(limit).fetch_all(tx).await
}

/// How many portal users there are on all pages.
pub(crate) async fn count(tx: &mut Transaction, firm: FirmId, query: ListQuery<'_>) -> Result<i64, Error> {
    let count = query_scalar(concat!("SELECT count(*) ", matching_users!()));
    let count = count.bind(firm.get()).bind(query.words).bind(filter_code(query.filter));
    count.bind(query.dormant_before).fetch_one(tx).await
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
    let rows: Vec<ListedClientRow> = query_as(
        "SELECT portal_user_id, client_id, name, portal FROM (
             SELECT l.portal_user_id, c.client_id, c.name, c.portal, row_number() OVER (
                 PARTITION BY l.portal_user_id
                 ORDER BY (SELECT count(*) FROM json_each($3) word WHERE instr(c.search_key, word.value) > 0) DESC,
                     c.name_key, c.client_id
             ) AS place
             FROM link l JOIN client c ON c.firm_id = l.firm_id AND c.client_id = l.client_id
             WHERE l.firm_id = $1 AND l.portal_user_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) AND l.origin IS NOT NULL
         ) placed WHERE place <= $4 ORDER BY portal_user_id, place",
    )
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

fn filter_code(filter: UserFilter) -> &'static str {
    match filter {
        UserFilter::All => "all",
        UserFilter::NoLinkedClient => "no_linked_client",
        UserFilter::NotVerified => "not_verified",
        UserFilter::ClosedPortal => "closed_portal",
        UserFilter::Dormant => "dormant",
    }
}
