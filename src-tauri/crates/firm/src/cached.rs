//! What desktops cache, read from the tables: pages of the snapshot by key, and what changed since. Both are one state of
//! the database with the number that it stands at, so that a desktop which follows the numbers misses nothing.

use std::collections::HashMap;

use contract::answers::KnownClient;
use contract::{
    CachedAsOf, CachedClient, CachedContact, CachedKey, CachedLink, CachedPortalUser, CachedRecord, Change, RecordKind,
};
use domain::{ClientId, Owed, PortalUserId};

use crate::db::asked::as_json;
use crate::db::changes::{Changed, Touched};
use crate::db::records::{KeyRecord, LinkRecord, UserRecord};
use crate::db::{self, Transaction};
use crate::{Error, FirmId, settings};

/// Records of a kind as a page of the snapshot holds them, and where the next page begins.
pub(crate) struct Page {
    /// [`contract::RecordColumns`] as JSON.
    pub(crate) records: String,
    /// The key of the last record, if there may be more.
    pub(crate) next: Option<String>,
}

/// At most `limit` records of a kind after this key.
pub(crate) async fn snapshot_page(
    tx: &mut Transaction,
    firm: FirmId,
    kind: RecordKind,
    after: &str,
    limit: u32,
) -> Result<Page, Error> {
    match kind {
        RecordKind::PortalUser => {
            let after = user_number(after)?;
            let next = db::snapshot::nth_user(tx, firm, after, limit).await?.map(|last| last.to_string());
            Ok(Page::of("portal_user", &db::snapshot::users(tx, firm, after, limit).await?, next))
        }
        RecordKind::Link => {
            let (of_user, client) = after.split_once(' ').unwrap_or((after, ""));
            let after = (user_number(of_user)?, client);
            let next = db::snapshot::nth_link(tx, firm, after, limit).await?;
            let next = next.map(|(user, client)| format!("{user} {client}"));
            Ok(Page::of("link", &db::snapshot::links(tx, firm, after, limit).await?, next))
        }
        RecordKind::Client => clients_page(tx, firm, after, limit).await,
        RecordKind::Key => {
            let next = db::snapshot::nth_key(tx, firm, after, limit).await?;
            Ok(Page::of("key", &db::snapshot::keys(tx, firm, after, limit).await?, next))
        }
        RecordKind::Settings => Ok(Page::of("settings", &as_json(&settings::get(tx, firm).await?), None)),
        RecordKind::AsOf => Ok(Page::of("as_of", &as_json(&as_of(tx, firm).await?), None)),
    }
}

