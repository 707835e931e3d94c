use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use contract::{ClientId, PortalUserId, Session};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::cache::{Binding, Cache, CachePlace};
use crate::intents::Intents;
use crate::kept::Kept;
use crate::own_firm::{Opener, OwnFirm};
use crate::{Backend, Clock, Desk, Error, Keychain, Sync};

/// How long the backend may take for what is kept here too, until that is shown instead.
const SOON: Duration = Duration::from_secs(3);
/// How long a change that was made waits to be seen in what is kept.
pub(crate) const SEEN_WITHIN: Duration = Duration::from_secs(2);
/// How long to wait before who is at the desk is asked again.
const ASKS_AGAIN_AFTER: Duration = Duration::from_secs(2);

pub(crate) type Outcome = Option<Result<Arc<Connected>, Error>>;

/// The other end of a [`Desk`] that has no backend yet: the window opens at once, and its questions wait here until the
/// embedded firm answers.
pub struct Connecting {
    outcome: watch::Sender<Outcome>,
    own_firm: OwnFirmPlace,
}

/// Where a desk's backend will be.
#[derive(Clone)]
pub(crate) struct Connection {
    outcome: watch::Receiver<Outcome>,
    own_firm: OwnFirmPlace,
}

/// Where the firm that this computer keeps itself will be.
type OwnFirmPlace = Arc<OnceLock<Opener>>;

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

/// A backend, and what is kept of its firm.
pub(crate) struct Connected {
    pub(crate) backend: Backend,
    /// Why the firm itself ends with the program, if it does.
    pub(crate) passing: Option<String>,
    kept: OnceLock<(Arc<Kept>, Sync)>,
    intents: OnceLock<Intents>,
    keeper: OnceLock<Keeper>,
}

/// Opens the cache as soon as the backend has said whose it is.
struct Keeper(JoinHandle<()>);

impl Drop for Keeper {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Desk {
    /// A desk without a backend, and the hand that gives it one.
    #[must_use]
    pub fn connecting() -> (Self, Connecting) {
        let (sender, outcome) = watch::channel(None);
        let own_firm = OwnFirmPlace::default();
        let connecting = Connecting { outcome: sender, own_firm: Arc::clone(&own_firm) };
        (Self::over(Connection { outcome, own_firm }), connecting)
    }
}

impl Connecting {
    /// Here is the backend, or why there is none, and where to keep what it has, if anywhere. Whoever waits goes on.
    pub fn done(self, outcome: Result<Backend, Error>, keeping: Option<KeepingAt>) {
        let connected = outcome.map(|backend| Connected::with(backend, keeping, None));
        self.outcome.send_replace(Some(connected));
    }

    /// The backend is the firm that this computer keeps itself. Answers once it is open, or is known not to be.
    pub async fn own_firm(self, firm: impl OwnFirm, keeping: KeepingAt) {
        let opener = Opener::new(firm, keeping, self.outcome);
        // Nobody else has the other hand.
        self.own_firm.get_or_init(|| opener).open().await;
    }
}

async fn keep(connected: std::sync::Weak<Connected>, keeping: KeepingAt) {
    loop {
        let Some(backend) = connected.upgrade().map(|connected| connected.backend.clone()) else { return };
        let Ok(session) = backend.get::<Session>(&["session"], &()).await else {
            tokio::time::sleep(ASKS_AGAIN_AFTER).await;
            continue;
        };
        let binding = Binding { firm: session.firm.slug, staff: session.staff, device: keeping.device };
        let KeepingAt { folder, keychain, clock, .. } = keeping;
        let place = CachePlace { folder, keychain, binding, clock };
        let cache = Cache::open(place.clone()).await;
        let sync = Sync::start(backend.clone(), cache.clone());
        let kept = Arc::new(Kept::of(cache));
        let intents = Intents::open(&place, Arc::clone(&kept), backend, &sync).await;
        if let Some(connected) = connected.upgrade() {
            // First, so that whoever finds what is kept finds them too.
            let _ = connected.intents.set(intents);
            let _ = connected.kept.set((kept, sync));
        }
        return;
    }
}

impl Connection {
    /// The backend, as soon as there is one.
    pub(crate) async fn connected(&self) -> Result<Arc<Connected>, Error> {
        let mut outcome = self.outcome.clone();
        let outcome = outcome.wait_for(Option::is_some).await;
        let outcome = outcome.map_err(|_| Error::NotOpened("The firm's start was broken off.".to_owned()))?;
        outcome.clone().expect("waited for it")
    }

