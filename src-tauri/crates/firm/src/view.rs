//! A client's portal as its client sees it: one view model, which staff look at and the portal page is made from, so that
//! the two cannot differ (`rules.md` 4, 5, 12).

use std::collections::BTreeMap;

use contract::{Amount, PortalView, UnpaidInvoice};
use domain::{ClientId, FirmSettings, Money, words};

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
        totals: totals(&invoices),
        invoices,
        data_as_of: db::imports::newest_as_of(tx, firm).await?,
    })
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

fn totals(invoices: &[UnpaidInvoice]) -> Vec<Amount> {
    let mut totals: BTreeMap<&str, i64> = BTreeMap::new();
    for invoice in invoices {
        *totals.entry(&invoice.due.currency).or_default() += invoice.due.minor;
    }
    let total = |(code, minor)| {
        let currency = domain::Currency::from_code(code).ok()?;
        Some(amount(Money { minor, currency }))
    };
    totals.into_iter().filter_map(total).collect()
}

fn amount(money: Money) -> Amount {
    let currency = money.currency.code();
    Amount { minor: money.minor, currency: currency.to_owned(), says: format!("{money} {currency}") }
}