async fn clients_page(tx: &mut Transaction, firm: FirmId, after: &str, limit: u32) -> Result<Page, Error> {
    let next = db::snapshot::nth_client(tx, firm, after, limit).await?;
    let last = match &next {
        Some(last) => last.clone(),
        None => db::snapshot::last_client(tx, firm).await?,
    };
    let late_fees_shown = db::firms::get(tx, firm).await?.settings().late_fees_shown;
    let clients = db::snapshot::clients(tx, firm, (after, &last), late_fees_shown).await?;
    let contacts = db::snapshot::contacts(tx, firm, (after, &last)).await?;
    Ok(Page::of("client", &format!(r#"{{"clients":{clients},"contacts":{contacts}}}"#), next))
}

impl Page {
    fn of(kind: &str, columns: &str, next: Option<String>) -> Self {
        Self { records: format!(r#"{{"{kind}":{columns}}}"#), next }
    }
}

/// The portal user that a page comes after; the first page comes after nobody.
fn user_number(after: &str) -> Result<i64, Error> {
    let number = if after.is_empty() { Ok(0) } else { after.parse() };
    number.map_err(|_| Error::Invalid("`after` is not the `next` of a page of this kind.".to_owned()))
}

/// What these changes come to now, by number; what changed more than once is told once, at the last of its numbers.
pub(crate) async fn changes_now(
    tx: &mut Transaction,
    firm: FirmId,
    changes: &[(i64, Changed)],
) -> Result<Vec<Change>, Error> {
    let last: HashMap<&Changed, i64> = changes.iter().map(|(number, changed)| (changed, *number)).collect();
    let touched = Touched::by(last.keys().copied());
    let mut records: Vec<CachedRecord> = Vec::new();
    records.extend(db::records::users(tx, firm, &as_json(&touched.users)).await?.into_iter().map(user));
    records.extend(db::records::links(tx, firm, &as_json(&touched.pairs)).await?.into_iter().map(link));
    let touched = as_json(&touched.clients);
    records.extend(clients(tx, firm, &touched).await?);
    for record in db::records::keys(tx, firm, &touched).await? {
        records.push(key(record)?);
    }
    if last.contains_key(&Changed::Firm) {
        records.push(CachedRecord::Settings(settings::get(tx, firm).await?));
        records.push(CachedRecord::AsOf(as_of(tx, firm).await?));
    }
    let number = |record: &CachedRecord| last.get(&what(record)).copied().unwrap_or_default();
    let mut now: Vec<_> = records.into_iter().map(|now| Change { number: number(&now), now }).collect();
    now.sort_by_key(|change| change.number);
    Ok(now)
}

/// What a record tells the state of.
fn what(record: &CachedRecord) -> Changed {
    match record {
        CachedRecord::PortalUser(user) => Changed::PortalUser(user.id),
        CachedRecord::Client(client) => Changed::Client(client.client_id.clone()),
        CachedRecord::Key(key) => Changed::Client(key.client_id.clone()),
        CachedRecord::Link(link) => Changed::Pair(link.portal_user_id, link.client_id.clone()),
        CachedRecord::Settings(_) | CachedRecord::AsOf(_) => Changed::Firm,
    }
}

fn user(row: UserRecord) -> CachedRecord {
    CachedRecord::PortalUser(CachedPortalUser {
        id: PortalUserId::new(row.portal_user_id),
        first_name: row.first_name,
        last_name: row.last_name,
        email: row.email,
        created_at: row.created_at,
        verified_at: row.verified_at,
        last_sign_in_at: row.last_sign_in_at,
    })
}

fn link(row: LinkRecord) -> CachedRecord {
    let is_linked = row.state.origin.is_some();
    CachedRecord::Link(CachedLink {
        portal_user_id: row.user,
        client_id: row.client,
        state: row.state,
        made_by: is_linked.then_some(row.made_by),
        made_at: is_linked.then_some(row.made_at),
    })
}

fn key(row: KeyRecord) -> Result<CachedRecord, Error> {
    Ok(CachedRecord::Key(CachedKey { client_id: ClientId::new(row.client_id)?, closed_until: row.closed_until }))
}

async fn as_of(tx: &mut Transaction, firm: FirmId) -> Result<CachedAsOf, Error> {
    Ok(CachedAsOf { data_as_of: db::imports::newest_as_of(tx, firm).await? })
}

/// Clients (a JSON array of Client IDs) with their contacts, and in numbers what their portals show. Three statements,
/// however many there are.
async fn clients(tx: &mut Transaction, firm: FirmId, ids: &str) -> Result<Vec<CachedRecord>, Error> {
    let settings = db::firms::get(tx, firm).await?.settings();
    let mut contacts: HashMap<String, Vec<CachedContact>> = HashMap::new();
    for contact in db::clients::contacts_of(tx, firm, ids).await? {
        let (name, email, receives_invoices) = (contact.name, contact.email, contact.receives_invoices);
        contacts.entry(contact.client_id).or_default().push(CachedContact { name, email, receives_invoices });
    }
    let owed = db::invoices::owed_by(tx, firm, ids, settings).await?;
    let cached = |client: KnownClient| {
        let KnownClient { client_id, name, office, portal } = client;
        let Owed { invoices, late_fees } = owed.get(client_id.as_str()).copied().unwrap_or_default();
        let contacts = contacts.remove(client_id.as_str()).unwrap_or_default();
        CachedRecord::Client(CachedClient { client_id, name, office, portal, invoices, late_fees, contacts })
    };
    Ok(db::clients::asked(tx, firm, ids).await?.into_iter().map(cached).collect())
}
