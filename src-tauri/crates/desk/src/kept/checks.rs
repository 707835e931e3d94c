//! Who can do what, who can get in, and what is wrong with a key, decided on this computer by the portal's own rules
//! (`rules.md` 40 to 42, 45).

use std::collections::BTreeMap;

use contract::answers::{AskedAbout, AtClient, checked, meant, rehearsed, who_can_get_in};
use contract::{AccessCheck, AccessCheckQuery, CachedLink, KeyRehearsal, KeyRehearsalBody, WhoCanGetIn};
use domain::{Account, ClientFacts, ClientId, Email, KeyTally, PortalUserId, RehearsalFacts, rehearse};

use super::facts::{OfUser, facts};
use super::lists::known;
use super::{Kept, invalid, not_found};
use crate::Error;

impl Kept {
    /// Whether a person can do something, step by step, with what would help.
    ///
    /// # Errors
    /// [`Error::Refused`] if the address is none, or there is no such client here; else as [`crate::Cache::read`].
    pub(crate) async fn access_check(&self, query: &AccessCheckQuery) -> Result<AccessCheck, Error> {
        let email = Email::new(query.email.trim()).map_err(|bad| invalid(format!("The e-mail address {bad}.")))?;
        let mut reading = self.cache.read().await?;
        let user = match reading.user_by_email(email.key()).await? {
            Some(user) => Some(OfUser::read(&mut reading, user).await?),
            None => None,
        };
        let asked: Vec<ClientId> = query.client_id.iter().cloned().collect();
        let clients = reading.clients(&asked).await?;
        if clients.len() < asked.len() {
            return Err(no_such_client());
        }
        let facts = facts(&mut reading, user.as_ref(), &clients, self.now()).await?;
        let data_as_of = reading.as_of().await?.data_as_of;
        drop(reading);
        let person = user
            .map(|OfUser { user, .. }| (user.id, format!("{} {}", user.first_name, user.last_name), user.first_name));
        let client = clients.first().map(|client| client.name.as_str());
        Ok(checked(AskedAbout { query, facts: &facts, client, person, attempts: None, data_as_of }))
    }

    /// Everybody who can get into a client's portal with an account or a key. One-click links are not kept here.
    ///
    /// # Errors
    /// [`Error::Refused`] if there is no such client here; else as [`crate::Cache::read`].
    pub(crate) async fn who_can_get_in(&self, client: &ClientId) -> Result<WhoCanGetIn, Error> {
        let mut reading = self.cache.read().await?;
        let found = reading.clients(std::slice::from_ref(client)).await?.pop().ok_or_else(no_such_client)?;
        let links = reading.links_of_client(client).await?;
        let linked: Vec<PortalUserId> =
            links.iter().filter(|link| is_linked(link)).map(|link| link.portal_user_id).collect();
        let users = reading.users(&linked).await?;
        let now = self.now();
        let known_facts = facts(&mut reading, None, std::slice::from_ref(&found), now).await?;
        let data_as_of = reading.as_of().await?.data_as_of;
        drop(reading);
        let portal = known_facts.portals.get(client).copied().ok_or_else(no_such_client)?;
        let account = |verified| Account { verified, links: [client.clone()].into(), ..Account::default() };
        let facts = ClientFacts {
            client: client.clone(),
            portal,
            settings: known_facts.settings,
            wrong_keys_today: None,
            users: users.iter().map(|user| (user.id, account(user.verified_at.is_some()))).collect(),
            one_click_links: Vec::new(),
        };
        let name = |first: &str, last: &str| format!("{first} {last}");
        let people: BTreeMap<_, _> =
            users.into_iter().map(|user| (user.id, (name(&user.first_name, &user.last_name), user.email))).collect();
        Ok(who_can_get_in(known(found), &AtClient { facts, people, recipients: None }, data_as_of, now))
    }

    /// Rehearses a key. Invoice numbers are keys and are not kept here: the Client ID alone is checked (42).
    ///
    /// # Errors
    /// As [`crate::Cache::read`].
    pub(crate) async fn key_rehearsal(&self, asked: &KeyRehearsalBody) -> Result<KeyRehearsal, Error> {
        let now = self.now();
        let mut reading = self.cache.read().await?;
        let settings = reading.settings().await?.settings;
        let client_ids = reading.look_alikes(&asked.client_id).await?;
        let mut known = RehearsalFacts {
            client_ids: client_ids.into_iter().map(String::from).collect(),
            portal: None,
            tally: KeyTally::default(),
            invoice_numbers: None,
            of_another_client: false,
            asks_invoice: settings.asks_invoice,
            // How many wrong keys there are in the firm is not known here.
            asks_code: settings.strict_keys.then_some(true),
        };
        let meant = meant(asked, &rehearse(&known, &asked.client_id, &asked.invoice_number, now));
        if let Some(meant) = meant.and_then(|meant| ClientId::new(meant).ok()) {
            let ids = [meant];
            known.portal = reading.clients(&ids).await?.first().map(|client| client.portal);
            known.tally.closed_until = reading.keys(&ids).await?.first().and_then(|key| key.closed_until);
        }
        let data_as_of = reading.as_of().await?.data_as_of;
        drop(reading);
        let rehearsal = rehearse(&known, &asked.client_id, &asked.invoice_number, now);
        Ok(rehearsed(asked, &rehearsal, settings, data_as_of, now))
    }
}

pub(super) fn is_linked(link: &CachedLink) -> bool {
    link.state.origin.is_some()
}

pub(super) fn no_such_client() -> Error {
    not_found("There is no such client on this computer.")
}
