//! Writing what an import brings: clients, contacts and invoices are updated in place and stamped with the import, so
//! that what the files no longer have can be told from what they have.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::directory::search_text;
use domain::{Portal, fold, look_alike_key};

use super::firms::{Number, next_number};
use super::{Transaction, query, query_as, query_scalar};
use crate::import::{ClientRecord, ContactRecord, InvoiceRecord};
use crate::{Error, FirmId};

/// The Client IDs of all clients, and of those that are active.
pub(crate) async fn known_clients(
    tx: &mut Transaction,
    firm: FirmId,
) -> Result<(BTreeSet<String>, BTreeSet<String>), Error> {
    let rows: Vec<(String, bool)> =
        query_as("SELECT client_id, portal <> 'client_inactive' FROM client WHERE firm_id = $1")
            .bind(firm.get())
            .fetch_all(tx)
            .await?;
    let active = rows.iter().filter(|(_, active)| *active).map(|(id, _)| id.clone()).collect();
    Ok((rows.into_iter().map(|(id, _)| id).collect(), active))
}

/// When the newest import was taken from the PMS; none before the first.
pub(crate) async fn newest_as_of(tx: &mut Transaction, firm: FirmId) -> Result<Option<DateTime<Utc>>, Error> {
    let as_of = query_scalar("SELECT as_of FROM import WHERE firm_id = $1 ORDER BY import_id DESC LIMIT 1");
    as_of.bind(firm.get()).fetch_optional(tx).await
}

pub(crate) async fn insert(
    tx: &mut Transaction,
    firm: FirmId,
    as_of: DateTime<Utc>,
    by: &str,
    now: DateTime<Utc>,
) -> Result<i64, Error> {
    let id = next_number(tx, firm, Number::Import).await?;
    query("INSERT INTO import (firm_id, import_id, as_of, imported_at, imported_by) VALUES ($1, $2, $3, $4, $5)")
        .bind(firm.get())
        .bind(id)
        .bind(as_of)
        .bind(now)
        .bind(by)
        .execute(tx)
        .await?;
    Ok(id)
}

pub(crate) async fn put_client(
    tx: &mut Transaction,
    firm: FirmId,
    import: i64,
    client: &ClientRecord,
) -> Result<(), Error> {
    let name_key = fold(&client.name);
    query(
        "INSERT INTO client (firm_id, client_id, name, office, portal, name_key, search_key, look_key, import_id, changed_in)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
         ON CONFLICT (firm_id, client_id) DO UPDATE SET name = excluded.name, office = excluded.office,
             portal = excluded.portal, name_key = excluded.name_key, search_key = excluded.search_key,
             import_id = excluded.import_id,
             changed_in = CASE WHEN client.name <> excluded.name OR client.office <> excluded.office
                 OR client.portal <> excluded.portal THEN excluded.changed_in ELSE client.changed_in END",
    )
    .bind(firm.get())
    .bind(client.client_id.as_str())
    .bind(&client.name)
    .bind(&client.office)
    .bind(Portal::of(client.active, client.in_portal).code())
    .bind(&name_key)
    .bind(search_text(&client.name, client.client_id.as_str()))
    .bind(look_alike_key(client.client_id.as_str()))
    .bind(import)
    .execute(tx)
    .await?;
    Ok(())
}

pub(crate) async fn put_contact(
    tx: &mut Transaction,
    firm: FirmId,
    import: i64,
    contact: &ContactRecord,
) -> Result<(), Error> {
    query(
        "INSERT INTO contact (firm_id, client_id, email_key, name, email, receives_invoices, listed, import_id,
             changed_in)
         VALUES ($1, $2, $3, $4, $5, $6, TRUE, $7, $7)
         ON CONFLICT (firm_id, client_id, email_key, name) DO UPDATE SET email = excluded.email,
             receives_invoices = excluded.receives_invoices, listed = TRUE, import_id = excluded.import_id,
             changed_in = CASE WHEN contact.email <> excluded.email
                 OR contact.receives_invoices <> excluded.receives_invoices OR NOT contact.listed
                 THEN excluded.changed_in ELSE contact.changed_in END",
    )
    .bind(firm.get())
    .bind(contact.client_id.as_str())
    .bind(contact.email.key())
    .bind(&contact.name)
    .bind(contact.email.as_str())
    .bind(contact.receives_invoices)
    .bind(import)
    .execute(tx)
    .await?;
    Ok(())
}

pub(crate) async fn put_invoice(
    tx: &mut Transaction,
    firm: FirmId,
    import: i64,
    invoice: &InvoiceRecord,
) -> Result<(), Error> {
    query(
        "INSERT INTO invoice (firm_id, client_id, invoice_number, kind, issued_on, due_on, currency, amount, balance,
             late_fee, in_pms, import_id, changed_in)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, TRUE, $11, $11)
         ON CONFLICT (firm_id, client_id, invoice_number) DO UPDATE SET kind = excluded.kind,
             issued_on = excluded.issued_on, due_on = excluded.due_on, currency = excluded.currency,
             amount = excluded.amount, balance = excluded.balance, late_fee = excluded.late_fee, in_pms = TRUE,
             import_id = excluded.import_id,
             changed_in = CASE WHEN invoice.kind <> excluded.kind OR invoice.issued_on <> excluded.issued_on
                 OR invoice.due_on <> excluded.due_on OR invoice.currency <> excluded.currency
                 OR invoice.amount <> excluded.amount OR invoice.balance <> excluded.balance
                 OR invoice.late_fee <> excluded.late_fee OR NOT invoice.in_pms
                 THEN excluded.changed_in ELSE invoice.changed_in END",
    )
    .bind(firm.get())
    .bind(invoice.client_id.as_str())
    .bind(&invoice.number)
    .bind(match invoice.kind {
        domain::InvoiceKind::Invoice => "invoice",
        domain::InvoiceKind::DebitMemo => "debit_memo",
    })
    .bind(invoice.issued_on)
    .bind(invoice.due_on)
    .bind(invoice.amount.currency.code())
    .bind(invoice.amount.minor)
    .bind(invoice.balance.minor)
    .bind(invoice.late_fee.minor)
    .bind(import)
    .execute(tx)
    .await?;
    Ok(())
}

/// What an import closed because its files no longer had it (`rules.md` 2); the clients were counted before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Gone {
    pub(crate) contacts: u64,
    pub(crate) invoices: u64,
}

/// Turns inactive or closes whatever this import did not bring. Nothing is deleted.
pub(crate) async fn close_what_is_gone(tx: &mut Transaction, firm: FirmId, import: i64) -> Result<Gone, Error> {
    let mut close =
        async |sql: &'static str| -> Result<u64, Error> { query(sql).bind(firm.get()).bind(import).execute(tx).await };
    close(
        "UPDATE client SET portal = 'client_inactive', changed_in = $2
         WHERE firm_id = $1 AND import_id <> $2 AND portal <> 'client_inactive'",
    )
    .await?;
    Ok(Gone {
        contacts: close(
            "UPDATE contact SET listed = FALSE, changed_in = $2 WHERE firm_id = $1 AND import_id <> $2 AND listed",
        )
        .await?,
        invoices: close(
            "UPDATE invoice SET in_pms = FALSE, changed_in = $2 WHERE firm_id = $1 AND import_id <> $2 AND in_pms",
        )
        .await?,
    })
}
