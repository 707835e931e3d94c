//! Reading the cache: every question by an index, in the types that crossed the wire.

use contract::{CachedAsOf, CachedClient, CachedKey, CachedLink, CachedPortalUser, CachedRecord, FirmSettingsView};
use domain::{ClientId, PortalUserId, look_alike_key};
use sqlx::{Sqlite, Transaction};

use super::trouble::Trouble;
use super::{At, Cache, Tie, beside, links, statements};
use crate::Error;

/// The cache at one number: every answer of one `Reading` is of the same state, whatever is synced meanwhile. It keeps
/// what is synced from being written, so it is not held while something else is waited for.
pub struct Reading {
    pub(super) cache: Cache,
    pub(super) generation: i64,
    pub(super) number: i64,
    pub(super) tx: Transaction<'static, Sqlite>,
}

/// How many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Portal users.
    pub users: u64,
    /// Clients.
    pub clients: u64,
    /// Pairs of the two that are, or were, linked or barred.
    pub links: u64,
}

impl Reading {
    /// The firm's change number that every answer stands at.
    #[must_use]
    pub fn number(&self) -> i64 {
        self.number
    }

    /// What every answer is of.
    pub(crate) fn at(&self) -> At {
        At { generation: self.generation, number: self.number }
    }

    /// The users, clients and pairs that were followed after this number, as they stand now.
    ///
    /// # Errors
    /// As [`Reading::counts`].
    pub(crate) async fn touched_after(&mut self, number: i64) -> Result<Vec<CachedRecord>, Error> {
        let found = beside::touched_after(&mut self.tx, number).await;
        self.told(found)
    }

    /// How many there are of everything.
    ///
    /// # Errors
    /// As every question: [`Error::CacheDamaged`], after which the cache is being read anew, or [`Error::CacheFailed`].
    pub async fn counts(&mut self) -> Result<Counts, Error> {
        let found = statements::counts(&mut self.tx).await;
        self.told(found)
    }

    /// These portal users, by number.
    ///
    /// # Errors
    /// As [`Reading::counts`].
    pub async fn users(&mut self, ids: &[PortalUserId]) -> Result<Vec<CachedPortalUser>, Error> {
        let found = statements::users(&mut self.tx, &statements::numbers(ids)).await;
        self.told(found)
    }

    /// At most `limit` portal users after this one, by number.
    ///
    /// # Errors
    /// As [`Reading::counts`].
    pub async fn users_after(
        &mut self,
        after: Option<PortalUserId>,
        limit: u32,
    ) -> Result<Vec<CachedPortalUser>, Error> {
        let found = statements::users_after(&mut self.tx, after.map_or(i64::MIN, PortalUserId::get), limit).await;
        self.told(found)
    }

    /// The portal user whose e-mail address has this key ([`domain::Email::key`]).
    ///
    /// # Errors
    /// As [`Reading::counts`].
    pub async fn user_by_email(&mut self, key: &str) -> Result<Option<CachedPortalUser>, Error> {
        let found = statements::user_by_email(&mut self.tx, key).await;
        self.told(found)
    }

    /// The portal users whose e-mail addresses have one of these keys ([`domain::Email::key`]), by address.
    ///
    /// # Errors
    /// As [`Reading::counts`].
    pub async fn users_by_email(&mut self, keys: &[String]) -> Result<Vec<CachedPortalUser>, Error> {
        let found = statements::users_by_email(&mut self.tx, &statements::json(keys)).await;
        self.told(found)
    }

    /// These clients with their contacts, by Client ID.
    ///
    /// # Errors
    /// As [`Reading::counts`].
    pub async fn clients(&mut self, ids: &[ClientId]) -> Result<Vec<CachedClient>, Error> {
        let found = statements::clients(&mut self.tx, &statements::json(ids)).await;
        self.told(found)
    }

    /// At most `limit` clients with their contacts after this one, by Client ID.
    ///
    /// # Errors
    /// As [`Reading::counts`].
    pub async fn clients_after(&mut self, after: Option<&ClientId>, limit: u32) -> Result<Vec<CachedClient>, Error> {
        let found = statements::clients_after(&mut self.tx, after.map_or("", ClientId::as_str), limit).await;
        self.told(found)
    }

