use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use tokio::sync::Semaphore;

use crate::aside::aside;
use crate::{Error, PasswordHash, PasswordProof};

/// How many passwords are hashed at once: each takes a processor for tens of milliseconds, and 19 MiB.
const AT_ONCE: usize = 2;
/// How many may wait for their turn or have it; more are refused at once, so that a flood keeps nobody waiting for long.
const IN_ALL: usize = 34;

/// Where passwords are hashed: apart from the threads that answer requests, few at a time, and never in a transaction.
#[derive(Clone)]
pub struct Hashing(Arc<Inner>);

struct Inner {
    turns: Semaphore,
    places: Semaphore,
    computed: AtomicU64,
    nobodys: OnceLock<PasswordHash>,
}

impl Default for Hashing {
    fn default() -> Self {
        Self(Arc::new(Inner {
            turns: Semaphore::new(AT_ONCE),
            places: Semaphore::new(IN_ALL),
            computed: AtomicU64::new(0),
            nobodys: OnceLock::new(),
        }))
    }
}

impl Hashing {
    /// Hashes a new password.
    ///
    /// # Errors
    /// [`Error::Invalid`] if it is a bad one, [`Error::Overloaded`] if too many wait already.
    pub async fn hash(&self, password: String) -> Result<PasswordHash, Error> {
        let hashed = self.compute(move |_| PasswordHash::of(&password)).await?;
        hashed.map_err(|bad| Error::Invalid(format!("{bad}.")))
    }

    /// A proof if the password is that of this hash. Without a hash, nobody's is tried, which takes the same time: whether
    /// there is an account does not show.
    ///
    /// # Errors
    /// [`Error::Overloaded`] if too many wait already.
    pub async fn prove(&self, hash: Option<PasswordHash>, password: String) -> Result<Option<PasswordProof>, Error> {
        self.compute(move |inner| {
            // Made at the first password of all, whoever's it is: not at the first one of nobody.
            let nobodys = inner.nobodys();
            match hash {
                Some(hash) => hash.prove(&password),
                None => nobodys.prove(&password).and(None),
            }
        })
        .await
    }

    /// How many hashes were computed so far. Two requests that should look alike compute the same number.
    #[must_use]
    pub fn computed(&self) -> u64 {
        self.0.computed.load(Ordering::Relaxed)
    }

    async fn compute<T: Send + 'static>(&self, work: impl FnOnce(&Inner) -> T + Send + 'static) -> Result<T, Error> {
        let _place = self.0.places.try_acquire().map_err(|_| Error::Overloaded)?;
        let _turn = self.0.turns.acquire().await.map_err(|_| Error::Overloaded)?;
        let inner = Arc::clone(&self.0);
        aside(move || {
            inner.computed.fetch_add(1, Ordering::Relaxed);
            work(&inner)
        })
        .await
    }
}

impl Inner {
    /// The hash of a password that nobody knows.
    fn nobodys(&self) -> &PasswordHash {
        let made = || PasswordHash::of(crate::Secret::random().reveal()).expect("64 digits are a good password");
        self.nobodys.get_or_init(made)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_proven_and_nobodys_never() {
        let hashing = Hashing::default();
        let hash = hashing.hash("correct horse battery".to_owned()).await.unwrap();
        assert!(hashing.prove(Some(hash.clone()), "correct horse battery".to_owned()).await.unwrap().is_some());
        assert!(hashing.prove(Some(hash), "correct horse batterz".to_owned()).await.unwrap().is_none());
        assert!(hashing.prove(None, "correct horse battery".to_owned()).await.unwrap().is_none());
        assert_eq!(hashing.computed(), 4);
    }

    #[tokio::test]
    async fn more_than_can_wait_are_refused_at_once() {
        let hashing = Hashing::default();
        let all = (0..60).map(|_| {
            let hashing = hashing.clone();
            tokio::spawn(async move { hashing.prove(None, "x".to_owned()).await })
        });
        let mut refused = 0;
        for one in all.collect::<Vec<_>>() {
            refused += u32::from(matches!(one.await.unwrap(), Err(Error::Overloaded)));
        }
        assert!(refused > 0, "sixty at once do not all fit");
        assert!(hashing.prove(None, "x".to_owned()).await.is_ok(), "the next one does");
    }
}
