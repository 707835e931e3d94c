//! Reading the cache: every question by an index, in the types that crossed the wire.

use std::collections::HashMap;

use contract::{
    CachedAsOf, CachedClient, CachedContact, CachedKey, CachedLink, CachedPortalUser, FirmSettingsView, PairState,
};
use domain::{ClientId, FirmSettings, Origin, Portal, PortalUserId, look_alike_key};
use serde::Serialize;
use sqlx::{Sqlite, SqliteConnection, Transaction};

use super::Cache;
use super::times::{read, read_if_any};
use super::trouble::Trouble;
use crate::Error;

/// The cache at one number: every answer of one `Reading` is of the same state, whatever is synced meanwhile. It keeps
/// what is synced from being written, so it is not held while something else is waited for.
pub struct Reading {
    pub(super) cache: Cache,
    pub(super) generation: i64,
    pub(super) number: i64,
    pub(super) tx: Transaction<'static, Sqlite>,
}

/// How many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Portal users.
    pub users: u64,
    /// Clients.
    pub clients: u64,
    /// Pairs of the two that are, or were, linked or barred.
    pub links: u64,
}

impl Reading {
    /// The firm's change number that every answer stands at.
    #[must_use]
    pub fn number(&self) -> i64 {
        self.number
    }

    /// How many there are of everything.
    ///
    /// # Errors
    /// As every question: [`Error::CacheDamaged`], after which the cache is being read anew, or [`Error::CacheFailed`].
    pub async fn counts(&mut self) -> Result<Counts, Error> {
        let found = counts(&mut self.tx).await;
        self.told(found)
    }

    /// These portal users, by number.
    ///
    /// # Errors
    /// As [`Reading::counts`].
    pub async fn users(&mut self, ids: &[PortalUserId]) -> Result<Vec<CachedPortalUser>, Error> {
        let found = users(&mut self.tx, &numbers(ids)).await;
        self.told(found)
    }

    /// At most `limit` portal users after this one, by number.
    ///
    /// # Errors
    /// As [`Reading::counts`].
    pub async fn users_after(
        &mut self,
        after: Option<PortalUserId>,
        limit: u32,
    ) -> Result<Vec<CachedPortalUser>, Error> {
        let found = users_after(&mut self.tx, after.map_or(i64::MIN, PortalUserId::get), limit).await;
        self.told(found)
    }

    /// The portal user whose e-mail address has this key ([`domain::Email::key`]).
    ///
    /// # Errors
    /// As [`Reading::counts`].
    pub async fn user_by_email(&mut self, key: &str) -> Result<Option<CachedPortalUser>, Error> {
        let found = user_by_email(&mut self.tx, key).await;
        self.told(found)
    }

    /// These clients with their contacts, by Client ID.
    ///
    /// # Errors
    /// As [`Reading::counts`].
    pub async fn clients(&mut self, ids: &[ClientId]) -> Result<Vec<CachedClient>, Error> {
        let found = clients(&mut self.tx, &json(ids)).await;
        self.told(found)
    }

    /// At most `limit` clients with their contacts after this one, by Client ID.
    ///
    /// # Errors
    /// As [`Reading::counts`].
    pub async fn clients_after(&mut self, after: Option<&ClientId>, limit: u32) -> Result<Vec<CachedClient>, Error> {
        let found = clients_after(&mut self.tx, after.map_or("", ClientId::as_str), limit).await;
        self.told(found)
    }

    /// The Client IDs that look like the typed one, itself among them if there is such a client (`rules.md` 42).
    ///
    /// # Errors
    /// As [`Reading::counts`].
    pub async fn look_alikes(&mut self, typed: &str) -> Result<Vec<ClientId>, Error> {
        let found = look_alikes(&mut self.tx, &look_alike_key(typed)).await;
        self.told(found)
    }

