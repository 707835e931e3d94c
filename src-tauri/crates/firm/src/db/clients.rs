//! Clients and their contacts, as the PMS has them.

use contract::answers::{KnownClient, Suggested};
use domain::{ClientId, Listing, Portal, PortalUserId, look_alike_key};
use sqlx::FromRow;

use super::{Transaction, query_as, query_scalar};
use crate::{Error, FirmId};

#[derive(Debug, FromRow)]
struct ClientRow {
    client_id: String,
    name: String,
    office: String,
    portal: String,
}

/// These clients (a JSON array of Client IDs), by Client ID.
pub(crate) async fn asked(tx: &mut Transaction, firm: FirmId, clients: &str) -> Result<Vec<KnownClient>, Error> {
    let rows: Vec<ClientRow> = query_as(
        "SELECT c.client_id, c.name, c.office, c.portal
         FROM json_each($2) asked JOIN client c ON c.client_id = asked.value
         WHERE c.firm_id = $1 ORDER BY c.client_id",
    )
    .bind(firm.get())
    .bind(clients)
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(ClientRow::read).collect()
}

/// The client of exactly this Client ID.
pub(crate) async fn get(tx: &mut Transaction, firm: FirmId, client: &str) -> Result<Option<KnownClient>, Error> {
    let row: Option<ClientRow> =
        query_as("SELECT client_id, name, office, portal FROM client WHERE firm_id = $1 AND client_id = $2")
            .bind(firm.get())
            .bind(client)
            .fetch_optional(tx)
            .await?;
    row.map(ClientRow::read).transpose()
}

impl ClientRow {
    fn read(self) -> Result<KnownClient, Error> {
        Ok(KnownClient {
            client_id: ClientId::new(self.client_id)?,
            name: self.name,
            office: self.office,
            portal: portal_from_code(&self.portal)?,
        })
    }
}

/// The clients that list this e-mail address as a contact now (`rules.md` 21).
pub(crate) async fn listing_contact(
    tx: &mut Transaction,
    firm: FirmId,
    email_key: &str,
) -> Result<Vec<ClientId>, Error> {
    let ids: Vec<String> = query_scalar(
        "SELECT DISTINCT client_id FROM contact WHERE firm_id = $1 AND email_key = $2 AND listed ORDER BY client_id",
    )
    .bind(firm.get())
    .bind(email_key)
    .fetch_all(tx)
    .await?;
    ids.into_iter().map(|id| Ok(ClientId::new(id)?)).collect()
}

/// Whether the client lists this address as a contact that invoices are sent to (`rules.md` 27).
pub(crate) async fn sends_invoices_to(
    tx: &mut Transaction,
    firm: FirmId,
    client: &ClientId,
    email_key: &str,
) -> Result<bool, Error> {
    let sends = query_scalar(
        "SELECT EXISTS (SELECT 1 FROM contact
             WHERE firm_id = $1 AND client_id = $2 AND email_key = $3 AND listed AND receives_invoices)",
    );
    sends.bind(firm.get()).bind(client.as_str()).bind(email_key).fetch_one(tx).await
}

/// The Client IDs that look like the typed one, itself among them if there is such a client (`rules.md` 42).
pub(crate) async fn look_alikes(tx: &mut Transaction, firm: FirmId, typed: &str) -> Result<Vec<String>, Error> {
    let ids = query_scalar("SELECT client_id FROM client WHERE firm_id = $1 AND look_key = $2 LIMIT 50");
    ids.bind(firm.get()).bind(look_alike_key(typed)).fetch_all(tx).await
}

/// A contact of a client, as the PMS lists it now.
#[derive(Debug, FromRow)]
pub(crate) struct ContactOfClient {
    pub(crate) client_id: String,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) email_key: String,
    pub(crate) receives_invoices: bool,
}

/// The contacts of each of these clients (a JSON array of Client IDs), by client and name.
pub(crate) async fn contacts_of(
    tx: &mut Transaction,
    firm: FirmId,
    clients: &str,
) -> Result<Vec<ContactOfClient>, Error> {
    query_as(
        "SELECT k.client_id, k.name, k.email, k.email_key, k.receives_invoices
         FROM json_each($2) c JOIN contact k ON k.client_id = c.value
         WHERE k.firm_id = $1 AND k.listed ORDER BY k.client_id, k.name, k.email_key",
    )
    .bind(firm.get())
    .bind(clients)
    .fetch_all(tx)
    .await
}

#[derive(Debug, FromRow)]
struct SuggestedRow {
    client_id: String,
    name: String,
    portal: String,
    receives_invoices: bool,
}

/// The clients that list the portal user's e-mail address as a contact and are neither linked nor closed to the
/// user, by name (`rules.md` 21, 27). (Counted, not asked whether there is one: that PostgreSQL would make a join of, and go
/// through all links of the user for each contact.)
pub(crate) async fn suggested(
    tx: &mut Transaction,
    firm: FirmId,
    user: PortalUserId,
    email_key: &str,
) -> Result<Vec<Suggested>, Error> {
    let rows: Vec<SuggestedRow> = query_as(
        "SELECT c.client_id, c.name, c.portal, count(CASE WHEN k.receives_invoices THEN 1 END) > 0 AS receives_invoices
         FROM contact k JOIN client c ON c.firm_id = k.firm_id AND c.client_id = k.client_id
         WHERE k.firm_id = $1 AND k.email_key = $2 AND k.listed AND 0 = (
             SELECT count(*) FROM link l WHERE l.firm_id = k.firm_id AND l.portal_user_id = $3
                 AND l.client_id = k.client_id AND (l.origin IS NOT NULL OR l.barred))
         GROUP BY c.client_id, c.name, c.portal, c.name_key ORDER BY c.name_key, c.client_id",
    )
    .bind(firm.get())
    .bind(email_key)
    .bind(user.get())
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(SuggestedRow::read).collect()
}

/// The clients that list an address as a contact, by name: this one, else any; but those that the account is barred from,
/// which are never linked by themselves (`rules.md` 27).
pub(crate) async fn listing(
    tx: &mut Transaction,
    firm: FirmId,
    email_key: &str,
    user: Option<PortalUserId>,
    client: Option<&ClientId>,
) -> Result<Vec<Listing>, Error> {
    let rows: Vec<(String, Option<i64>)> = query_as(
        "SELECT c.name, l.version FROM client c
         LEFT JOIN link l ON l.firm_id = c.firm_id AND l.client_id = c.client_id AND l.portal_user_id = $4
         WHERE c.firm_id = $1 AND ($3 = '' OR c.client_id = $3) AND (l.barred IS NULL OR NOT l.barred)
             AND c.client_id IN (
                 SELECT k.client_id FROM contact k WHERE k.firm_id = $1 AND k.email_key = $2 AND k.listed)
         ORDER BY c.name_key, c.client_id",
    )
    .bind(firm.get())
    .bind(email_key)
    .bind(client.map_or("", ClientId::as_str))
    .bind(user.map(PortalUserId::get))
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|(client, version)| Listing { client, was_linked: version.is_some() }).collect())
}

impl SuggestedRow {
    fn read(self) -> Result<Suggested, Error> {
        Ok(Suggested {
            client_id: ClientId::new(self.client_id)?,
            name: self.name,
            portal: portal_from_code(&self.portal)?,
            receives_invoices: self.receives_invoices,
        })
    }
}

pub(crate) fn portal_from_code(code: &str) -> Result<Portal, Error> {
    Portal::from_code(code).ok_or_else(|| Error::Corrupt(format!("the state of a portal {code:?}")))
}
