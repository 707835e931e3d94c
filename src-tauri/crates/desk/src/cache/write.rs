//! Writing records, many in a statement: a first sync brings millions of rows, and each statement costs a way to the
//! database's thread and back.

use std::collections::BTreeMap;
use std::sync::Arc;

use contract::{
    CachedAsOf, CachedClient, CachedContact, CachedKey, CachedLink, CachedPortalUser, CachedRecord, FirmSettingsView,
    RecordKind,
};
use domain::{ClientId, Email, look_alike_key};
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, AssertSqlSafe, Encode, SqlSafeStr, Sqlite, SqliteConnection, Type};

use super::lease::Contact;
use super::times;
use super::trouble::Trouble;

/// Rows in a statement. With one length for all but the last statement of a table, each is prepared once.
const AT_ONCE: usize = 500;

/// Writes what the backend holds now over what is there.
pub(super) async fn records(
    connection: &mut SqliteConnection,
    records: impl IntoIterator<Item = &CachedRecord>,
) -> Result<(), Trouble> {
    let mut sorted = Sorted::default();
    records.into_iter().for_each(|record| sorted.take(record));
    sorted.write(connection).await
}

/// Records by the tables that they go to.
#[derive(Default)]
struct Sorted<'a> {
    users: Vec<&'a CachedPortalUser>,
    /// Each once, as it came last: what is left of contacts that went would stay otherwise.
    clients: BTreeMap<&'a ClientId, &'a CachedClient>,
    links: Vec<&'a CachedLink>,
    keys: Vec<&'a CachedKey>,
    settings: Option<&'a FirmSettingsView>,
    as_of: Option<CachedAsOf>,
}

impl<'a> Sorted<'a> {
    fn take(&mut self, record: &'a CachedRecord) {
        match record {
            CachedRecord::PortalUser(user) => self.users.push(user),
            CachedRecord::Client(client) => drop(self.clients.insert(&client.client_id, client)),
            CachedRecord::Link(link) => self.links.push(link),
            CachedRecord::Key(key) => self.keys.push(key),
            CachedRecord::Settings(settings) => self.settings = Some(settings),
            CachedRecord::AsOf(as_of) => self.as_of = Some(*as_of),
        }
    }

    async fn write(self, connection: &mut SqliteConnection) -> Result<(), Trouble> {
        users(connection, &self.users).await?;
        clients(connection, &self.clients.into_values().collect::<Vec<_>>()).await?;
        links(connection, &self.links).await?;
        keys(connection, &self.keys).await?;
        if let Some(now) = self.settings {
            settings(connection, now).await?;
        }
        if let Some(now) = self.as_of {
            as_of(connection, now).await?;
        }
        Ok(())
    }
}

/// The beginning of a statement, and how many values each row after it has.
type Insertion = (&'static str, usize);

/// The values of rows, one after the other.
struct Values(SqliteArguments);

impl Values {
    fn push<'q>(&mut self, value: impl Encode<'q, Sqlite> + Type<Sqlite> + 'q) -> &mut Self {
        self.0.add(value).expect("a number and a text are always encoded");
        self
    }
}

/// Inserts rows of a table, each in the place of one with the same key.
async fn insert<T: Copy>(
    connection: &mut SqliteConnection,
    (into, columns): Insertion,
    rows: &[T],
    values: fn(&mut Values, T),
) -> Result<(), Trouble> {
    let row = format!("({}?)", "?, ".repeat(columns - 1));
    // Nothing that came from elsewhere is in its text.
    let statement = |rows: usize| {
        let text: Arc<str> = format!("{into}VALUES {}{row}", format!("{row}, ").repeat(rows - 1)).into();
        AssertSqlSafe(text).into_sql_str()
    };
    let whole = statement(AT_ONCE);
    for rows in rows.chunks(AT_ONCE) {
        let mut arguments = Values(SqliteArguments::default());
        arguments.0.reserve(rows.len() * columns, 0);
        rows.iter().for_each(|row| values(&mut arguments, *row));
        let is_whole = rows.len() == AT_ONCE;
        let sql = if is_whole { whole.clone() } else { statement(rows.len()) };
        // One of any other length is not needed again.
        sqlx::query_with(sql, arguments.0).persistent(is_whole).execute(&mut *connection).await?;
    }
    Ok(())
}

