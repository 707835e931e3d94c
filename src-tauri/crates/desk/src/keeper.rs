//! Opening what is kept of a firm: at once where an earlier start has said whose it is, so that a computer without a
//! network begins with what it has; else as soon as the backend has said so.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use contract::Session;
use sha2::{Digest as _, Sha256};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::cache::{self, Binding, Cache, CachePlace};
use crate::intents::Intents;
use crate::kept::Kept;
use crate::whose::Whose;
use crate::{Backend, Clock, Error, Keychain, Sync, SyncState};

/// How long to wait before who is at the desk is asked again.
const ASKS_AGAIN_AFTER: Duration = Duration::from_secs(2);
/// How long signing out waits for what is being opened.
const OPENS_WITHIN: Duration = Duration::from_secs(30);

/// Where what a desk keeps of its firm is kept.
#[derive(Clone)]
pub struct KeepingAt {
    /// The folder, which is the cache's own. What is decided offline is kept beside it, in the folder `intents`.
    pub folder: PathBuf,
    /// Where its keys are.
    pub keychain: Keychain,
    /// What tells this computer from others.
    pub device: String,
    /// Where the time comes from.
    pub clock: Clock,
}

impl KeepingAt {
    /// The same, for the firm of one server among others: in a folder and under keys of its own, since what two servers say
    /// of themselves may be the same word for word.
    pub(crate) fn of_server(self, address: &str) -> Self {
        let hash = Sha256::digest(address);
        let own: String = hash[..16].iter().map(|byte| format!("{byte:02x}")).collect();
        let cache = self.folder.file_name().map(OsStr::to_owned).unwrap_or_default();
        let folder = self.folder.with_file_name(own).join(cache);
        Self { folder, device: format!("{} {address}", self.device), ..self }
    }
}

/// What a desk has of its firm on this computer.
#[derive(Clone)]
pub(crate) enum Holding {
    /// Nothing is kept here, or not any more.
    Nothing,
    /// It is being opened.
    Opening,
    /// Whose it would be is not known: the backend has not said so yet; and why not, once it was asked.
    Unknown(Option<Error>),
    /// The backend does not let whoever is at the desk in, and nothing was kept before.
    Refused(Error),
    /// It answers.
    Open(Arc<Held>),
}

/// What has become of what was kept.
#[must_use]
pub(crate) enum Wiped {
    /// It is gone.
    Whole,
    /// A file could not be removed; without its key it is unreadable.
    WithoutKeys(Error),
}

impl Wiped {
    /// Fails where not everything is gone.
    ///
    /// # Errors
    /// Why a file is still there.
    pub(crate) fn whole(self) -> Result<(), Error> {
        match self {
            Self::Whole => Ok(()),
            Self::WithoutKeys(why) => Err(why),
        }
    }
}

/// What is kept of a firm, how it follows the backend, and what was decided offline.
pub(crate) struct Held {
    whose: Mutex<Whose>,
    place: CachePlace,
    pub(crate) kept: Arc<Kept>,
    pub(crate) sync: Sync,
    pub(crate) intents: Intents,
}

/// Opens what is kept, until it is dropped.
pub(crate) struct Keeper {
    backend: Backend,
    place: Option<KeepingAt>,
    holding: watch::Sender<Holding>,
    opening: Mutex<Option<JoinHandle<()>>>,
}

impl Keeper {
    /// Begins to open what is kept of this backend's firm, if anything is to be.
    pub(crate) fn start(backend: Backend, place: Option<KeepingAt>) -> Self {
        let holding = watch::Sender::new(Holding::Nothing);
        let keeper = Self { backend, place, holding, opening: Mutex::default() };
        keeper.begin();
        keeper
    }

    /// Opens what is kept, or begins to keep anew what was wiped.
    pub(crate) fn begin(&self) {
        let Some(place) = &self.place else { return };
        self.stop_opening();
        self.holding.send_replace(Holding::Opening);
        let opening = tokio::spawn(open(self.backend.clone(), place.clone(), self.holding.clone()));
        *self.opening.lock().unwrap_or_else(PoisonError::into_inner) = Some(opening);
    }

    /// What is held, now and whenever that changes.
    pub(crate) fn holding(&self) -> watch::Receiver<Holding> {
        self.holding.subscribe()
    }

    /// Takes everything away that is kept on this computer, keys first, and keeps nothing any more.
    ///
    /// # Errors
    /// [`Error::CacheFailed`] if the keychain does not answer, so that keys and files are still there.
    pub(crate) async fn wipe(&self) -> Result<Wiped, Error> {
        let mut holding = self.holding();
        let opened = holding.wait_for(|holding| !matches!(holding, Holding::Opening));
        let opened = match tokio::time::timeout(OPENS_WITHIN, opened).await {
            Ok(opened) => opened.map_or(Holding::Nothing, |holding| holding.clone()),
            Err(_) => return Err(Error::CacheFailed("its keychain does not answer, or asks for you".to_owned())),
        };
        self.stop_opening();
        let Some(place) = &self.place else { return Ok(Wiped::Whole) };
        let forgotten = Whose::forget(&place.keychain, &place.device).await;
        if let Err(why) = &forgotten {
            tracing::warn!(%why, "whose the cache was stays in the keychain");
        }
        self.holding.send_replace(Holding::Nothing);
        let removed = match opened {
            Holding::Open(held) => {
                let intents = held.intents.wipe().await;
                held.kept.cache().wipe().await.and(intents)
            }
            // As long as nobody has said whose it is, nothing there can be read; what was decided offline goes all the same.
            _ => Intents::remove_all(&place.folder).and(cache::remove(&place.folder)),
        };
        match (removed, forgotten) {
            (Ok(()), _) => Ok(Wiped::Whole),
            (Err(error), Ok(())) => Ok(Wiped::WithoutKeys(error)),
            (Err(error), Err(_)) => Err(error),
        }
    }

