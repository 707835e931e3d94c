//! Answers from what is kept on this computer: the same that the backend gives, made by the same `domain` and
//! [`contract::answers`] out of the cache, online or off (`rules.md` 45). What is not kept here is named as not checked.

mod checks;
mod client;
mod facts;
mod lists;
mod pair;
mod user;
mod walk;

use chrono::{DateTime, Utc};
use contract::{ClientId, PortalUserId, ProblemCode};

use crate::Error;
use crate::cache::{Cache, Holds};
use crate::directory::Following;
use crate::error::problem;

pub(crate) use pair::{KnownPair, NamedPair, pair};
pub(crate) use walk::Walk;

/// What is kept of a firm: its records in the cache, and the directory made of them.
pub(crate) struct Kept {
    cache: Cache,
    following: Following,
}

impl Kept {
    /// What this cache holds, from now on.
    pub(crate) fn of(cache: Cache) -> Self {
        Self { following: Following::start(cache.clone()), cache }
    }

    /// Whether lists can be answered.
    pub(crate) fn is_ready(&self) -> bool {
        self.following.now().is_some()
    }

    /// Whether there is anything to answer from.
    pub(crate) fn holds_a_firm(&self) -> bool {
        matches!(self.cache.standing().borrow().holds, Holds::Firm { .. })
    }

    /// Waits until lists can be answered, or there is nothing any more to answer from.
    pub(crate) async fn is_gathered(&self) {
        let mut standing = self.cache.standing();
        tokio::select! {
            () = self.following.is_gathered() => {}
            _ = standing.wait_for(|standing| !matches!(standing.holds, Holds::Firm { .. })) => {}
        }
    }

    /// When the newest import was taken, as far as is known here; none before the first.
    ///
    /// # Errors
    /// As [`Cache::read`].
    pub(crate) async fn data_as_of(&self) -> Result<Option<DateTime<Utc>>, Error> {
        Ok(self.cache.read().await?.as_of().await?.data_as_of)
    }

    /// Waits until a pair is of this version here, in lists too.
    pub(crate) async fn has_seen(&self, user: PortalUserId, client: &ClientId, version: i64) -> Result<(), Error> {
        let mut standing = self.cache.standing();
        loop {
            standing.mark_unchanged();
            let mut reading = self.cache.read().await?;
            let seen = reading.link(user, client).await?.is_some_and(|link| link.state.version >= version);
            let number = reading.number();
            drop(reading);
            if seen {
                self.following.reaches(number).await;
                return Ok(());
            }
            standing.changed().await.map_err(|_| Error::NotCached)?;
        }
    }

    pub(crate) fn cache(&self) -> &Cache {
        &self.cache
    }

    /// The number that lists stand at; none while there are none.
    pub(crate) fn number(&self) -> Option<i64> {
        self.following.number()
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.cache.now()
    }
}

/// The question itself is wrong, as the backend would say.
pub(crate) fn invalid(title: impl Into<String>) -> Error {
    let next = "Change the request as described and send it again.";
    Error::Refused(Box::new(problem(400, ProblemCode::Invalid, title.into(), next)))
}

/// There is no such thing among what is kept.
fn not_found(title: &str) -> Error {
    let next = "Go back to the list: what is new since this computer heard the backend is not here yet.";
    Error::Refused(Box::new(problem(404, ProblemCode::NotFound, title.to_owned(), next)))
}