    /// The Client IDs that look like the typed one, itself among them if there is such a client (`rules.md` 42).
    ///
    /// # Errors
    /// As [`Reading::counts`].
    pub async fn look_alikes(&mut self, typed: &str) -> Result<Vec<ClientId>, Error> {
        let found = statements::look_alikes(&mut self.tx, &look_alike_key(typed)).await;
        self.told(found)
    }

    /// The clients that list an address with this key as a contact, by Client ID (`rules.md` 21).
    ///
    /// # Errors
    /// As [`Reading::counts`].
    pub async fn clients_listing(&mut self, email_key: &str) -> Result<Vec<ClientId>, Error> {
        let found = statements::clients_listing(&mut self.tx, email_key).await;
        self.told(found)
    }

    /// How these portal users stand to clients, by user and Client ID.
    ///
    /// # Errors
    /// As [`Reading::counts`].
    pub async fn links_of_users(&mut self, ids: &[PortalUserId]) -> Result<Vec<CachedLink>, Error> {
        let found = links::links_of_users(&mut self.tx, &statements::numbers(ids)).await;
        self.told(found)
    }

    /// How this portal user stands to clients, and what decides what that comes to, by Client ID.
    ///
    /// # Errors
    /// As [`Reading::counts`].
    pub async fn ties(&mut self, user: PortalUserId) -> Result<Vec<Tie>, Error> {
        let found = links::ties(&mut self.tx, user).await;
        self.told(found)
    }

    /// How portal users stand to this client, by user.
    ///
    /// # Errors
    /// As [`Reading::counts`].
    pub async fn links_of_client(&mut self, client: &ClientId) -> Result<Vec<CachedLink>, Error> {
        let found = links::links_of_client(&mut self.tx, client.as_str()).await;
        self.told(found)
    }

    /// How this portal user stands to this client; none where they never were linked nor barred.
    ///
    /// # Errors
    /// As [`Reading::counts`].
    pub async fn link(&mut self, user: PortalUserId, client: &ClientId) -> Result<Option<CachedLink>, Error> {
        let found = links::link(&mut self.tx, user.get(), client.as_str()).await;
        self.told(found)
    }

    /// At most `limit` pairs after this one, by user and Client ID.
    ///
    /// # Errors
    /// As [`Reading::counts`].
    pub async fn links_after(
        &mut self,
        after: Option<(PortalUserId, &ClientId)>,
        limit: u32,
    ) -> Result<Vec<CachedLink>, Error> {
        let (user, client) = after.map_or((i64::MIN, ""), |(user, client)| (user.get(), client.as_str()));
        let found = links::links_after(&mut self.tx, user, client, limit).await;
        self.told(found)
    }

    /// Those of these clients whose key is or was closed, by Client ID (`rules.md` 10).
    ///
    /// # Errors
    /// As [`Reading::counts`].
    pub async fn keys(&mut self, clients: &[ClientId]) -> Result<Vec<CachedKey>, Error> {
        let found = statements::keys(&mut self.tx, &statements::json(clients)).await;
        self.told(found)
    }

    /// At most `limit` keys that are or were closed, after this client's, by Client ID.
    ///
    /// # Errors
    /// As [`Reading::counts`].
    pub async fn keys_after(&mut self, after: Option<&ClientId>, limit: u32) -> Result<Vec<CachedKey>, Error> {
        let found = statements::keys_after(&mut self.tx, after.map_or("", ClientId::as_str), limit).await;
        self.told(found)
    }

    /// The firm's settings that decide access.
    ///
    /// # Errors
    /// As [`Reading::counts`].
    pub async fn settings(&mut self) -> Result<FirmSettingsView, Error> {
        let found = statements::settings(&mut self.tx).await;
        self.told(found)
    }

    /// How old the firm's data is (`rules.md` 2).
    ///
    /// # Errors
    /// As [`Reading::counts`].
    pub async fn as_of(&mut self) -> Result<CachedAsOf, Error> {
        let found = statements::as_of(&mut self.tx).await;
        self.told(found)
    }

    fn told<T>(&self, found: Result<T, Trouble>) -> Result<T, Error> {
        found.map_err(|trouble| self.cache.told(self.generation, trouble))
    }
}