    /// The backend, or why there is none; nothing while that is not known.
    pub(crate) fn now(&self) -> Outcome {
        self.outcome.borrow().clone()
    }

    /// The firm that this computer keeps itself, if the backend is that.
    pub(crate) fn own_firm(&self) -> Option<&Opener> {
        self.own_firm.get()
    }
}

impl Connected {
    pub(crate) fn with(backend: Backend, keeping: Option<KeepingAt>, passing: Option<String>) -> Arc<Self> {
        let (kept, intents, keeper) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        let connected = Arc::new(Self { backend, passing, kept, intents, keeper });
        if let Some(keeping) = keeping {
            // It must not keep alive what it belongs to.
            let keeper = tokio::spawn(keep(Arc::downgrade(&connected), keeping));
            let _ = connected.keeper.set(Keeper(keeper));
        }
        connected
    }

    /// What is kept, and how it follows the backend, once it is open.
    pub(crate) fn kept(&self) -> Option<&(Arc<Kept>, Sync)> {
        self.kept.get()
    }

    /// What was decided offline.
    ///
    /// # Errors
    /// [`Error::NotCached`] while that is not open yet, or where nothing is kept.
    pub(crate) fn intents(&self) -> Result<&Intents, Error> {
        self.intents.get().ok_or(Error::NotCached)
    }

    /// Whether the backend does not answer: as it was found last, or else at this moment.
    ///
    /// # Errors
    /// Any other than [`Error::Unreachable`] with which it answers.
    pub(crate) async fn is_offline(&self) -> Result<bool, Error> {
        if self.kept().is_some_and(|(_, sync)| is_away(sync)) {
            return Ok(true);
        }
        match tokio::time::timeout(SOON, self.backend.get::<Session>(&["session"], &())).await {
            Err(_) | Ok(Err(Error::Unreachable)) => Ok(true),
            Ok(answer) => answer.map(|_| false),
        }
    }

    /// What is kept, if lists can be answered from it.
    pub(crate) fn searchable(&self) -> Option<Arc<Kept>> {
        let kept = self.kept().filter(|(kept, sync)| kept.is_ready() && !sync.is_of_others());
        kept.map(|(kept, _)| Arc::clone(kept))
    }

    /// The backend's answer while it answers; else what is kept.
    pub(crate) async fn asked_first<A, Answering>(
        &self,
        asked: impl Future<Output = Result<A, Error>>,
        kept: impl FnOnce(Arc<Kept>) -> Answering,
    ) -> Result<A, Error>
    where
        Answering: Future<Output = Result<A, Error>>,
    {
        let is_kept = |(kept, sync): &&(Arc<Kept>, Sync)| kept.holds_a_firm() && !sync.is_of_others();
        let Some((ready, sync)) = self.kept().filter(is_kept) else { return asked.await };
        let answer = match is_away(sync) {
            true => Err(Error::Unreachable),
            false => tokio::time::timeout(SOON, asked).await.unwrap_or(Err(Error::Unreachable)),
        };
        match answer {
            // A backend whose database is away, say, answers, and cannot tell.
            Err(Error::Refused(problem)) if problem.status >= 500 => kept(Arc::clone(ready)).await,
            Err(Error::Unreachable) => kept(Arc::clone(ready)).await,
            answer => answer,
        }
    }

    /// Waits a little until what is kept has a change that was made here, so that whoever made it sees it.
    pub(crate) async fn has_seen(&self, user: PortalUserId, client: &ClientId, version: i64) {
        if let Some((kept, sync)) = self.kept().filter(|(kept, _)| kept.is_ready()) {
            sync.now();
            let _ = tokio::time::timeout(SEEN_WITHIN, kept.has_seen(user, client, version)).await;
        }
    }
}

/// Whether the backend was away when it was asked last. It is asked again at once, since somebody wants to know.
fn is_away(sync: &Sync) -> bool {
    let is_away = sync.is_unanswered();
    if is_away {
        sync.now();
    }
    is_away
}
