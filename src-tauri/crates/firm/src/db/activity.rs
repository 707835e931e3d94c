//! The activity log: rows are added and read, never changed (the schema refuses it).

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use contract::{ActivityQuery, ActorKind};
use domain::{ClientId, Deed, Origin, PortalUserId, Standing, TakenAway};
use sqlx::FromRow;

use super::asked::as_json;
use super::chain::Chained;
use super::links::{LinksOfUser, Made, origin_from_code};
use super::{Transaction, clients, query, query_as};
use crate::linking::By;
use crate::{Error, FirmId};

/// The last link of a user that was taken away: of this client, else of any.
pub(crate) async fn taken_away(
    tx: &mut Transaction,
    firm: FirmId,
    user: PortalUserId,
    client: Option<&ClientId>,
) -> Result<Option<TakenAway>, Error> {
    let row: Option<(String, String, DateTime<Utc>, Option<String>)> = query_as(
        "SELECT c.name, a.actor, a.at, a.reason FROM activity a
         JOIN client c ON c.firm_id = a.firm_id AND c.client_id = a.client_id
         WHERE a.firm_id = $1 AND a.portal_user_id = $2 AND a.before_origin IS NOT NULL AND a.after_origin IS NULL
             AND ($3 = '' OR a.client_id = $3)
         ORDER BY a.number DESC LIMIT 1",
    )
    .bind(firm.get())
    .bind(user.get())
    .bind(client.map_or("", ClientId::as_str))
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|(client, by, at, reason)| TakenAway { client, by, at, reason, exactly: true }))
}

/// Something that was done, to be recorded.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewActivity<'a> {
    pub(crate) at: DateTime<Utc>,
    pub(crate) actor_kind: ActorKind,
    pub(crate) actor: &'a str,
    pub(crate) deed: Deed,
    pub(crate) user: Option<PortalUserId>,
    pub(crate) client: Option<&'a ClientId>,
    pub(crate) before: Standing,
    pub(crate) after: Standing,
    pub(crate) evidence: Option<&'a str>,
    pub(crate) detail: Option<&'a str>,
    pub(crate) reason: Option<&'a str>,
    pub(crate) undo_of: Option<i64>,
    pub(crate) request_id: &'a str,
}

/// Adds a row, chained to the one before, and returns its number.
pub(crate) async fn insert(tx: &mut Transaction, firm: FirmId, new: &NewActivity<'_>) -> Result<i64, Error> {
    let (number, before) = tx.next_activity().await?;
    let row = new.row(number);
    let hash = row.hash(firm, &before);
    query(
        "INSERT INTO activity (firm_id, number, at, actor_kind, actor, deed, portal_user_id, client_id, before_origin,
             before_barred, after_origin, after_barred, evidence, detail, reason, undo_of, request_id, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
    )
    .bind(firm.get())
    .bind(number)
    .bind(row.at)
    .bind(&row.actor_kind)
    .bind(&row.actor)
    .bind(&row.deed)
    .bind(row.portal_user_id)
    .bind(row.client_id.as_deref())
    .bind(row.before_origin.as_deref())
    .bind(row.before_barred)
    .bind(row.after_origin.as_deref())
    .bind(row.after_barred)
    .bind(row.evidence.as_deref())
    .bind(row.detail.as_deref())
    .bind(row.reason.as_deref())
    .bind(row.undo_of)
    .bind(&row.request_id)
    .bind(hash.as_slice())
    .execute(tx)
    .await?;
    tx.recorded(hash)?;
    Ok(number)
}

impl<'a> NewActivity<'a> {
    /// Something that is about nobody and no client yet.
    pub(crate) fn of(deed: Deed, by: &By<'a>) -> Self {
        Self {
            at: by.now,
            actor_kind: by.actor.kind,
            actor: by.actor.name,
            deed,
            user: None,
            client: None,
            before: Standing::default(),
            after: Standing::default(),
            evidence: None,
            detail: None,
            reason: by.reason,
            undo_of: None,
            request_id: by.request_id,
        }
    }

    fn row(&self, number: i64) -> Chained {
        let text = |text: Option<&str>| text.map(str::to_owned);
        Chained {
            number,
            at: self.at,
            actor_kind: actor_code(self.actor_kind).to_owned(),
            actor: self.actor.to_owned(),
            deed: self.deed.code().to_owned(),
            portal_user_id: self.user.map(PortalUserId::get),
            client_id: self.client.map(ClientId::to_string),
            before_origin: text(self.before.origin.map(Origin::code)),
            before_barred: self.before.barred,
            after_origin: text(self.after.origin.map(Origin::code)),
            after_barred: self.after.barred,
            evidence: text(self.evidence),
            detail: text(self.detail),
            reason: text(self.reason),
            undo_of: self.undo_of,
            request_id: self.request_id.to_owned(),
        }
    }
}

