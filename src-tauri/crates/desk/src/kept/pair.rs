use std::collections::HashMap;

use contract::{CachedLink, CachedPortalUser, PairState};
use domain::{ClientId, Email, Pair, PersonAtClient, PortalUserId, Standing};

use super::facts::{OfUser, facts};
use super::{Kept, not_found};
use crate::Error;

/// One portal user and one client, as far as they are known here.
pub(crate) struct KnownPair {
    pub(crate) first_name: String,
    pub(crate) client_name: String,
    /// How the two stand.
    pub(crate) state: PairState,
    /// What decides by which paths the person gets at the client. One-click links and payment plans are not kept here.
    pub(crate) person: PersonAtClient,
}

/// What is to be told of a pair.
#[derive(Debug, Clone)]
pub(crate) struct NamedPair {
    pub(crate) user_name: String,
    pub(crate) client_name: String,
    /// How the two stand.
    pub(crate) state: PairState,
}

impl KnownPair {
    /// How the two stand.
    pub(crate) fn standing(&self) -> Pair {
        pair(&self.state)
    }
}

impl Kept {
    /// What is known of this user and client.
    ///
    /// # Errors
    /// [`Error::Refused`] if there is no such user or client here; else as [`crate::Cache::read`].
    pub(crate) async fn pair(&self, user: PortalUserId, client: &ClientId) -> Result<KnownPair, Error> {
        let mut reading = self.cache.read().await?;
        let user = reading.users(&[user]).await?.pop();
        let user = user.ok_or_else(|| not_found("There is no such portal user on this computer."))?;
        let found = reading.clients(std::slice::from_ref(client)).await?.pop();
        let found = found.ok_or_else(|| not_found("There is no such client on this computer."))?;
        let of_user = OfUser::read(&mut reading, user).await?;
        let facts = facts(&mut reading, Some(&of_user), std::slice::from_ref(&found), self.now()).await?;
        drop(reading);
        let key = Email::new(&of_user.user.email).ok().map(|email| email.key().to_owned());
        let is_this = |address: &str| Email::new(address).is_ok_and(|email| Some(email.key()) == key.as_deref());
        let receives_invoices = found.contacts.iter().any(|one| one.receives_invoices && is_this(&one.email));
        let person =
            PersonAtClient { client: client.clone(), facts, good_links: 0, receives_invoices, running_plans: 0 };
        let state = state(of_user.tie(client).map(|tie| tie.link.clone()));
        Ok(KnownPair { first_name: of_user.user.first_name, client_name: found.name, state, person })
    }

    /// How these pairs stand, and what they are called, in the order given.
    ///
    /// # Errors
    /// As [`crate::Cache::read`].
    pub(crate) async fn pairs(&self, asked: &[(PortalUserId, ClientId)]) -> Result<Vec<NamedPair>, Error> {
        let (users, clients): (Vec<PortalUserId>, Vec<ClientId>) = asked.iter().cloned().unzip();
        let mut reading = self.cache.read().await?;
        let users: HashMap<_, _> =
            reading.users(&users).await?.into_iter().map(|user| (user.id, full_name(&user))).collect();
        let clients: HashMap<_, _> =
            reading.clients(&clients).await?.into_iter().map(|client| (client.client_id, client.name)).collect();
        let mut named = Vec::new();
        for (user, client) in asked {
            named.push(NamedPair {
                // Nobody is ever deleted: it would be a backend that was set back.
                user_name: users.get(user).cloned().unwrap_or_else(|| user.to_string()),
                client_name: clients.get(client).cloned().unwrap_or_else(|| client.to_string()),
                state: state(reading.link(*user, client).await?),
            });
        }
        Ok(named)
    }
}

/// How a pair of this state stands.
pub(crate) fn pair(state: &PairState) -> Pair {
    Pair { version: state.version, standing: Standing { origin: state.origin, barred: state.barred } }
}

/// Who never were linked nor barred have no record.
fn state(link: Option<CachedLink>) -> PairState {
    let never = PairState { version: 0, origin: None, barred: false, changed_by: None, changed_at: None };
    link.map_or(never, |link| link.state)
}

fn full_name(user: &CachedPortalUser) -> String {
    format!("{} {}", user.first_name, user.last_name)
}
