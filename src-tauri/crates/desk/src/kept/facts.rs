//! Filling [`domain::Facts`] from the cache. What is not kept on a desktop is none: the wrong tries, the saved methods, the
//! letters.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use contract::{CachedClient, CachedPortalUser};
use domain::{Account, ClientId, Facts, Owed, Portal, PortalFacts};

use crate::Error;
use crate::cache::{Reading, Tie};

/// What is kept of a portal user and of the clients that the user is or was linked to or barred from.
pub(super) struct OfUser {
    pub(super) user: CachedPortalUser,
    /// By Client ID.
    pub(super) ties: Vec<Tie>,
}

impl OfUser {
    pub(super) async fn read(reading: &mut Reading, user: CachedPortalUser) -> Result<Self, Error> {
        Ok(Self { ties: reading.ties(user.id).await?, user })
    }

    /// How the user stands to a client, if they ever were linked or barred.
    pub(super) fn tie(&self, client: &ClientId) -> Option<&Tie> {
        let found = self.ties.binary_search_by(|tie| tie.client.client_id.cmp(client));
        found.ok().map(|found| &self.ties[found])
    }

    fn account(&self) -> Account {
        let ids = |ties: &mut dyn Iterator<Item = &Tie>| ties.map(|tie| tie.client.client_id.clone()).collect();
        Account {
            verified: self.user.verified_at.is_some(),
            lock: None,
            claims: None,
            links: ids(&mut self.linked()),
            barred: ids(&mut self.ties.iter().filter(|tie| tie.link.state.barred)),
            saved_method: None,
        }
    }

    fn linked(&self) -> impl Iterator<Item = &Tie> {
        self.ties.iter().filter(|tie| tie.link.state.origin.is_some())
    }
}

/// What is known of a portal user, if there is one, and of these clients.
pub(super) async fn facts(
    reading: &mut Reading,
    user: Option<&OfUser>,
    clients: &[CachedClient],
    now: DateTime<Utc>,
) -> Result<Facts, Error> {
    let ids: Vec<ClientId> = clients.iter().map(|client| client.client_id.clone()).collect();
    let keys = reading.keys(&ids).await?;
    let closed: BTreeSet<&ClientId> =
        keys.iter().filter(|key| is_closed(key.closed_until, now)).map(|key| &key.client_id).collect();
    let mut portals: BTreeMap<ClientId, PortalFacts> = BTreeMap::new();
    for Tie { client, owed, key_closed_until, .. } in user.iter().flat_map(|user| user.linked()) {
        let key_closed = is_closed(*key_closed_until, now);
        portals.insert(client.client_id.clone(), portal(client.portal, *owed, key_closed));
    }
    for client in clients {
        let owed = Owed { invoices: client.invoices, late_fees: client.late_fees };
        let key_closed = closed.contains(&client.client_id);
        portals.insert(client.client_id.clone(), portal(client.portal, owed, key_closed));
    }
    let (account, settings) = (user.map(OfUser::account), reading.settings().await?.settings);
    Ok(Facts { account, portals, settings, wrong_keys_today: None })
}

fn is_closed(until: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    until.is_some_and(|until| now < until)
}

fn portal(portal: Portal, owed: Owed, key_closed: bool) -> PortalFacts {
    PortalFacts { owed, key_closed, ..PortalFacts::of(portal) }
}
