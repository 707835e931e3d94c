//! Filling `domain::Facts` from the tables: whatever decides or explains something about a portal user begins here.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::{Account, ClientId, Facts, FirmSettings, Invoice, Owed, PortalFacts, PortalUserId};

use crate::db::links::LinkOfUser;
use crate::db::portal_users::AccountRow;
use crate::db::{self, Transaction};
use crate::{Error, FirmId};

/// What is known of a portal user and the linked clients at this time. Payment methods and letters are not kept yet, so
/// they count as not known.
pub(crate) async fn of_user(
    tx: &mut Transaction,
    firm: FirmId,
    user: PortalUserId,
    account: &AccountRow,
    links: &[LinkOfUser],
    now: DateTime<Utc>,
) -> Result<Facts, Error> {
    let settings = FirmSettings { payment_history: db::firms::get(tx, firm).await?.payment_history };
    let closed = db::keys::closed_of_user(tx, firm, user, now).await?;
    let mut invoices: BTreeMap<ClientId, Vec<Invoice>> = BTreeMap::new();
    for (client, invoice) in db::links::invoices_of_user(tx, firm, user).await? {
        invoices.entry(client).or_default().push(invoice);
    }
    let portal = |link: &LinkOfUser| {
        let owed = invoices.get(&link.client_id).map(Owed::of).unwrap_or_default();
        let key_closed = closed.contains(link.client_id.as_str());
        (link.client_id.clone(), PortalFacts { owed, key_closed, ..PortalFacts::of(link.portal) })
    };
    let account = Account {
        verified: account.verified_at.is_some(),
        links: links.iter().map(|link| link.client_id.clone()).collect(),
        ..Account::default()
    };
    Ok(Facts { account: Some(account), portals: links.iter().map(portal).collect(), settings })
}

/// Adds the client that a question is about, if it is not known already.
pub(crate) async fn add_client(
    tx: &mut Transaction,
    firm: FirmId,
    facts: &mut Facts,
    client: &ClientId,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    if facts.portals.contains_key(client) {
        return Ok(());
    }
    if let Some(found) = db::clients::get(tx, firm, client.as_str()).await? {
        let key_closed = db::keys::tally(tx, firm, client.as_str()).await?.is_closed(now);
        facts.portals.insert(client.clone(), PortalFacts { key_closed, ..PortalFacts::of(found.portal) });
    }
    Ok(())
}
