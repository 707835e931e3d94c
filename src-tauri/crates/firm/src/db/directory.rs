//! What the directory in memory is gathered from: everybody by key, in as few columns as it needs.

use chrono::{DateTime, Utc};
use domain::directory::{ClientEntry, UserEntry};
use domain::{ClientId, PortalUserId, Standing, fold_anew};
use sqlx::FromRow;

use super::clients::portal_from_code;
use super::links::origin_from_code;
use super::{Transaction, query_as};
use crate::{Error, FirmId};

/// A portal user, as the directory is told.
#[derive(Debug, FromRow)]
pub(crate) struct DirectoryUser {
    pub(crate) portal_user_id: i64,
    search_key: String,
    created_at: DateTime<Utc>,
    verified_at: Option<DateTime<Utc>>,
    last_sign_in_at: Option<DateTime<Utc>>,
}

impl DirectoryUser {
    fn read(self) -> Self {
        Self { search_key: fold_anew(self.search_key), ..self }
    }

    pub(crate) fn entry(&self) -> UserEntry<'_> {
        UserEntry {
            id: PortalUserId::new(self.portal_user_id),
            text: &self.search_key,
            created_at: self.created_at,
            verified: self.verified_at.is_some(),
            last_sign_in_at: self.last_sign_in_at,
        }
    }
}

/// A client, as the directory is told.
#[derive(Debug)]
pub(crate) struct DirectoryClient {
    pub(crate) id: ClientId,
    row: ClientRow,
}

#[derive(Debug, FromRow)]
struct ClientRow {
    client_id: String,
    search_key: String,
    portal: String,
}

impl ClientRow {
    fn read(self) -> Result<DirectoryClient, Error> {
        let row = Self { search_key: fold_anew(self.search_key), ..self };
        Ok(DirectoryClient { id: ClientId::new(row.client_id.as_str())?, row })
    }
}

impl DirectoryClient {
    pub(crate) fn entry(&self) -> Result<ClientEntry<'_>, Error> {
        Ok(ClientEntry { id: &self.id, text: &self.row.search_key, portal: portal_from_code(&self.row.portal)? })
    }
}

/// How a portal user stands to a client, as the directory is told.
#[derive(Debug)]
pub(crate) struct DirectoryPair {
    pub(crate) user: PortalUserId,
    pub(crate) client: ClientId,
    pub(crate) standing: Standing,
}

#[derive(Debug, FromRow)]
struct PairRow {
    portal_user_id: i64,
    client_id: String,
    origin: Option<String>,
    barred: bool,
}

impl PairRow {
    fn read(self) -> Result<DirectoryPair, Error> {
        let origin = self.origin.as_deref().map(origin_from_code).transpose()?;
        Ok(DirectoryPair {
            user: PortalUserId::new(self.portal_user_id),
            client: ClientId::new(self.client_id)?,
            standing: Standing { origin, barred: self.barred },
        })
    }
}

/// At most `limit` portal users after this one, by number.
pub(crate) async fn users_after(
    tx: &mut Transaction,
    firm: FirmId,
    after: i64,
    limit: u32,
) -> Result<Vec<DirectoryUser>, Error> {
    let users = query_as(
        "SELECT portal_user_id, search_key, created_at, verified_at, last_sign_in_at
         FROM portal_user WHERE firm_id = $1 AND portal_user_id > $2 ORDER BY portal_user_id LIMIT $3",
    );
    let users: Vec<DirectoryUser> = users.bind(firm.get()).bind(after).bind(limit).fetch_all(tx).await?;
    Ok(users.into_iter().map(DirectoryUser::read).collect())
}

/// At most `limit` clients after this one, by Client ID.
pub(crate) async fn clients_after(
    tx: &mut Transaction,
    firm: FirmId,
    after: &str,
    limit: u32,
) -> Result<Vec<DirectoryClient>, Error> {
    let rows: Vec<ClientRow> = query_as(
        "SELECT client_id, search_key, portal FROM client WHERE firm_id = $1 AND client_id > $2
         ORDER BY client_id LIMIT $3",
    )
    .bind(firm.get())
    .bind(after)
    .bind(limit)
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(ClientRow::read).collect()
}

/// At most `limit` pairs after this one that are linked or barred, by user and client.
pub(crate) async fn pairs_after(
    tx: &mut Transaction,
    firm: FirmId,
    (user, client): (i64, &str),
    limit: u32,
) -> Result<Vec<DirectoryPair>, Error> {
    let rows: Vec<PairRow> = query_as(
        "SELECT portal_user_id, client_id, origin, barred FROM link
         WHERE firm_id = $1 AND (portal_user_id, client_id) > ($2, $3) AND (origin IS NOT NULL OR barred)
         ORDER BY portal_user_id, client_id LIMIT $4",
    )
    .bind(firm.get())
    .bind(user)
    .bind(client)
    .bind(limit)
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(PairRow::read).collect()
}
