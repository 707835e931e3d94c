use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::{Access, ClientId, Currency, Money, Owed, access, words};

use crate::{Amount, CachedPortalUser, ClientInvoice, PortalClient, UnpaidInvoice, UserPortal};

/// What is known of the portals that a user is linked to.
#[derive(Debug)]
pub struct KnownPortals {
    /// Whose they are.
    pub account: CachedPortalUser,
    /// How many clients are linked, their portals open or closed.
    pub linked: usize,
    /// Those of them whose portals are open, by name.
    pub open: Vec<KnownPortal>,
    /// Their unpaid invoices, by when they are due; none where invoices are not known.
    pub invoices: Option<Vec<ClientInvoice>>,
    /// When the newest import was taken from the PMS.
    pub data_as_of: Option<DateTime<Utc>>,
}

/// An open portal of a linked client.
#[derive(Debug)]
pub struct KnownPortal {
    /// The Client ID.
    pub client_id: ClientId,
    /// The client's name.
    pub name: String,
    /// What there is to pay.
    pub owed: Owed,
}

/// The portal as one signed-in user sees it, merged of all linked clients' (`rules.md` 12). Whoever cannot get in sees
/// nothing of them.
#[must_use]
pub fn user_portal(known: KnownPortals) -> UserPortal {
    let KnownPortals { account, linked, open, invoices, data_as_of } = known;
    let access = access(account.verified_at.is_some(), linked as u64, open.len() as u64);
    let sees = access == Access::CanSignIn;
    let not_checked = (sees && invoices.is_none()).then(|| words::INVOICES_NOT_KEPT.to_owned());
    let invoices = invoices.filter(|_| sees).unwrap_or_default();
    UserPortal {
        portal_user_id: account.id,
        name: format!("{} {}", account.first_name, account.last_name),
        access,
        notice: words::nothing_shows(access).map(str::to_owned),
        clients: if sees { open.into_iter().map(client).collect() } else { Vec::new() },
        totals: totals(invoices.iter().map(|one| &one.invoice)),
        invoices,
        data_as_of,
        not_checked: not_checked.into_iter().collect(),
    }
}

fn client(portal: KnownPortal) -> PortalClient {
    let KnownPortal { client_id, name, owed } = portal;
    PortalClient { client_id, name, owes: words::owed(owed) }
}

/// What is due in all, for each currency by its code.
#[must_use]
pub fn totals<'a>(invoices: impl Iterator<Item = &'a UnpaidInvoice>) -> Vec<Amount> {
    let mut totals: BTreeMap<&str, i64> = BTreeMap::new();
    for invoice in invoices {
        *totals.entry(&invoice.due.currency).or_default() += invoice.due.minor;
    }
    let total = |(code, minor)| Some(amount(Money { minor, currency: Currency::from_code(code).ok()? }));
    totals.into_iter().filter_map(total).collect()
}

/// An amount of money, as it is written.
#[must_use]
pub fn amount(money: Money) -> Amount {
    Amount { minor: money.minor, currency: money.currency.code().to_owned(), says: words::amount(money) }
}
