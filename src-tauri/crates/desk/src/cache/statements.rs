//! What is asked of a generation's tables, a statement each; [`super::Reading`] asks them all of one state.

use std::collections::HashMap;

use contract::{CachedAsOf, CachedClient, CachedContact, CachedKey, CachedPortalUser, FirmSettingsView};
use domain::{ClientId, FirmSettings, Portal, PortalUserId};
use serde::Serialize;
use sqlx::SqliteConnection;

use super::read::Counts;
use super::times::{read, read_if_any};
use super::trouble::Trouble;

pub(super) fn json(asked: &[impl Serialize]) -> String {
    serde_json::to_string(asked).expect("texts and numbers are JSON")
}

pub(super) fn numbers(ids: &[PortalUserId]) -> String {
    json(&ids.iter().map(|id| id.get()).collect::<Vec<_>>())
}

pub(super) async fn counts(c: &mut SqliteConnection) -> Result<Counts, Trouble> {
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

pub(super) async fn users(c: &mut SqliteConnection, ids: &str) -> Result<Vec<CachedPortalUser>, Trouble> {
    let rows = sqlx::query_as!(
        UserRow,
        "SELECT portal_user_id, first_name, last_name, email, created_at, verified_at, last_sign_in_at
         FROM portal_user WHERE portal_user_id IN (SELECT value FROM json_each($1)) ORDER BY portal_user_id",
        ids
    );
    rows.fetch_all(c).await?.into_iter().map(UserRow::read).collect()
}

pub(super) async fn users_after(
    c: &mut SqliteConnection,
    after: i64,
    limit: u32,
) -> Result<Vec<CachedPortalUser>, Trouble> {
    let rows = sqlx::query_as!(
        UserRow,
        "SELECT portal_user_id, first_name, last_name, email, created_at, verified_at, last_sign_in_at
         FROM portal_user WHERE portal_user_id > $1 ORDER BY portal_user_id LIMIT $2",
        after,
        limit
    );
    rows.fetch_all(c).await?.into_iter().map(UserRow::read).collect()
}

pub(super) async fn user_by_email(c: &mut SqliteConnection, key: &str) -> Result<Option<CachedPortalUser>, Trouble> {
    let row = sqlx::query_as!(
        UserRow,
        "SELECT portal_user_id, first_name, last_name, email, created_at, verified_at, last_sign_in_at
         FROM portal_user WHERE email_key = $1",
        key
    );
    row.fetch_optional(c).await?.map(UserRow::read).transpose()
}

pub(super) async fn users_by_email(c: &mut SqliteConnection, keys: &str) -> Result<Vec<CachedPortalUser>, Trouble> {
    let rows = sqlx::query_as!(
        UserRow,
        "SELECT portal_user_id, first_name, last_name, email, created_at, verified_at, last_sign_in_at
         FROM portal_user WHERE email_key IN (SELECT value FROM json_each($1)) ORDER BY email_key",
        keys
    );
    rows.fetch_all(c).await?.into_iter().map(UserRow::read).collect()
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

pub(super) async fn clients(c: &mut SqliteConnection, ids: &str) -> Result<Vec<CachedClient>, Trouble> {
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

pub(super) async fn clients_after(
    c: &mut SqliteConnection,
    after: &str,
    limit: u32,
) -> Result<Vec<CachedClient>, Trouble> {
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

pub(super) async fn look_alikes(c: &mut SqliteConnection, look_key: &str) -> Result<Vec<ClientId>, Trouble> {
    let ids = sqlx::query_scalar!("SELECT client_id FROM client WHERE look_key = $1 LIMIT 50", look_key);
    ids.fetch_all(c).await?.into_iter().map(|id| Ok(ClientId::new(id)?)).collect()
}

pub(super) async fn clients_listing(c: &mut SqliteConnection, email_key: &str) -> Result<Vec<ClientId>, Trouble> {
    let ids = sqlx::query_scalar!(
        "SELECT DISTINCT client_id FROM contact WHERE email_key = $1 AND email_key <> '' ORDER BY client_id",
        email_key
    );
    ids.fetch_all(c).await?.into_iter().map(|id| Ok(ClientId::new(id)?)).collect()
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

pub(super) async fn keys(c: &mut SqliteConnection, clients: &str) -> Result<Vec<CachedKey>, Trouble> {
    let rows = sqlx::query_as!(
        KeyRow,
        "SELECT client_id, closed_until FROM closed_key WHERE client_id IN (SELECT value FROM json_each($1))
         ORDER BY client_id",
        clients
    );
    rows.fetch_all(c).await?.into_iter().map(KeyRow::read).collect()
}

pub(super) async fn keys_after(c: &mut SqliteConnection, after: &str, limit: u32) -> Result<Vec<CachedKey>, Trouble> {
    let rows = sqlx::query_as!(
        KeyRow,
        "SELECT client_id, closed_until FROM closed_key WHERE client_id > $1 ORDER BY client_id LIMIT $2",
        after,
        limit
    );
    rows.fetch_all(c).await?.into_iter().map(KeyRow::read).collect()
}

pub(super) async fn settings(c: &mut SqliteConnection) -> Result<FirmSettingsView, Trouble> {
    let row = sqlx::query!(
        r#"SELECT version, payment_history AS "payment_history: bool", asks_invoice AS "asks_invoice: bool",
             strict_keys AS "strict_keys: bool", late_fees_shown AS "late_fees_shown: bool",
             cache_hours AS "cache_hours: u32", portal_colour, changed_by, changed_at
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
        portal_colour: row.portal_colour,
        changed_by: row.changed_by,
        changed_at: read_if_any(row.changed_at)?,
    })
}

pub(super) async fn as_of(c: &mut SqliteConnection) -> Result<CachedAsOf, Trouble> {
    let data_as_of = sqlx::query_scalar!("SELECT data_as_of FROM as_of").fetch_one(c).await?;
    Ok(CachedAsOf { data_as_of: read_if_any(data_as_of)? })
}
