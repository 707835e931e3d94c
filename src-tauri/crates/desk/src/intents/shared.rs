//! The file of intents as it is held open, and by whom.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sqlx::{Sqlite, SqlitePool, Transaction};
use tokio::sync::{Notify, watch};

use super::file::{self, Found, IntentsFile};
use super::rows::{self, Row};
use crate::cache::{Binding, CachePlace, Keeping, Trouble};
use crate::kept::Kept;
use crate::{Backend, Error, Sync, SyncState};

/// What everybody who has to do with intents shares.
pub(super) struct Shared {
    pub(super) file: IntentsFile,
    pub(super) held: Mutex<Held>,
    pub(super) kept: Arc<Kept>,
    pub(super) backend: Backend,
    pub(super) sync: watch::Receiver<SyncState>,
    /// Held by who sends: what is sent is sent by one, in order.
    pub(super) turn: tokio::sync::Mutex<()>,
    /// Held by who opens the file or takes it away.
    pub(super) opening: tokio::sync::Mutex<()>,
    pub(super) confirmed: Notify,
}

/// How they are held.
#[derive(Clone)]
pub(super) enum Held {
    /// Here; and why in memory only, if so.
    Open(SqlitePool, Option<String>),
    /// They are there and cannot be read.
    Unreadable(Error),
    /// Somebody signed out, or the program ends.
    Closed,
}

/// Opens the file, or what is in its place.
async fn opened(file: &IntentsFile, binding: &Binding, keeping: Keeping) -> Held {
    let found = match keeping {
        Keeping::Encrypted => file.open().await,
        // Who cannot keep the cache is not the only one here, or has no keychain.
        Keeping::MemoryOnly(why) => Found::NowhereToKeep(why),
    };
    match found {
        // Whatever waits there already is not to be told as nothing, nor decided about anew.
        Found::NowhereToKeep(why) if file.is_there() => Held::Unreadable(Error::IntentsLocked(why)),
        Found::Kept(pool) => Held::Open(pool, None),
        Found::Unreadable(error) => Held::Unreadable(error),
        Found::NowhereToKeep(why) => match file::in_memory(binding).await {
            Ok(pool) => Held::Open(pool, Some(why)),
            Err(error) => Held::Unreadable(error),
        },
    }
}

impl Shared {
    /// Opens what is there, or begins.
    pub(super) async fn of(place: &CachePlace, kept: Arc<Kept>, backend: Backend, sync: &Sync) -> Self {
        let file = IntentsFile::beside(place);
        let keeping = kept.cache().standing().borrow().keeping.clone();
        let held = opened(&file, &place.binding, keeping).await;
        Self {
            file,
            held: Mutex::new(held),
            kept,
            backend,
            sync: sync.state(),
            turn: tokio::sync::Mutex::default(),
            opening: tokio::sync::Mutex::default(),
            confirmed: Notify::new(),
        }
    }

    pub(super) fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What could not be opened for want of room, say, is tried again whenever somebody asks.
    pub(super) async fn open(&self) -> Result<(SqlitePool, Option<String>), Error> {
        if self.is_worth_trying_again() {
            let _opening = self.opening.lock().await;
            if self.is_worth_trying_again() {
                self.open_anew().await;
            }
        }
        match &*self.held() {
            Held::Open(pool, memory_only) => Ok((pool.clone(), memory_only.clone())),
            Held::Unreadable(error) => Err(error.clone()),
            Held::Closed => Err(Error::NotCached),
        }
    }

    fn is_worth_trying_again(&self) -> bool {
        matches!(&*self.held(), Held::Unreadable(Error::DiskFull | Error::CacheFailed(_)))
    }

    /// Opens the file once more. Whoever does so holds `opening`.
    pub(super) async fn open_anew(&self) {
        let cache = self.kept.cache();
        let keeping = cache.standing().borrow().keeping.clone();
        let opened = opened(&self.file, cache.binding(), keeping).await;
        *self.held() = opened;
    }

    /// Closes the file, when whoever writes has ended, and does not open it again.
    pub(super) async fn close(&self) {
        let _opening = self.opening.lock().await;
        let held = std::mem::replace(&mut *self.held(), Held::Closed);
        if let Held::Open(pool, _) = held {
            pool.close().await;
        }
    }

    /// Takes everything away, the key first.
    pub(super) async fn wipe(&self) -> Result<(), Error> {
        self.close().await;
        // Another start of the program may be using the file.
        if self.kept.cache().has_its_folder() { self.file.erase().await } else { Ok(()) }
    }

    pub(super) async fn begin(&self) -> Result<Transaction<'static, Sqlite>, Error> {
        let (pool, _) = self.open().await?;
        self.told(pool.begin_with("BEGIN IMMEDIATE").await.map_err(Trouble::from))
    }

    pub(super) async fn rows(&self) -> Result<Vec<Row>, Error> {
        let mut tx = self.begin().await?;
        self.told(rows::all(&mut tx).await)
    }

    /// From what is damaged nothing is read any more.
    pub(super) fn told<T>(&self, found: Result<T, Trouble>) -> Result<T, Error> {
        let error = match found {
            Ok(found) => return Ok(found),
            Err(trouble) => file::told(trouble),
        };
        if matches!(error, Error::IntentsDamaged) {
            tracing::warn!("what was decided offline is damaged");
            *self.held() = Held::Unreadable(error.clone());
        }
        Err(error)
    }
}