    /// The clients that list an address with this key as a contact, by Client ID (`rules.md` 21).
    ///
    /// # Errors
    /// As [`Reading::counts`].
    pub async fn clients_listing(&mut self, email_key: &str) -> Result<Vec<ClientId>, Error> {
        let found = clients_listing(&mut self.tx, email_key).await;
        self.told(found)
    }

    /// How these portal users stand to clients, by user and Client ID.
    ///
    /// # Errors
    /// As [`Reading::counts`].
    pub async fn links_of_users(&mut self, ids: &[PortalUserId]) -> Result<Vec<CachedLink>, Error> {
        let found = links_of_users(&mut self.tx, &numbers(ids)).await;
        self.told(found)
    }

    /// How portal users stand to this client, by user.
    ///
    /// # Errors
    /// As [`Reading::counts`].
    pub async fn links_of_client(&mut self, client: &ClientId) -> Result<Vec<CachedLink>, Error> {
        let found = links_of_client(&mut self.tx, client.as_str()).await;
        self.told(found)
    }

    /// How this portal user stands to this client; none where they never were linked nor barred.
    ///
    /// # Errors
    /// As [`Reading::counts`].
    pub async fn link(&mut self, user: PortalUserId, client: &ClientId) -> Result<Option<CachedLink>, Error> {
        let found = link(&mut self.tx, user.get(), client.as_str()).await;
        self.told(found)
    }

    /// At most `limit` pairs after this one, by user and Client ID.
    ///
    /// # Errors
    /// As [`Reading::counts`].
    pub async fn links_after(
        &mut self,
        after: Option<(PortalUserId, &ClientId)>,
        limit: u32,
    ) -> Result<Vec<CachedLink>, Error> {
        let (user, client) = after.map_or((i64::MIN, ""), |(user, client)| (user.get(), client.as_str()));
        let found = links_after(&mut self.tx, user, client, limit).await;
        self.told(found)
    }

    /// Those of these clients whose key is or was closed, by Client ID (`rules.md` 10).
    ///
    /// # Errors
    /// As [`Reading::counts`].
    pub async fn keys(&mut self, clients: &[ClientId]) -> Result<Vec<CachedKey>, Error> {
        let found = keys(&mut self.tx, &json(clients)).await;
        self.told(found)
    }

    /// At most `limit` keys that are or were closed, after this client's, by Client ID.
    ///
    /// # Errors
    /// As [`Reading::counts`].
    pub async fn keys_after(&mut self, after: Option<&ClientId>, limit: u32) -> Result<Vec<CachedKey>, Error> {
        let found = keys_after(&mut self.tx, after.map_or("", ClientId::as_str), limit).await;
        self.told(found)
    }

    /// The firm's settings that decide access.
    ///
    /// # Errors
    /// As [`Reading::counts`].
    pub async fn settings(&mut self) -> Result<FirmSettingsView, Error> {
        let found = settings(&mut self.tx).await;
        self.told(found)
    }

    /// How old the firm's data is (`rules.md` 2).
    ///
    /// # Errors
    /// As [`Reading::counts`].
    pub async fn as_of(&mut self) -> Result<CachedAsOf, Error> {
        let found = as_of(&mut self.tx).await;
        self.told(found)
    }

    fn told<T>(&self, found: Result<T, Trouble>) -> Result<T, Error> {
        found.map_err(|trouble| self.cache.told(self.generation, trouble))
    }
}

fn json(asked: &[impl Serialize]) -> String {
    serde_json::to_string(asked).expect("texts and numbers are JSON")
}

fn numbers(ids: &[PortalUserId]) -> String {
    json(&ids.iter().map(|id| id.get()).collect::<Vec<_>>())
}

async fn counts(c: &mut SqliteConnection) -> Result<Counts, Trouble> {
    let row = sqlx::query!(
        r#"SELECT (SELECT count(*) FROM portal_user) AS "users!: i64", (SELECT count(*) FROM client) AS "clients!: i64",
             (SELECT count(*) FROM link) AS "links!: i64""#
    );
    let row = row.fetch_one(c).await?;
    let count = |count: i64| u64::try_from(count).map_err(|_| Trouble::Damaged);
    Ok(Counts { users: count(row.users)?, clients: count(row.clients)?, links: count(row.links)? })
}