/// Something that was done, with the names as they are today.
#[derive(Debug)]
pub(crate) struct Activity {
    pub(crate) number: i64,
    pub(crate) at: DateTime<Utc>,
    pub(crate) actor_kind: ActorKind,
    pub(crate) actor: String,
    pub(crate) deed: Deed,
    pub(crate) user: Option<(PortalUserId, String)>,
    pub(crate) client: Option<(ClientId, String)>,
    pub(crate) before: Standing,
    pub(crate) after: Standing,
    pub(crate) detail: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) undo_of: Option<i64>,
    pub(crate) request_id: String,
}

#[derive(Debug, FromRow)]
struct ActivityRow {
    number: i64,
    at: DateTime<Utc>,
    actor_kind: String,
    actor: String,
    deed: String,
    portal_user_id: Option<i64>,
    client_id: Option<String>,
    before_origin: Option<String>,
    before_barred: bool,
    after_origin: Option<String>,
    after_barred: bool,
    detail: Option<String>,
    reason: Option<String>,
    undo_of: Option<i64>,
    request_id: String,
}

#[derive(Debug, FromRow)]
struct NamedRow {
    #[sqlx(flatten)]
    row: ActivityRow,
    user_name: Option<String>,
    client_name: Option<String>,
}

/// The newest rows below `$4` that meet the filters and a condition on the user `$2` and the client `$3`.
macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT a.number, a.at, a.actor_kind, a.actor, a.deed, a.portal_user_id,
                 u.first_name || ' ' || u.last_name AS user_name, a.client_id, c.name AS client_name, a.before_origin,
                 a.before_barred, a.after_origin, a.after_barred, a.detail, a.reason, a.undo_of, a.request_id
             FROM activity a
             LEFT JOIN portal_user u ON u.firm_id = a.firm_id AND u.portal_user_id = a.portal_user_id
             LEFT JOIN client c ON c.firm_id = a.firm_id AND c.client_id = a.client_id
             WHERE a.firm_id = $1 AND a.number < $4 AND ($5 IS NULL OR a.deed = $5) AND ($6 IS NULL OR a.actor = $6)
                 AND ($7 IS NULL OR a.at >= $7) AND ($8 IS NULL OR a.at < $8) AND ",
            $condition,
            " ORDER BY a.number DESC LIMIT $9"
        )
    };
}

/// At most `limit` rows that answer the query, newest first.
pub(crate) async fn list(
    tx: &mut Transaction,
    firm: FirmId,
    query: &ActivityQuery,
    limit: u32,
) -> Result<Vec<Activity>, Error> {
    // A statement each, so that each can use its index.
    let sql = match (query.portal_user_id, &query.client_id) {
        (Some(_), _) => select!("a.portal_user_id = $2 AND ($3 IS NULL OR a.client_id = $3)"),
        (None, Some(_)) => select!("$2 IS NULL AND a.client_id = $3"),
        (None, None) => select!("$2 IS NULL AND $3 IS NULL"),
    };
    let rows: Vec<NamedRow> = query_as(sql)
        .bind(firm.get())
        .bind(query.portal_user_id.map(PortalUserId::get))
        .bind(query.client_id.as_ref().map(ClientId::as_str))
        .bind(query.before.unwrap_or(i64::MAX))
        .bind(query.action.map(Deed::code))
        .bind(query.actor.as_deref())
        .bind(query.from)
        .bind(query.to)
        .bind(limit)
        .fetch_all(tx)
        .await?;
    rows.into_iter().map(|named| named.row.read(named.user_name, named.client_name)).collect()
}

