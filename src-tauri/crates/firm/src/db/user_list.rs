//! The list of portal users: searched, filtered, sorted and counted.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use contract::{UserFilter, UserSort};
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
    pub(crate) sort: UserSort,
    pub(crate) descending: bool,
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
                 ) AS open_portals,
                 EXISTS (SELECT 1 FROM link l
                     WHERE l.firm_id = u.firm_id AND l.portal_user_id = u.portal_user_id AND l.barred
                 ) AS is_barred
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
                 WHEN 'barred' THEN u.is_barred
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
    pub(crate) email_key: String,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) verified_at: Option<DateTime<Utc>>,
    pub(crate) last_sign_in_at: Option<DateTime<Utc>>,
    pub(crate) links: i64,
    pub(crate) open_portals: i64,
}

/// Where a page ends and the next begins: the last user's place in the order of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// What the list is ordered by, where that is a time.
    pub(crate) time: Option<DateTime<Utc>>,
    /// The folded name, or the address where the list is ordered by it.
    pub(crate) text: String,
    pub(crate) user: PortalUserId,
}

impl Place {
    /// The place of this user in the order that a query asks for.
    pub(crate) fn of(user: &ListedUser, query: ListQuery<'_>) -> Self {
        let (time, text) = match query.sort {
            UserSort::Name => (None, &user.name_key),
            UserSort::Email => (None, &user.email_key),
            UserSort::LastSignIn => (Some(user.last_sign_in_at.unwrap_or(never(query.descending))), &user.name_key),
            UserSort::Created => (Some(user.created_at), &user.name_key),
        };
        Self { time, text: text.clone(), user: PortalUserId::new(user.portal_user_id) }
    }
}

/// Stands for a sign-in that never was, so that who never signed in comes last, whichever way the list goes. In the far
/// future of a list that goes on in time, in the far past of one that goes back. Years of four digits: the order of times
/// is that of their text on SQLite.
fn never(descending: bool) -> DateTime<Utc> {
    let year = if descending { 1 } else { 9999 };
    NaiveDate::from_ymd_opt(year, 1, 1).map_or(DateTime::UNIX_EPOCH, |day| day.and_time(NaiveTime::MIN).and_utc())
}

/// A page in some order: what comes after the place `$5`, `$6`, `$7`, or all if `$8`; `$9` stands for no sign-in.
macro_rules! page {
    ($after:literal, $order:literal) => {
        concat!(
            "SELECT u.portal_user_id, u.first_name, u.last_name, u.email, u.name_key, u.email_key, u.created_at,
                 u.verified_at, u.last_sign_in_at, u.links, u.open_portals ",
            matching_users!(),
            "AND ($8 OR ",
            $after,
            ") ORDER BY ",
            $order,
            " LIMIT $10"
        )
    };
}

impl ListQuery<'_> {
    fn page(&self) -> &'static str {
        match (self.sort, self.descending) {
            (UserSort::Name, false) => {
                page!("(u.name_key, u.portal_user_id) > ($6, $7)", "u.name_key, u.portal_user_id")
            }
            (UserSort::Name, true) => {
                page!("(u.name_key, u.portal_user_id) < ($6, $7)", "u.name_key DESC, u.portal_user_id DESC")
            }
            (UserSort::Email, false) => page!("u.email_key > $6", "u.email_key"),
            (UserSort::Email, true) => page!("u.email_key < $6", "u.email_key DESC"),
            (UserSort::LastSignIn, false) => page!(
                "(coalesce(u.last_sign_in_at, $9), u.name_key, u.portal_user_id) > ($5, $6, $7)",
                "coalesce(u.last_sign_in_at, $9), u.name_key, u.portal_user_id"
            ),
            (UserSort::LastSignIn, true) => page!(
                "(coalesce(u.last_sign_in_at, $9) < $5 OR coalesce(u.last_sign_in_at, $9) = $5
                     AND (u.name_key, u.portal_user_id) > ($6, $7))",
                "coalesce(u.last_sign_in_at, $9) DESC, u.name_key, u.portal_user_id"
            ),
            (UserSort::Created, false) => page!(
                "(u.created_at, u.name_key, u.portal_user_id) > ($5, $6, $7)",
                "u.created_at, u.name_key, u.portal_user_id"
            ),
            (UserSort::Created, true) => page!(
                "(u.created_at < $5 OR u.created_at = $5 AND (u.name_key, u.portal_user_id) > ($6, $7))",
                "u.created_at DESC, u.name_key, u.portal_user_id"
            ),
        }
    }
}

/// At most `limit` portal users after this place in the order asked for; from the first without one.
pub(crate) async fn page(
    tx: &mut Transaction,
    firm: FirmId,
    query: ListQuery<'_>,
    after: Option<&Place>,
    limit: u32,
) -> Result<Vec<ListedUser>, Error> {
    query_as(query.page())
        .bind(firm.get())
        .bind(query.words)
        .bind(filter_code(query.filter))
        .bind(query.dormant_before)
        .bind(after.and_then(|place| place.time))
        .bind(after.map(|place| place.text.as_str()))
        .bind(after.map(|place| place.user.get()))
        .bind(after.is_none())
        .bind(never(query.descending))
        .bind(limit)
        .fetch_all(tx)
        .await
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
        UserFilter::Barred => "barred",
    }
}