struct UserRow {
    portal_user_id: i64,
    first_name: String,
    last_name: String,
    email: String,
    created_at: i64,
    verified_at: Option<i64>,
    last_sign_in_at: Option<i64>,
}

impl UserRow {
    fn read(self) -> Result<CachedPortalUser, Trouble> {
        Ok(CachedPortalUser {
            id: PortalUserId::new(self.portal_user_id),
            first_name: self.first_name,
            last_name: self.last_name,
            email: self.email,
            created_at: read(self.created_at)?,
            verified_at: read_if_any(self.verified_at)?,
            last_sign_in_at: read_if_any(self.last_sign_in_at)?,
        })
    }
}

async fn users(c: &mut SqliteConnection, ids: &str) -> Result<Vec<CachedPortalUser>, Trouble> {
    let rows = sqlx::query_as!(
        UserRow,
        "SELECT portal_user_id, first_name, last_name, email, created_at, verified_at, last_sign_in_at
         FROM portal_user WHERE portal_user_id IN (SELECT value FROM json_each($1)) ORDER BY portal_user_id",
        ids
    );
    rows.fetch_all(c).await?.into_iter().map(UserRow::read).collect()
}

async fn users_after(c: &mut SqliteConnection, after: i64, limit: u32) -> Result<Vec<CachedPortalUser>, Trouble> {
    let rows = sqlx::query_as!(
        UserRow,
        "SELECT portal_user_id, first_name, last_name, email, created_at, verified_at, last_sign_in_at
         FROM portal_user WHERE portal_user_id > $1 ORDER BY portal_user_id LIMIT $2",
        after,
        limit
    );
    rows.fetch_all(c).await?.into_iter().map(UserRow::read).collect()
}

async fn user_by_email(c: &mut SqliteConnection, key: &str) -> Result<Option<CachedPortalUser>, Trouble> {
    let row = sqlx::query_as!(
        UserRow,
        "SELECT portal_user_id, first_name, last_name, email, created_at, verified_at, last_sign_in_at
         FROM portal_user WHERE email_key = $1",
        key
    );
    row.fetch_optional(c).await?.map(UserRow::read).transpose()
}

struct ClientRow {
    client_id: String,
    name: String,
    office: String,
    portal: String,
    invoices: u32,
    late_fees: u32,
}

struct ContactRow {
    client_id: String,
    name: String,
    email: String,
    receives_invoices: bool,
}

async fn clients(c: &mut SqliteConnection, ids: &str) -> Result<Vec<CachedClient>, Trouble> {
    let rows = sqlx::query_as!(
        ClientRow,
        r#"SELECT client_id, name, office, portal, invoices AS "invoices: u32", late_fees AS "late_fees: u32"
         FROM client WHERE client_id IN (SELECT value FROM json_each($1)) ORDER BY client_id"#,
        ids
    );
    let rows = rows.fetch_all(&mut *c).await?;
    let contacts = sqlx::query_as!(
        ContactRow,
        r#"SELECT client_id, name, email, receives_invoices AS "receives_invoices: bool"
         FROM contact WHERE client_id IN (SELECT value FROM json_each($1)) ORDER BY client_id, place"#,
        ids
    );
    with_contacts(rows, contacts.fetch_all(c).await?)
}

