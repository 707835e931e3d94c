//! How portal users stand to clients.

use chrono::{DateTime, Utc};
use contract::PairState;
use domain::{ClientId, InvoiceKind, Origin, Pair, Portal, PortalUserId};
use sqlx::FromRow;

use super::clients::portal_from_code;
use super::{Transaction, query, query_as};
use crate::{Error, FirmId};

#[derive(Debug, FromRow)]
struct PairRow {
    version: i64,
    origin: Option<String>,
    changed_by: Option<String>,
    changed_at: Option<DateTime<Utc>>,
}

/// The pair as it stands; version 0 where the two were never linked.
pub(crate) async fn pair(
    tx: &mut Transaction,
    firm: FirmId,
    user: PortalUserId,
    client: &ClientId,
) -> Result<PairState, Error> {
    let row: Option<PairRow> = query_as(
        "SELECT version, origin, changed_by, changed_at FROM link
         WHERE firm_id = $1 AND portal_user_id = $2 AND client_id = $3",
    )
    .bind(firm.get())
    .bind(user.get())
    .bind(client.as_str())
    .fetch_optional(tx)
    .await?;
    let Some(row) = row else {
        return Ok(PairState { version: 0, origin: None, changed_by: None, changed_at: None });
    };
    let origin = row.origin.as_deref().map(origin_from_code).transpose()?;
    Ok(PairState { version: row.version, origin, changed_by: row.changed_by, changed_at: row.changed_at })
}

/// A change of a pair, to be written.
pub(crate) struct PairChange<'a> {
    pub(crate) user: PortalUserId,
    pub(crate) client: &'a ClientId,
    pub(crate) pair: Pair,
    /// A new link records who made it, when, and on what evidence; any other change leaves what is recorded.
    pub(crate) is_new_link: bool,
    pub(crate) evidence: Option<&'a str>,
    pub(crate) by: &'a str,
    pub(crate) at: DateTime<Utc>,
}

pub(crate) async fn put(tx: &mut Transaction, firm: FirmId, change: &PairChange<'_>) -> Result<(), Error> {
    query(
        "INSERT INTO link (firm_id, portal_user_id, client_id, version, origin, evidence, made_by, made_at, changed_by,
             changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $7, $8)
         ON CONFLICT (firm_id, portal_user_id, client_id) DO UPDATE SET version = excluded.version,
             origin = excluded.origin, changed_by = excluded.changed_by, changed_at = excluded.changed_at,
             evidence = CASE WHEN $9 THEN excluded.evidence ELSE link.evidence END,
             made_by = CASE WHEN $9 THEN excluded.made_by ELSE link.made_by END,
             made_at = CASE WHEN $9 THEN excluded.made_at ELSE link.made_at END",
    )
    .bind(firm.get())
    .bind(change.user.get())
    .bind(change.client.as_str())
    .bind(change.pair.version)
    .bind(change.pair.origin.map(Origin::code))
    .bind(change.evidence)
    .bind(change.by)
    .bind(change.at)
    .bind(change.is_new_link)
    .execute(tx)
    .await?;
    Ok(())
}

/// A linked client of a portal user.
#[derive(Debug)]
pub(crate) struct LinkOfUser {
    pub(crate) client_id: ClientId,
    pub(crate) name: String,
    pub(crate) office: String,
    pub(crate) portal: Portal,
    pub(crate) origin: Origin,
    pub(crate) version: i64,
    pub(crate) made_by: String,
    pub(crate) made_at: DateTime<Utc>,
}

#[derive(Debug, FromRow)]
struct LinkRow {
    client_id: String,
    name: String,
    office: String,
    portal: String,
    origin: String,
    version: i64,
    made_by: String,
    made_at: DateTime<Utc>,
}

/// The linked clients of a portal user, by name.
pub(crate) async fn of_user(tx: &mut Transaction, firm: FirmId, user: PortalUserId) -> Result<Vec<LinkOfUser>, Error> {
    let rows: Vec<LinkRow> = query_as(
        "SELECT c.client_id, c.name, c.office, c.portal, l.origin, l.version, l.made_by, l.made_at
         FROM link l JOIN client c ON c.firm_id = l.firm_id AND c.client_id = l.client_id
         WHERE l.firm_id = $1 AND l.portal_user_id = $2 AND l.origin IS NOT NULL
         ORDER BY c.name_key, c.client_id",
    )
    .bind(firm.get())
    .bind(user.get())
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(LinkRow::read).collect()
}

impl LinkRow {
    fn read(self) -> Result<LinkOfUser, Error> {
        Ok(LinkOfUser {
            client_id: ClientId::new(self.client_id)?,
            name: self.name,
            office: self.office,
            portal: portal_from_code(&self.portal)?,
            origin: origin_from_code(&self.origin)?,
            version: self.version,
            made_by: self.made_by,
            made_at: self.made_at,
        })
    }
}

/// An invoice of a linked client that may show.
#[derive(Debug, FromRow)]
struct InvoiceRow {
    client_id: String,
    currency: String,
    balance: i64,
    late_fee: i64,
    kind: String,
    in_pms: bool,
}

/// The invoices of the portal user's linked clients that are not settled; `domain` decides which of them show.
pub(crate) async fn invoices_of_user(
    tx: &mut Transaction,
    firm: FirmId,
    user: PortalUserId,
) -> Result<Vec<(ClientId, domain::Invoice)>, Error> {
    let rows: Vec<InvoiceRow> = query_as(
        "SELECT i.client_id, i.currency, i.balance, i.late_fee, i.kind, i.in_pms
         FROM link l JOIN invoice i ON i.firm_id = l.firm_id AND i.client_id = l.client_id
         WHERE l.firm_id = $1 AND l.portal_user_id = $2 AND l.origin IS NOT NULL
             AND (i.balance <> 0 OR i.late_fee <> 0)",
    )
    .bind(firm.get())
    .bind(user.get())
    .fetch_all(tx)
    .await?;
    rows.into_iter().map(InvoiceRow::read).collect()
}

impl InvoiceRow {
    fn read(self) -> Result<(ClientId, domain::Invoice), Error> {
        let currency = domain::Currency::from_code(&self.currency)?;
        let money = |minor| domain::Money { minor, currency };
        let kind = match self.kind.as_str() {
            "invoice" => InvoiceKind::Invoice,
            "debit_memo" => InvoiceKind::DebitMemo,
            other => return Err(Error::Corrupt(format!("the kind of invoice {other:?}"))),
        };
        let (balance, late_fee) = (money(self.balance), money(self.late_fee));
        let invoice = domain::Invoice { kind, in_pms: self.in_pms, balance, late_fee };
        Ok((ClientId::new(self.client_id)?, invoice))
    }
}

pub(crate) fn origin_from_code(code: &str) -> Result<Origin, Error> {
    Origin::from_code(code).ok_or_else(|| Error::Corrupt(format!("the origin {code:?}")))
}
