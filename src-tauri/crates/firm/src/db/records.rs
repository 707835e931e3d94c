//! What desktops cache, of those that changed: as they stand now.

use chrono::{DateTime, Utc};
use contract::PairState;
use domain::{ClientId, PortalUserId};
use sqlx::FromRow;

use super::asked::{asked_pairs, asked_users};
use super::links::origin_from_code;
use super::{Transaction, query_as};
use crate::{Error, FirmId};

/// A person's account.
#[derive(Debug, FromRow)]
pub(crate) struct UserRecord {
    pub(crate) portal_user_id: i64,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) email: String,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) verified_at: Option<DateTime<Utc>>,
    pub(crate) last_sign_in_at: Option<DateTime<Utc>>,
}

/// These portal users (a JSON array of numbers).
pub(crate) async fn users(tx: &mut Transaction, firm: FirmId, users: &str) -> Result<Vec<UserRecord>, Error> {
    query_as(concat!(
        "SELECT portal_user_id, first_name, last_name, email, created_at, verified_at, last_sign_in_at
         FROM ",
        asked_users!(),
        " JOIN portal_user ON portal_user_id = asked.id WHERE firm_id = $1"
    ))
    .bind(firm.get())
    .bind(users)
    .fetch_all(tx)
    .await
}

/// How a portal user stands to a client.
#[derive(Debug)]
pub(crate) struct LinkRecord {
    pub(crate) user: PortalUserId,
    pub(crate) client: ClientId,
    pub(crate) state: PairState,
    pub(crate) made_by: String,
    pub(crate) made_at: DateTime<Utc>,
}

#[derive(Debug, FromRow)]
struct LinkRow {
    portal_user_id: i64,
    client_id: String,
    version: i64,
    origin: Option<String>,
    barred: bool,
    made_by: String,
    made_at: DateTime<Utc>,
    changed_by: String,
    changed_at: DateTime<Utc>,
}

/// These pairs (a JSON array of texts: the user's number, a space, the Client ID).
pub(crate) async fn links(tx: &mut Transaction, firm: FirmId, pairs: &str) -> Result<Vec<LinkRecord>, Error> {
    let rows: Vec<LinkRow> = query_as(concat!(
        "SELECT l.portal_user_id, l.client_id, l.version, l.origin, l.barred, l.made_by, l.made_at, l.changed_by,
             l.changed_at
         FROM ",
        asked_pairs!(),
        " JOIN link l ON l.portal_user_id = asked.user_id AND l.client_id = asked.client_id
         WHERE l.firm_id = $1"
    ))
    .bind(firm.get())
    .bind(pairs)
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(LinkRow::read).collect()
}

impl LinkRow {
    fn read(self) -> Result<LinkRecord, Error> {
        let origin = self.origin.as_deref().map(origin_from_code).transpose()?;
        let (changed_by, changed_at) = (Some(self.changed_by), Some(self.changed_at));
        Ok(LinkRecord {
            user: PortalUserId::new(self.portal_user_id),
            client: ClientId::new(self.client_id)?,
            state: PairState { version: self.version, origin, barred: self.barred, changed_by, changed_at },
            made_by: self.made_by,
            made_at: self.made_at,
        })
    }
}

/// Until when a client's key is closed, where it ever was.
#[derive(Debug, FromRow)]
pub(crate) struct KeyRecord {
    pub(crate) client_id: String,
    pub(crate) closed_until: Option<DateTime<Utc>>,
}

/// The keys of these clients (a JSON array of Client IDs).
pub(crate) async fn keys(tx: &mut Transaction, firm: FirmId, clients: &str) -> Result<Vec<KeyRecord>, Error> {
    query_as(
        "SELECT k.client_id, k.closed_until FROM json_each($2) asked JOIN key_tally k ON k.client_id = asked.value
         WHERE k.firm_id = $1 ORDER BY k.client_id",
    )
    .bind(firm.get())
    .bind(clients)
    .fetch_all(tx)
    .await
}