async fn clients_after(c: &mut SqliteConnection, after: &str, limit: u32) -> Result<Vec<CachedClient>, Trouble> {
    let rows = sqlx::query_as!(
        ClientRow,
        r#"SELECT client_id, name, office, portal, invoices AS "invoices: u32", late_fees AS "late_fees: u32"
         FROM client WHERE client_id > $1 ORDER BY client_id LIMIT $2"#,
        after,
        limit
    );
    let rows = rows.fetch_all(&mut *c).await?;
    let Some(last) = rows.last().map(|row| row.client_id.clone()) else { return Ok(Vec::new()) };
    let contacts = sqlx::query_as!(
        ContactRow,
        r#"SELECT client_id, name, email, receives_invoices AS "receives_invoices: bool"
         FROM contact WHERE client_id > $1 AND client_id <= $2 ORDER BY client_id, place"#,
        after,
        last
    );
    with_contacts(rows, contacts.fetch_all(c).await?)
}

fn with_contacts(rows: Vec<ClientRow>, contacts: Vec<ContactRow>) -> Result<Vec<CachedClient>, Trouble> {
    let mut of_clients: HashMap<String, Vec<CachedContact>> = HashMap::new();
    for ContactRow { client_id, name, email, receives_invoices } in contacts {
        of_clients.entry(client_id).or_default().push(CachedContact { name, email, receives_invoices });
    }
    let client = |row: ClientRow| {
        Ok(CachedClient {
            contacts: of_clients.remove(&row.client_id).unwrap_or_default(),
            client_id: ClientId::new(row.client_id)?,
            name: row.name,
            office: row.office,
            portal: Portal::from_code(&row.portal).ok_or(Trouble::Damaged)?,
            invoices: row.invoices,
            late_fees: row.late_fees,
        })
    };
    rows.into_iter().map(client).collect()
}

async fn look_alikes(c: &mut SqliteConnection, look_key: &str) -> Result<Vec<ClientId>, Trouble> {
    let ids = sqlx::query_scalar!("SELECT client_id FROM client WHERE look_key = $1 LIMIT 50", look_key);
    ids.fetch_all(c).await?.into_iter().map(|id| Ok(ClientId::new(id)?)).collect()
}

async fn clients_listing(c: &mut SqliteConnection, email_key: &str) -> Result<Vec<ClientId>, Trouble> {
    let ids = sqlx::query_scalar!(
        "SELECT DISTINCT client_id FROM contact WHERE email_key = $1 AND email_key <> '' ORDER BY client_id",
        email_key
    );
    ids.fetch_all(c).await?.into_iter().map(|id| Ok(ClientId::new(id)?)).collect()
}

struct LinkRow {
    portal_user_id: i64,
    client_id: String,
    version: i64,
    origin: Option<String>,
    barred: bool,
    made_by: Option<String>,
    made_at: Option<i64>,
    changed_by: Option<String>,
    changed_at: Option<i64>,
}

impl LinkRow {
    fn read(self) -> Result<CachedLink, Trouble> {
        let origin = |code: String| Origin::from_code(&code).ok_or(Trouble::Damaged);
        Ok(CachedLink {
            portal_user_id: PortalUserId::new(self.portal_user_id),
            client_id: ClientId::new(self.client_id)?,
            state: PairState {
                version: self.version,
                origin: self.origin.map(origin).transpose()?,
                barred: self.barred,
                changed_by: self.changed_by,
                changed_at: read_if_any(self.changed_at)?,
            },
            made_by: self.made_by,
            made_at: read_if_any(self.made_at)?,
        })
    }
}

async fn links_of_users(c: &mut SqliteConnection, ids: &str) -> Result<Vec<CachedLink>, Trouble> {
    let rows = sqlx::query_as!(
        LinkRow,
        r#"SELECT portal_user_id, client_id, version, origin, barred AS "barred: bool", made_by, made_at, changed_by,
             changed_at
         FROM link WHERE portal_user_id IN (SELECT value FROM json_each($1)) ORDER BY portal_user_id, client_id"#,
        ids
    );
    rows.fetch_all(c).await?.into_iter().map(LinkRow::read).collect()
}