    /// Closes what is open, for the end of the program: a database that is still at work when the program is gone from under
    /// it would make that end a crash.
    pub(crate) async fn close(&self) {
        self.stop_opening();
        let holding = self.holding.send_replace(Holding::Nothing);
        if let Holding::Open(held) = holding {
            held.sync.end();
            held.intents.close().await;
            held.kept.cache().close().await;
        }
    }

    fn stop_opening(&self) {
        if let Some(opening) = &*self.opening.lock().unwrap_or_else(PoisonError::into_inner) {
            opening.abort();
        }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.stop_opening();
    }
}

async fn open(backend: Backend, place: KeepingAt, holding: watch::Sender<Holding>) {
    let mut known = Whose::last(&place.keychain, &place.device).await;
    loop {
        let whose = match known.take() {
            Some(whose) => whose,
            None => {
                holding.send_replace(Holding::Unknown(None));
                match told(&backend, &holding).await {
                    Ok(whose) => {
                        whose.keep(&place.keychain, &place.device).await;
                        whose
                    }
                    Err(error) => {
                        holding.send_replace(Holding::Refused(error));
                        return;
                    }
                }
            }
        };
        holding.send_replace(Holding::Opening);
        let held = Arc::new(Held::open(&backend, &place, whose).await);
        holding.send_replace(Holding::Open(Arc::clone(&held)));
        if !held.is_of_others().await {
            return;
        }
        // Somebody else signs in at this computer: what the one before kept is nothing to them.
        if let Err(error) = held.kept.cache().wipe().await {
            tracing::warn!(%error, "what was kept of somebody else stays, without its key");
        }
    }
}

/// Whose desk this is, as the backend says, however long that takes.
///
/// # Errors
/// That it does not let whoever is at the desk in: asking again would change nothing.
async fn told(backend: &Backend, holding: &watch::Sender<Holding>) -> Result<Whose, Error> {
    loop {
        match backend.get::<Session>(&["session"], &()).await {
            Ok(session) => return Ok(Whose::from(&session)),
            Err(error) if error.shuts_out() => return Err(error),
            Err(error) => {
                holding.send_replace(Holding::Unknown(Some(error)));
                tokio::time::sleep(ASKS_AGAIN_AFTER).await;
            }
        }
    }
}

impl Held {
    async fn open(backend: &Backend, place: &KeepingAt, whose: Whose) -> Self {
        let KeepingAt { folder, keychain, device, clock } = place.clone();
        let binding = Binding { firm: whose.firm.slug.clone(), staff: whose.staff.clone(), device };
        let place = CachePlace { folder, keychain, binding, clock };
        let cache = Cache::open(place.clone()).await;
        let sync = Sync::start(backend.clone(), cache.clone());
        let kept = Arc::new(Kept::of(cache));
        let intents = Intents::open(&place, Arc::clone(&kept), backend.clone(), &sync).await;
        Self { whose: Mutex::new(whose), place, kept, sync, intents }
    }

    /// Keeps what the backend says of whoever is at the desk, where it is something new: a firm may change its name.
    pub(crate) async fn hears(&self, session: &Session) {
        let whose = Whose::from(session);
        if whose.firm.slug == self.place.binding.firm && whose.staff == self.place.binding.staff {
            let known = std::mem::replace(&mut *self.whose(), whose.clone());
            if known != whose {
                whose.keep(&self.place.keychain, &self.place.binding.device).await;
            }
        }
    }

    /// What the backend said last of whoever is at the desk, and how old the data is.
    ///
    /// # Errors
    /// As [`Cache::read`].
    pub(crate) async fn session(&self) -> Result<Session, Error> {
        let data_as_of = self.kept.data_as_of().await?;
        let Whose { firm, staff } = self.whose().clone();
        Ok(Session { firm, staff, data_as_of })
    }

    fn whose(&self) -> MutexGuard<'_, Whose> {
        self.whose.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the backend, as soon as it answers, turns out to be of another firm than what is kept, or to know whoever
    /// is at the desk by another name.
    async fn is_of_others(&self) -> bool {
        let mut state = self.sync.state();
        let has_answered = |state: &SyncState| !matches!(state, SyncState::Beginning | SyncState::Waiting { .. });
        // Where nothing follows any more, nothing turns out.
        state.wait_for(has_answered).await.is_ok() && self.sync.is_of_others()
    }
}
