//! Filling [`domain::Facts`] from the cache. What is not kept on a desktop is none: the wrong tries, the saved methods, the
//! letters.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use contract::{CachedClient, CachedKey, CachedLink, CachedPortalUser};
use domain::{Account, ClientId, Facts, Owed, PortalFacts};

use crate::Error;
use crate::cache::Reading;

/// What is kept of a portal user and of the clients that the user is linked to or barred from.
pub(super) struct OfUser {
    pub(super) user: CachedPortalUser,
    pub(super) links: Vec<CachedLink>,
    /// Of all these links.
    pub(super) clients: HashMap<ClientId, CachedClient>,
}

impl OfUser {
    pub(super) async fn read(reading: &mut Reading, user: CachedPortalUser) -> Result<Self, Error> {
        let links = reading.links_of_users(&[user.id]).await?;
        let ids: Vec<ClientId> = links.iter().map(|link| link.client_id.clone()).collect();
        let clients = reading.clients(&ids).await?;
        let clients = clients.into_iter().map(|client| (client.client_id.clone(), client)).collect();
        Ok(Self { user, links, clients })
    }

    fn account(&self) -> Account {
        let ids = |links: &mut dyn Iterator<Item = &CachedLink>| -> BTreeSet<ClientId> {
            links.map(|link| link.client_id.clone()).collect()
        };
        Account {
            verified: self.user.verified_at.is_some(),
            lock: None,
            claims: None,
            links: ids(&mut self.links.iter().filter(|link| link.state.origin.is_some())),
            barred: ids(&mut self.links.iter().filter(|link| link.state.barred)),
            saved_method: None,
        }
    }
}

/// What is known of a portal user, if there is one, and of these clients.
pub(super) async fn facts(
    reading: &mut Reading,
    user: Option<&OfUser>,
    clients: &[CachedClient],
    now: DateTime<Utc>,
) -> Result<Facts, Error> {
    let account = user.map(OfUser::account);
    let linked = user.iter().flat_map(|user| user.clients.values());
    let linked =
        linked.filter(|client| account.as_ref().is_some_and(|account| account.links.contains(&client.client_id)));
    let touched: Vec<&CachedClient> = linked.chain(clients).collect();
    let ids: Vec<ClientId> = touched.iter().map(|client| client.client_id.clone()).collect();
    let keys = reading.keys(&ids).await?;
    let closed: BTreeSet<&ClientId> = keys.iter().filter(|key| is_closed(key, now)).map(|key| &key.client_id).collect();
    let portals: BTreeMap<ClientId, PortalFacts> = touched
        .into_iter()
        .map(|client| (client.client_id.clone(), portal(client, closed.contains(&client.client_id))))
        .collect();
    Ok(Facts { account, portals, settings: reading.settings().await?.settings, wrong_keys_today: None })
}

pub(super) fn is_closed(key: &CachedKey, now: DateTime<Utc>) -> bool {
    key.closed_until.is_some_and(|until| now < until)
}

fn portal(client: &CachedClient, key_closed: bool) -> PortalFacts {
    let owed = Owed { invoices: client.invoices, late_fees: client.late_fees };
    PortalFacts { owed, key_closed, ..PortalFacts::of(client.portal) }
}