async fn users(connection: &mut SqliteConnection, users: &[&CachedPortalUser]) -> Result<(), Trouble> {
    let into =
        "INSERT OR REPLACE INTO portal_user (portal_user_id, first_name, last_name, email, email_key, created_at,
                    verified_at, last_sign_in_at) ";
    insert(connection, (into, 8), users, |row, user| {
        row.push(user.id.get()).push(&*user.first_name).push(&*user.last_name);
        row.push(&*user.email).push(email_key(&user.email)).push(times::write(user.created_at));
        row.push(user.verified_at.map(times::write)).push(user.last_sign_in_at.map(times::write));
    })
    .await
}

async fn clients(connection: &mut SqliteConnection, clients: &[&CachedClient]) -> Result<(), Trouble> {
    let into = "INSERT OR REPLACE INTO client (client_id, name, office, look_key, portal, invoices, late_fees) ";
    insert(connection, (into, 7), clients, |row, client| {
        row.push(client.client_id.as_str()).push(&*client.name);
        row.push(&*client.office).push(look_alike_key(client.client_id.as_str()));
        row.push(client.portal.code()).push(client.invoices).push(client.late_fees);
    })
    .await?;
    let ids = clients.iter().map(|client| client.client_id.as_str()).collect::<Vec<_>>();
    let ids = serde_json::to_string(&ids).expect("texts are JSON");
    sqlx::query!("DELETE FROM contact WHERE client_id IN (SELECT value FROM json_each($1))", ids)
        .execute(&mut *connection)
        .await?;
    let into = "INSERT OR REPLACE INTO contact (client_id, place, name, email, email_key, receives_invoices) ";
    let mut contacts: Vec<(&ClientId, i64, &CachedContact)> = Vec::new();
    for client in clients {
        contacts.extend((0..).zip(&client.contacts).map(|(place, contact)| (&client.client_id, place, contact)));
    }
    insert(connection, (into, 6), &contacts, |row, (client, place, contact)| {
        row.push(client.as_str()).push(place).push(&*contact.name);
        row.push(&*contact.email).push(email_key(&contact.email)).push(contact.receives_invoices);
    })
    .await
}

async fn links(connection: &mut SqliteConnection, links: &[&CachedLink]) -> Result<(), Trouble> {
    let into = "INSERT OR REPLACE INTO link (portal_user_id, client_id, version, origin, barred, made_by, made_at,
                    changed_by, changed_at) ";
    insert(connection, (into, 9), links, |row, link| {
        let state = &link.state;
        row.push(link.portal_user_id.get()).push(link.client_id.as_str());
        row.push(state.version).push(state.origin.map(domain::Origin::code)).push(state.barred);
        row.push(link.made_by.as_deref()).push(link.made_at.map(times::write));
        row.push(state.changed_by.as_deref()).push(state.changed_at.map(times::write));
    })
    .await
}

/// Without a row a key is open.
async fn keys(connection: &mut SqliteConnection, keys: &[&CachedKey]) -> Result<(), Trouble> {
    for key in keys {
        let client = key.client_id.as_str();
        match key.closed_until.map(times::write) {
            Some(until) => {
                let put = "INSERT OR REPLACE INTO closed_key (client_id, closed_until) VALUES ($1, $2)";
                sqlx::query(put).bind(client).bind(until).execute(&mut *connection).await?;
            }
            None => {
                let open = sqlx::query!("DELETE FROM closed_key WHERE client_id = $1", client);
                open.execute(&mut *connection).await?;
            }
        }
    }
    Ok(())
}