/// The newest rows about a portal user, who has this name and these links, newest first: as [`list`], but names that are
/// known are not looked up for each row.
pub(crate) async fn of_user(
    tx: &mut Transaction,
    firm: FirmId,
    (user, name): (PortalUserId, &str),
    links: &LinksOfUser,
    limit: u32,
) -> Result<Vec<Activity>, Error> {
    let rows: Vec<ActivityRow> = query_as(
        "SELECT number, at, actor_kind, actor, deed, portal_user_id, client_id, before_origin, before_barred,
             after_origin, after_barred, detail, reason, undo_of, request_id
         FROM activity WHERE firm_id = $1 AND portal_user_id = $2 ORDER BY number DESC LIMIT $3",
    )
    .bind(firm.get())
    .bind(user.get())
    .bind(limit)
    .fetch_all(tx)
    .await?;
    let mut names: HashMap<&str, &str> = links.names().collect();
    let others: BTreeSet<&str> = rows.iter().filter_map(|row| row.client_id.as_deref()).collect();
    let others: Vec<&str> = others.into_iter().filter(|client| !names.contains_key(client)).collect();
    let others = if others.is_empty() { Vec::new() } else { clients::asked(tx, firm, &as_json(&others)).await? };
    names.extend(others.iter().map(|client| (client.client_id.as_str(), client.name.as_str())));
    let named = |row: ActivityRow| {
        let client = row.client_id.as_deref().and_then(|client| names.get(client));
        let client = client.map(|name| (*name).to_owned());
        row.read(Some(name.to_owned()), client)
    };
    rows.into_iter().map(named).collect()
}

/// These columns of a pair's newest activity `a` of which this holds, among those that were neither taken back nor took
/// anything back: of firm `$1`, portal user `$2`, client `$3`.
macro_rules! newest_standing {
    ($columns:literal, $holds:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM activity a WHERE a.firm_id = $1 AND a.portal_user_id = $2 AND a.client_id = $3 AND ",
            $holds,
            " AND a.undo_of IS NULL AND NOT EXISTS (
                 SELECT 1 FROM activity u WHERE u.firm_id = a.firm_id AND u.portal_user_id = a.portal_user_id
                     AND u.client_id = a.client_id AND u.undo_of = a.number)
             ORDER BY a.number DESC LIMIT 1"
        )
    };
}

/// The pair's newest activity that has not been taken back, with how the two stood before it: what can be undone. None if
/// there is none. (Whoever undoes one change after the other undoes what is newest each time.)
pub(crate) async fn newest_of_pair(
    tx: &mut Transaction,
    firm: FirmId,
    user: PortalUserId,
    client: &ClientId,
) -> Result<Option<(i64, Standing)>, Error> {
    let row: Option<(i64, Option<String>, bool)> =
        query_as(newest_standing!("a.number, a.before_origin, a.before_barred", "TRUE"))
            .bind(firm.get())
            .bind(user.get())
            .bind(client.as_str())
            .fetch_optional(tx)
            .await?;
    let Some((number, origin, barred)) = row else { return Ok(None) };
    Ok(Some((number, standing(origin.as_deref(), barred)?)))
}

/// How the link was made that the pair had before its activity of this number: by the newest link that was not taken back.
/// None if none is recorded.
pub(crate) async fn made_before(
    tx: &mut Transaction,
    firm: FirmId,
    user: PortalUserId,
    client: &ClientId,
    number: i64,
) -> Result<Option<Made>, Error> {
    query_as(newest_standing!("a.actor AS by, a.at, a.evidence", "a.number < $4 AND a.deed = $5"))
        .bind(firm.get())
        .bind(user.get())
        .bind(client.as_str())
        .bind(number)
        .bind(Deed::Link.code())
        .fetch_optional(tx)
        .await
}

fn standing(origin: Option<&str>, barred: bool) -> Result<Standing, Error> {
    Ok(Standing { origin: origin.map(origin_from_code).transpose()?, barred })
}

impl ActivityRow {
    fn read(self, user_name: Option<String>, client_name: Option<String>) -> Result<Activity, Error> {
        let user = self.portal_user_id.map(PortalUserId::new).zip(user_name);
        let client = self.client_id.map(ClientId::new).transpose()?.zip(client_name);
        Ok(Activity {
            number: self.number,
            at: self.at,
            actor_kind: actor_from_code(&self.actor_kind)?,
            actor: self.actor,
            deed: Deed::from_code(&self.deed).ok_or_else(|| Error::Corrupt(format!("the deed {:?}", self.deed)))?,
            user,
            client,
            before: standing(self.before_origin.as_deref(), self.before_barred)?,
            after: standing(self.after_origin.as_deref(), self.after_barred)?,
            detail: self.detail,
            reason: self.reason,
            undo_of: self.undo_of,
            request_id: self.request_id,
        })
    }
}

fn actor_code(kind: ActorKind) -> &'static str {
    match kind {
        ActorKind::Staff => "staff",
        ActorKind::PortalUser => "portal_user",
    }
}

fn actor_from_code(code: &str) -> Result<ActorKind, Error> {
    match code {
        "staff" => Ok(ActorKind::Staff),
        "portal_user" => Ok(ActorKind::PortalUser),
        _ => Err(Error::Corrupt(format!("the kind of actor {code:?}"))),
    }
}
