//! Taking an export: counted first, then written, all in the caller's transaction.

use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

use domain::{Deed, words};

use super::Export;
use crate::db::activity::NewActivity;
use crate::db::{self, Transaction};
use crate::linking::By;
use crate::{Error, FirmId};

/// An import to be made.
#[derive(Debug, Clone, Copy)]
pub struct Import<'a> {
    /// What to take.
    pub export: &'a Export,
    /// When the files were taken from the PMS (`rules.md` 2).
    pub as_of: DateTime<Utc>,
    /// Who imports, and when.
    pub by: By<'a>,
    /// Whether it was confirmed that more than 2 % of the active clients turn inactive.
    pub confirmed: bool,
}

/// What an import came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Imported {
    /// It was taken.
    Taken(Summary),
    /// Nothing was taken: so many of so many active clients would turn inactive, which an export cut short would look
    /// like too. To be confirmed first.
    NeedsConfirmation {
        /// Would turn inactive.
        turning_inactive: usize,
        /// Are active now.
        active: usize,
    },
}

/// What an import changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// Clients in the file.
    pub clients: usize,
    /// Of those, not known before.
    pub new_clients: usize,
    /// Clients that were active and are not any more.
    pub turned_inactive: usize,
    /// Contacts in the file.
    pub contacts: usize,
    /// Contacts that the file no longer lists.
    pub contacts_gone: u64,
    /// Invoices and debit memos in the file.
    pub invoices: usize,
    /// Invoices that the file no longer has.
    pub invoices_closed: u64,
}

/// The share of the active clients, in percent, that may turn inactive without a confirmation (`rules.md` 2).
const UNCONFIRMED_PERCENT: usize = 2;

/// Takes an export in the caller's transaction: what it has is added or updated, clients and contacts that it no
/// longer has turn inactive, invoices that it no longer has are closed, and nothing is deleted.
///
/// # Errors
/// [`Error::Invalid`] if the files are older than those of the last import; [`Error::Database`] if it fails.
pub async fn import(tx: &mut Transaction, firm: FirmId, import: &Import<'_>) -> Result<Imported, Error> {
    check_age(tx, firm, import.as_of, import.by.now).await?;
    let (known, active) = db::imports::known_clients(tx, firm).await?;
    let stays: BTreeSet<&str> =
        import.export.clients.iter().filter(|client| client.active).map(|client| client.client_id.as_str()).collect();
    let turned_inactive = active.iter().filter(|id| !stays.contains(id.as_str())).count();
    if turned_inactive * 100 > active.len() * UNCONFIRMED_PERCENT && !import.confirmed {
        return Ok(Imported::NeedsConfirmation { turning_inactive: turned_inactive, active: active.len() });
    }
    let gone = write(tx, firm, import).await?;
    let export = import.export;
    let summary = Summary {
        clients: export.clients.len(),
        new_clients: export.clients.iter().filter(|client| !known.contains(client.client_id.as_str())).count(),
        turned_inactive,
        contacts: export.contacts.len(),
        contacts_gone: gone.contacts,
        invoices: export.invoices.len(),
        invoices_closed: gone.invoices,
    };
    record(tx, firm, import, &summary).await?;
    Ok(Imported::Taken(summary))
}

async fn record(tx: &mut Transaction, firm: FirmId, import: &Import<'_>, summary: &Summary) -> Result<(), Error> {
    let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let detail =
        words::import_taken(count(summary.clients), count(summary.new_clients), count(summary.turned_inactive));
    let activity = NewActivity { detail: Some(&detail), ..NewActivity::of(Deed::Import, &import.by) };
    db::activity::insert(tx, firm, &activity).await?;
    Ok(())
}

async fn check_age(tx: &mut Transaction, firm: FirmId, as_of: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), Error> {
    if as_of > now {
        return Err(Error::Invalid(format!("The files cannot have been taken in the future ({as_of}).")));
    }
    match db::imports::newest_as_of(tx, firm).await? {
        Some(newest) if as_of < newest => Err(Error::Invalid(format!(
            "The files were taken at {as_of}, but newer ones, taken at {newest}, were imported already."
        ))),
        _ => Ok(()),
    }
}

async fn write(tx: &mut Transaction, firm: FirmId, import: &Import<'_>) -> Result<db::imports::Gone, Error> {
    let id = db::imports::insert(tx, firm, import.as_of, import.by.actor.name, import.by.now).await?;
    for client in &import.export.clients {
        db::imports::put_client(tx, firm, id, client).await?;
    }
    for contact in &import.export.contacts {
        db::imports::put_contact(tx, firm, id, contact).await?;
    }
    for invoice in &import.export.invoices {
        db::imports::put_invoice(tx, firm, id, invoice).await?;
    }
    let gone = db::imports::close_what_is_gone(tx, firm, id).await?;
    db::changes::note_import(tx, firm, id, import.by.now).await?;
    db::keys::forget_old_attempts(tx, firm, import.by.now).await?;
    Ok(gone)
}