async fn settings(connection: &mut SqliteConnection, now: &FirmSettingsView) -> Result<(), Trouble> {
    let (settings, changed_at) = (now.settings, now.changed_at.map(times::write));
    sqlx::query!(
        "INSERT OR REPLACE INTO settings (only_row, version, payment_history, asks_invoice, strict_keys, late_fees_shown,
             cache_hours, portal_colour, changed_by, changed_at) VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8, $9)",
        now.version,
        settings.payment_history,
        settings.asks_invoice,
        settings.strict_keys,
        settings.late_fees_shown,
        settings.cache_hours,
        now.portal_colour,
        now.changed_by,
        changed_at,
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn as_of(connection: &mut SqliteConnection, now: CachedAsOf) -> Result<(), Trouble> {
    let data_as_of = now.data_as_of.map(times::write);
    sqlx::query!("INSERT OR REPLACE INTO as_of (only_row, data_as_of) VALUES (1, $1)", data_as_of)
        .execute(connection)
        .await?;
    Ok(())
}

/// That these were followed to this number, for the directory beside the cache.
pub(super) async fn touched(
    connection: &mut SqliteConnection,
    records: &[CachedRecord],
    number: i64,
) -> Result<(), Trouble> {
    let touched = records.iter().filter_map(|record| match record {
        CachedRecord::PortalUser(user) => Some((user.id.get(), "", number)),
        CachedRecord::Client(client) => Some((0, client.client_id.as_str(), number)),
        CachedRecord::Link(link) => Some((link.portal_user_id.get(), link.client_id.as_str(), number)),
        CachedRecord::Key(_) | CachedRecord::Settings(_) | CachedRecord::AsOf(_) => None,
    });
    let into = "INSERT OR REPLACE INTO touched (portal_user_id, client_id, number) ";
    insert(connection, (into, 3), &touched.collect::<Vec<_>>(), |row, (user, client, number)| {
        row.push(user).push(client).push(number);
    })
    .await
}

/// At which number everything stands now, and when the backend was heard.
pub(super) async fn stands_at(
    connection: &mut SqliteConnection,
    number: i64,
    whole: bool,
    contact: Contact,
) -> Result<(), Trouble> {
    let (server, local) = (times::write(contact.server), times::write(contact.local));
    sqlx::query!(
        "UPDATE cache SET number = $1, whole = $2, contact_server = $3, contact_local = $4, seen = $3",
        number,
        whole,
        server,
        local,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// That this time has been reached.
pub(super) async fn seen(connection: &mut SqliteConnection, time: i64) -> Result<(), Trouble> {
    sqlx::query!("UPDATE cache SET seen = $1", time).execute(connection).await?;
    Ok(())
}

/// How far the first sync has read a kind of records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ReadSoFar {
    /// Where the next page begins; none at the beginning.
    pub(crate) after: Option<String>,
    /// Whether the last page was read.
    pub(crate) done: bool,
    /// How many records have come.
    pub(crate) records: u64,
    /// How many there were when the first page was read.
    pub(crate) total: Option<u64>,
}

/// Notes how far a kind of records has been read.
pub(super) async fn read_so_far(
    connection: &mut SqliteConnection,
    kind: RecordKind,
    so_far: &ReadSoFar,
) -> Result<(), Trouble> {
    let (kind, after) = (kind_code(kind), &so_far.after);
    let (records, total) = (so_far.records.cast_signed(), so_far.total.map(u64::cast_signed));
    sqlx::query!(
        "INSERT OR REPLACE INTO reading (kind, after, done, records, total) VALUES ($1, $2, $3, $4, $5)",
        kind,
        after,
        so_far.done,
        records,
        total,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// How a kind is written in the cache, and on the wire.
pub(super) fn kind_code(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::PortalUser => "portal_user",
        RecordKind::Client => "client",
        RecordKind::Link => "link",
        RecordKind::Key => "key",
        RecordKind::Settings => "settings",
        RecordKind::AsOf => "as_of",
    }
}

/// What addresses are compared by (`rules.md` 3); empty where the PMS lists what is no address.
fn email_key(email: &str) -> String {
    Email::new(email).map(|email| email.key().to_owned()).unwrap_or_default()
}
