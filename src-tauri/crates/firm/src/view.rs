//! The portals as their clients see them: one view model each, which staff look at and the portal pages are made from, so
//! that the two cannot differ (`rules.md` 4, 5, 12).

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use contract::answers::{KnownPortal, KnownPortals, amount, totals, user_portal};
use contract::{ClientInvoice, PortalView, UnpaidInvoice, UserPortal};
use domain::{ClientId, FirmSettings, Invoice, Money, Owed, PortalUserId, words};

use crate::db::invoices::ShownInvoice;
use crate::db::{self, Transaction};
use crate::{Error, FirmId};

/// What the portal of this client shows now. It only reads: looking leaves no trace.
///
/// # Errors
/// [`Error::NotFound`] if there is no such client in this firm.
pub async fn portal_of(tx: &mut Transaction, firm: FirmId, client: &ClientId) -> Result<PortalView, Error> {
    let found = db::clients::get(tx, firm, client.as_str()).await?.ok_or(Error::NotFound("client"))?;
    let settings = db::firms::get(tx, firm).await?.settings();
    let shown = if found.portal.is_open() { db::invoices::of_client(tx, firm, client).await? } else { Vec::new() };
    let shows = |shown: &ShownInvoice| shown.invoice.shows(settings);
    let invoices: Vec<_> = shown.into_iter().filter(shows).map(|shown| unpaid(shown, settings)).collect();
    Ok(PortalView {
        client_id: found.client_id,
        client: found.name,
        portal: found.portal,
        notice: (!found.portal.is_open()).then(|| words::portal(found.portal).to_owned()),
        totals: totals(invoices.iter()),
        invoices,
        data_as_of: db::imports::newest_as_of(tx, firm).await?,
    })
}

/// What this user sees after signing in, merged of all linked clients whose portals are open. It only reads, and the links
/// are read anew each time: a client that was de-linked is gone from the very next one (24).
///
/// # Errors
/// [`Error::NotFound`] if there is no such portal user in this firm.
pub async fn portal_of_user(
    tx: &mut Transaction,
    firm: FirmId,
    user: PortalUserId,
    now: DateTime<Utc>,
) -> Result<UserPortal, Error> {
    let account = db::portal_users::get(tx, firm, user).await?.known(user);
    let settings = db::firms::get(tx, firm).await?.settings();
    let links = db::links::of_user(tx, firm, user, now).await?.linked;
    let linked = links.len();
    let mut of_clients: HashMap<ClientId, Vec<Invoice>> = HashMap::new();
    let names: HashMap<_, _> =
        links.iter().filter(|link| link.portal.is_open()).map(|link| (&link.client_id, &link.name)).collect();
    let mut invoices = Vec::new();
    for (client_id, shown) in db::invoices::of_linked(tx, firm, user).await? {
        let Some(client) = names.get(&client_id).filter(|_| shown.invoice.shows(settings)) else { continue };
        of_clients.entry(client_id.clone()).or_default().push(shown.invoice);
        invoices.push(ClientInvoice { client: (*client).clone(), client_id, invoice: unpaid(shown, settings) });
    }
    let owed = |id| of_clients.get(id).map(|invoices| Owed::of(invoices, settings)).unwrap_or_default();
    let open = links.iter().filter(|link| link.portal.is_open()).map(|link| KnownPortal {
        owed: owed(&link.client_id),
        client_id: link.client_id.clone(),
        name: link.name.clone(),
    });
    Ok(user_portal(KnownPortals {
        account,
        linked,
        open: open.collect(),
        invoices: Some(invoices),
        data_as_of: db::imports::newest_as_of(tx, firm).await?,
    }))
}

fn unpaid(shown: ShownInvoice, settings: FirmSettings) -> UnpaidInvoice {
    let (balance, late_fee) = (shown.invoice.balance, shown.invoice.late_fee);
    let currency = balance.currency;
    let due = Money { minor: shown.invoice.due(settings), currency };
    UnpaidInvoice {
        number: shown.number,
        issued_on: shown.issued_on,
        due_on: shown.due_on,
        amount: amount(shown.amount),
        balance: amount(balance),
        late_fee: (due.minor != balance.minor).then(|| amount(late_fee)),
        due: amount(due),
    }
}
