//! Who can do what, who can get in, and what is wrong with a key, decided on this computer by the portal's own rules
//! (`rules.md` 40 to 42, 45).

use std::collections::BTreeMap;

use contract::answers::{AskedAbout, AtClient, checked, meant, rehearsed, who_can_get_in};
use contract::{
    AccessCheck, AccessCheckQuery, CachedLink, CachedPortalUser, KeyRehearsal, KeyRehearsalBody, NearAccount,
    WhoCanGetIn,
};
use domain::{
    Account, ClientFacts, ClientId, Email, KeyTally, Listing, PortalUserId, RehearsalFacts, Surroundings, TakenAway,
    fold, rehearse,
};

use super::facts::{OfUser, facts};
use super::lists::known;
use super::{Kept, invalid, not_found};
use crate::Error;
use crate::cache::{Reading, Tie};

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
        let around = surroundings(&mut reading, &email, user.as_ref(), query.client_id.as_ref()).await?;
        let near = match user {
            Some(_) => Vec::new(),
            None => reading.users_by_email(&email.keys_one_slip_away()).await?.into_iter().map(near).collect(),
        };
        drop(reading);
        let person = user
            .map(|OfUser { user, .. }| (user.id, format!("{} {}", user.first_name, user.last_name), user.first_name));
        let client = clients.first().map(|client| client.name.as_str());
        let now = self.now();
        Ok(checked(AskedAbout { query, facts: &facts, client, person, attempts: None, around, near, now }))
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

fn near(user: CachedPortalUser) -> NearAccount {
    let name = format!("{} {}", user.first_name, user.last_name);
    NearAccount { portal_user_id: user.id, name, email: user.email }
}

/// What of the surroundings of an answer is kept here: not what became of messages and one-click links.
async fn surroundings(
    reading: &mut Reading,
    email: &Email,
    user: Option<&OfUser>,
    client: Option<&ClientId>,
) -> Result<Surroundings, Error> {
    let is_asked = |id: &ClientId| client.is_none_or(|client| client == id);
    let mut listing = reading.clients_listing(email.key()).await?;
    listing.retain(is_asked);
    let ties = user.map(|user| user.ties.as_slice()).unwrap_or_default();
    let tie = |id: &ClientId| ties.iter().find(|tie| tie.client.client_id == *id);
    listing.retain(|id| tie(id).is_none_or(|tie| !tie.link.state.barred));
    let clients = reading.clients(&listing).await?.into_iter();
    let mut listed_by: Vec<Listing> =
        clients.map(|one| Listing { was_linked: tie(&one.client_id).is_some(), client: one.name }).collect();
    listed_by.sort_by_cached_key(|listing| fold(&listing.client));
    let taken = |tie: &Tie| {
        let state = &tie.link.state;
        let gone = state.origin.is_none() && is_asked(&tie.client.client_id);
        let (by, at) = state.changed_by.clone().zip(state.changed_at).filter(|_| gone)?;
        Some(TakenAway { client: tie.client.name.clone(), by, at, reason: None, exactly: false })
    };
    Ok(Surroundings {
        de_linked: ties.iter().filter_map(taken).max_by_key(|taken| taken.at),
        listed_by,
        data_as_of: reading.as_of().await?.data_as_of,
        ..Surroundings::default()
    })
}

pub(super) fn is_linked(link: &CachedLink) -> bool {
    link.state.origin.is_some()
}

pub(super) fn no_such_client() -> Error {
    not_found("There is no such client on this computer.")
}
