//! The activity log: rows are added and read, never changed (the schema refuses it).

use chrono::{DateTime, Utc};
use contract::{ActivityQuery, ActorKind};
use domain::{ClientId, Origin, PortalUserId};
use sqlx::FromRow;

use super::chain::Chained;
use super::firms::{Number, next_number};
use super::links::origin_from_code;
use super::{Transaction, query, query_as, query_scalar};
use crate::{Error, FirmId};

/// A change to a link, to be recorded.
pub(crate) struct NewActivity<'a> {
    pub(crate) at: DateTime<Utc>,
    pub(crate) actor_kind: ActorKind,
    pub(crate) actor: &'a str,
    pub(crate) user: PortalUserId,
    pub(crate) client: &'a ClientId,
    pub(crate) before: Option<Origin>,
    pub(crate) after: Option<Origin>,
    pub(crate) evidence: Option<&'a str>,
    pub(crate) reason: Option<&'a str>,
    pub(crate) undo_of: Option<i64>,
    pub(crate) request_id: &'a str,
}

/// Adds a row, chained to the one before, and returns its number.
pub(crate) async fn insert(tx: &mut Transaction, firm: FirmId, new: &NewActivity<'_>) -> Result<i64, Error> {
    let number = next_number(tx, firm, Number::Activity).await?;
    let before = query_scalar("SELECT hash FROM activity WHERE firm_id = $1 AND number = $2");
    let before: Option<Vec<u8>> = before.bind(firm.get()).bind(number - 1).fetch_optional(tx).await?;
    let text = |text: Option<&str>| text.map(str::to_owned);
    let row = Chained {
        number,
        at: new.at,
        actor_kind: actor_code(new.actor_kind).to_owned(),
        actor: new.actor.to_owned(),
        deed: if new.after.is_some() { "link" } else { "de_link" }.to_owned(),
        portal_user_id: Some(new.user.get()),
        client_id: Some(new.client.to_string()),
        before_origin: text(new.before.map(Origin::code)),
        before_barred: false,
        after_origin: text(new.after.map(Origin::code)),
        after_barred: false,
        evidence: text(new.evidence),
        reason: text(new.reason),
        undo_of: new.undo_of,
        request_id: new.request_id.to_owned(),
    };
    query(
        "INSERT INTO activity (firm_id, number, at, actor_kind, actor, deed, portal_user_id, client_id, before_origin,
             before_barred, after_origin, after_barred, evidence, reason, undo_of, request_id, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
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
    .bind(row.reason.as_deref())
    .bind(row.undo_of)
    .bind(&row.request_id)
    .bind(row.hash(firm, before.as_deref().unwrap_or_default()))
    .execute(tx)
    .await?;
    Ok(number)
}

/// A recorded change to a link, with the names as they are today.
#[derive(Debug)]
pub(crate) struct Activity {
    pub(crate) number: i64,
    pub(crate) at: DateTime<Utc>,
    pub(crate) actor_kind: ActorKind,
    pub(crate) actor: String,
    pub(crate) user: PortalUserId,
    pub(crate) user_name: String,
    pub(crate) client_id: ClientId,
    pub(crate) client_name: String,
    pub(crate) before: Option<Origin>,
    pub(crate) after: Option<Origin>,
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
    portal_user_id: i64,
    user_name: String,
    client_id: String,
    client_name: String,
    before_origin: Option<String>,
    after_origin: Option<String>,
    reason: Option<String>,
    undo_of: Option<i64>,
    request_id: String,
}

/// The newest rows below `$4` that meet a condition on the user `$2` and the client `$3`.
macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT a.number, a.at, a.actor_kind, a.actor, a.portal_user_id,
                 u.first_name || ' ' || u.last_name AS user_name, a.client_id, c.name AS client_name, a.before_origin,
                 a.after_origin, a.reason, a.undo_of, a.request_id
             FROM activity a
             JOIN portal_user u ON u.firm_id = a.firm_id AND u.portal_user_id = a.portal_user_id
             JOIN client c ON c.firm_id = a.firm_id AND c.client_id = a.client_id
             WHERE a.firm_id = $1 AND a.number < $4 AND ",
            $condition,
            " ORDER BY a.number DESC LIMIT $5"
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
    let rows: Vec<ActivityRow> = query_as(sql)
        .bind(firm.get())
        .bind(query.portal_user_id.map(PortalUserId::get))
        .bind(query.client_id.as_ref().map(ClientId::as_str))
        .bind(query.before.unwrap_or(i64::MAX))
        .bind(limit)
        .fetch_all(tx)
        .await?;
    rows.into_iter().map(ActivityRow::read).collect()
}

/// What the pair's newest activity is, with the origin before it; none if there never was one.
pub(crate) async fn newest_of_pair(
    tx: &mut Transaction,
    firm: FirmId,
    user: PortalUserId,
    client: &ClientId,
) -> Result<Option<(i64, Option<Origin>)>, Error> {
    let row: Option<(i64, Option<String>)> = query_as(
        "SELECT number, before_origin FROM activity
         WHERE firm_id = $1 AND portal_user_id = $2 AND client_id = $3 ORDER BY number DESC LIMIT 1",
    )
    .bind(firm.get())
    .bind(user.get())
    .bind(client.as_str())
    .fetch_optional(tx)
    .await?;
    let Some((number, before)) = row else { return Ok(None) };
    Ok(Some((number, before.as_deref().map(origin_from_code).transpose()?)))
}

impl ActivityRow {
    fn read(self) -> Result<Activity, Error> {
        Ok(Activity {
            number: self.number,
            at: self.at,
            actor_kind: actor_from_code(&self.actor_kind)?,
            actor: self.actor,
            user: PortalUserId::new(self.portal_user_id),
            user_name: self.user_name,
            client_id: ClientId::new(self.client_id)?,
            client_name: self.client_name,
            before: self.before_origin.as_deref().map(origin_from_code).transpose()?,
            after: self.after_origin.as_deref().map(origin_from_code).transpose()?,
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