async fn links_of_client(c: &mut SqliteConnection, client: &str) -> Result<Vec<CachedLink>, Trouble> {
    let rows = sqlx::query_as!(
        LinkRow,
        r#"SELECT portal_user_id, client_id, version, origin, barred AS "barred: bool", made_by, made_at, changed_by,
             changed_at
         FROM link WHERE client_id = $1 ORDER BY portal_user_id"#,
        client
    );
    rows.fetch_all(c).await?.into_iter().map(LinkRow::read).collect()
}

async fn link(c: &mut SqliteConnection, user: i64, client: &str) -> Result<Option<CachedLink>, Trouble> {
    let row = sqlx::query_as!(
        LinkRow,
        r#"SELECT portal_user_id, client_id, version, origin, barred AS "barred: bool", made_by, made_at, changed_by,
             changed_at
         FROM link WHERE portal_user_id = $1 AND client_id = $2"#,
        user,
        client
    );
    row.fetch_optional(c).await?.map(LinkRow::read).transpose()
}

async fn links_after(
    c: &mut SqliteConnection,
    user: i64,
    client: &str,
    limit: u32,
) -> Result<Vec<CachedLink>, Trouble> {
    let rows = sqlx::query_as!(
        LinkRow,
        r#"SELECT portal_user_id, client_id, version, origin, barred AS "barred: bool", made_by, made_at, changed_by,
             changed_at
         FROM link WHERE (portal_user_id, client_id) > ($1, $2) ORDER BY portal_user_id, client_id LIMIT $3"#,
        user,
        client,
        limit
    );
    rows.fetch_all(c).await?.into_iter().map(LinkRow::read).collect()
}

struct KeyRow {
    client_id: String,
    closed_until: i64,
}

impl KeyRow {
    fn read(self) -> Result<CachedKey, Trouble> {
        Ok(CachedKey { client_id: ClientId::new(self.client_id)?, closed_until: Some(read(self.closed_until)?) })
    }
}

async fn keys(c: &mut SqliteConnection, clients: &str) -> Result<Vec<CachedKey>, Trouble> {
    let rows = sqlx::query_as!(
        KeyRow,
        "SELECT client_id, closed_until FROM closed_key WHERE client_id IN (SELECT value FROM json_each($1))
         ORDER BY client_id",
        clients
    );
    rows.fetch_all(c).await?.into_iter().map(KeyRow::read).collect()
}

async fn keys_after(c: &mut SqliteConnection, after: &str, limit: u32) -> Result<Vec<CachedKey>, Trouble> {
    let rows = sqlx::query_as!(
        KeyRow,
        "SELECT client_id, closed_until FROM closed_key WHERE client_id > $1 ORDER BY client_id LIMIT $2",
        after,
        limit
    );
    rows.fetch_all(c).await?.into_iter().map(KeyRow::read).collect()
}

async fn settings(c: &mut SqliteConnection) -> Result<FirmSettingsView, Trouble> {
    let row = sqlx::query!(
        r#"SELECT version, payment_history AS "payment_history: bool", asks_invoice AS "asks_invoice: bool",
             strict_keys AS "strict_keys: bool", late_fees_shown AS "late_fees_shown: bool",
             cache_hours AS "cache_hours: u32", changed_by, changed_at
         FROM settings"#
    );
    let row = row.fetch_one(c).await?;
    Ok(FirmSettingsView {
        version: row.version,
        settings: FirmSettings {
            payment_history: row.payment_history,
            asks_invoice: row.asks_invoice,
            strict_keys: row.strict_keys,
            late_fees_shown: row.late_fees_shown,
            cache_hours: row.cache_hours,
        },
        changed_by: row.changed_by,
        changed_at: read_if_any(row.changed_at)?,
    })
}

async fn as_of(c: &mut SqliteConnection) -> Result<CachedAsOf, Trouble> {
    let data_as_of = sqlx::query_scalar!("SELECT data_as_of FROM as_of").fetch_one(c).await?;
    Ok(CachedAsOf { data_as_of: read_if_any(data_as_of)? })
}
