use std::sync::Arc;
use std::time::Duration;

use contract::{ClientId, PortalUserId, Session};
use tokio::sync::watch;

use crate::intents::Intents;
use crate::keeper::{Held, Holding, Keeper, Wiped};
use crate::kept::Kept;
use crate::own_firm::{Opener, OwnFirm};
use crate::{Backend, Desk, Error, KeepingAt, Sync};

/// How long the backend may take for what is kept here too, until that is shown instead.
const SOON: Duration = Duration::from_secs(3);
/// How long a change that was made waits to be seen in what is kept.
pub(crate) const SEEN_WITHIN: Duration = Duration::from_secs(2);

pub(crate) type Outcome = Option<Result<Arc<Connected>, Error>>;

/// The other end of a [`Desk`]: it has no backend until one is given here, so that the window opens at once and its questions
/// wait; and it has another one whenever another is given.
pub struct Connecting(watch::Sender<Option<Line>>);

/// Where a desk's backend is, or will be.
#[derive(Clone)]
pub(crate) struct Connection(watch::Receiver<Option<Line>>);

/// The way to one backend.
#[derive(Clone)]
struct Line {
    outcome: watch::Receiver<Outcome>,
    /// The firm that this computer keeps itself, if the backend is that.
    own_firm: Option<Arc<Opener>>,
}

/// A backend, and what is kept of its firm.
pub(crate) struct Connected {
    pub(crate) backend: Backend,
    /// Why the firm itself ends with the program, if it does.
    pub(crate) passing: Option<String>,
    keeper: Keeper,
}

impl Desk {
    /// A desk without a backend, and the hand that gives it one.
    #[must_use]
    pub fn connecting() -> (Self, Connecting) {
        let (sender, line) = watch::channel(None);
        (Self::over(Connection(line)), Connecting(sender))
    }
}

impl Connecting {
    /// Here is the backend, or why there is none, and where to keep what it has, if anywhere. Whoever waits goes on.
    pub fn done(&self, outcome: Result<Backend, Error>, keeping: Option<KeepingAt>) {
        let connected = outcome.map(|backend| Connected::with(backend, keeping, None));
        let (_, outcome) = watch::channel(Some(connected));
        self.0.send_replace(Some(Line { outcome, own_firm: None }));
    }

    /// The backend is the firm that this computer keeps itself. Answers once it is open, or is known not to be.
    pub async fn own_firm(&self, firm: impl OwnFirm, keeping: KeepingAt) {
        self.boxed_own_firm(Box::new(firm), keeping).await;
    }

    pub(crate) async fn boxed_own_firm(&self, firm: Box<dyn OwnFirm>, keeping: KeepingAt) {
        let (sender, outcome) = watch::channel(None);
        let opener = Arc::new(Opener::new(firm, keeping, sender));
        self.0.send_replace(Some(Line { outcome, own_firm: Some(Arc::clone(&opener)) }));
        opener.open().await;
    }

    /// Leaves the backend: what is kept of it is closed, and whoever asks from now on waits for the next one.
    pub(crate) async fn hang_up(&self) {
        let connected = self.0.send_replace(None).and_then(|line| line.outcome.borrow().clone());
        if let Some(Ok(connected)) = connected {
            connected.close().await;
        }
    }
}

impl Connection {
    /// The backend, as soon as there is one: for whoever only asks, of whichever firm is worked with then.
    pub(crate) async fn connected(&self) -> Result<Arc<Connected>, Error> {
        let mut lines = self.0.clone();
        loop {
            let line = lines.wait_for(Option::is_some).await;
            let mut outcome = line.map_err(|_| broken_off())?.as_ref().expect("waited for it").outcome.clone();
            tokio::select! {
                told = outcome.wait_for(Option::is_some) => {
                    return told.map_err(|_| broken_off())?.clone().expect("waited for it");
                }
                // Whoever waited for one backend is told of the next.
                Ok(()) = lines.changed() => {}
            }
        }
    }

    /// The backend as it is now, for whoever changes something there: what was meant for one firm goes to no other.
    ///
    /// # Errors
    /// [`Error::FirmLeft`] if the firm is being left, or is left before it answers; else why there is no backend.
    pub(crate) async fn to_change(&self) -> Result<Arc<Connected>, Error> {
        let mut lines = self.0.clone();
        let line = lines.borrow_and_update().clone();
        let mut outcome = line.ok_or(Error::FirmLeft)?.outcome;
        tokio::select! {
            biased;
            Ok(()) = lines.changed() => Err(Error::FirmLeft),
            told = outcome.wait_for(Option::is_some) => told.map_err(|_| broken_off())?.clone().expect("waited for it"),
        }
    }

    /// The backend, or why there is none; nothing while that is not known.
    pub(crate) fn now(&self) -> Outcome {
        self.0.borrow().as_ref()?.outcome.borrow().clone()
    }

    /// The firm that this computer keeps itself, if the backend is that.
    pub(crate) fn own_firm(&self) -> Option<Arc<Opener>> {
        self.0.borrow().as_ref()?.own_firm.clone()
    }
}

fn broken_off() -> Error {
    Error::NotOpened("The firm's start was broken off.".to_owned())
}

impl Connected {
    pub(crate) fn with(backend: Backend, keeping: Option<KeepingAt>, passing: Option<String>) -> Arc<Self> {
        let keeper = Keeper::start(backend.clone(), keeping);
        Arc::new(Self { backend, passing, keeper })
    }

    /// What is kept, as far as it is open.
    pub(crate) fn holding(&self) -> Holding {
        self.keeper.holding().borrow().clone()
    }

    /// What is kept of this backend's firm, once it is open. That takes a moment at the start; where a keychain asks for
    /// longer, nobody waits for it.
    async fn held(&self) -> Option<Arc<Held>> {
        let mut holding = self.keeper.holding();
        let opened = holding.wait_for(|holding| !matches!(holding, Holding::Opening));
        match tokio::time::timeout(SOON, opened).await.ok()?.ok()?.clone() {
            Holding::Open(held) if !held.sync.is_of_others() => Some(held),
            _ => None,
        }
    }

    /// What was decided offline.
    ///
    /// # Errors
    /// [`Error::NotCached`] while that is not open yet, or where nothing is kept.
    pub(crate) async fn intents(&self) -> Result<Deciding, Error> {
        self.held().await.map(Deciding).ok_or(Error::NotCached)
    }

    /// Takes away everything that is kept, keys first.
    ///
    /// # Errors
    /// As [`Keeper::wipe`].
    pub(crate) async fn wipe(&self) -> Result<Wiped, Error> {
        self.keeper.wipe().await
    }

    /// Begins to keep anew what the backend has, after [`Connected::wipe`].
    pub(crate) fn keep_anew(&self) {
        self.keeper.begin();
    }

    /// Closes what is kept, for the end of the program.
    pub(crate) async fn close(&self) {
        self.keeper.close().await;
    }

    /// Whether the backend does not answer: as it was found last, or else at this moment.
    ///
    /// # Errors
    /// Any other than [`Error::Unreachable`] with which it answers.
    pub(crate) async fn is_offline(&self) -> Result<bool, Error> {
        if self.is_away().await {
            return Ok(true);
        }
        match tokio::time::timeout(SOON, self.backend.get::<Session>(&["session"], &())).await {
            Err(_) => Ok(true),
            Ok(Err(error)) if error.is_no_answer() => Ok(true),
            Ok(answer) => answer.map(|_| false),
        }
    }

    /// What is kept, from the moment when lists can be answered from it; else the backend's answer. Where that does not
    /// come, lists that are still being gathered are waited for.
    pub(crate) async fn kept_first<A, Answering>(
        &self,
        kept: impl Fn(Arc<Kept>) -> Answering,
        asked: impl Future<Output = Result<A, Error>>,
    ) -> Result<A, Error>
    where
        Answering: Future<Output = Result<A, Error>>,
    {
        let Some(held) = self.held().await else { return asked.await };
        let from_what_is_kept = async || match held.kept.is_ready() {
            true => kept(Arc::clone(&held.kept)).await,
            false => Err(Error::NotCached),
        };
        let error = match from_what_is_kept().await {
            Err(error) if error.is_of_the_cache() => error,
            answer => return answer,
        };
        match asked.await {
            Err(none) if none.is_no_answer() && held.kept.holds_a_firm() => {
                held.kept.is_gathered().await;
                from_what_is_kept().await
            }
            // What is locked or damaged is what has to be told where nobody answers.
            Err(none) if none.is_no_answer() && !matches!(error, Error::NotCached) => Err(error),
            answer => answer,
        }
    }

    /// Who is at the desk, of which firm, and how old its data is.
    ///
    /// # Errors
    /// Any [`Error`].
    pub(crate) async fn session(&self) -> Result<Session, Error> {
        let held = self.held().await;
        let asked = async {
            let session = self.backend.get(&["session"], &()).await?;
            if let Some(held) = &held {
                held.hears(&session).await;
            }
            Ok(session)
        };
        let known = async |_: Arc<Kept>| match &held {
            Some(held) => held.session().await,
            None => Err(Error::NotCached),
        };
        self.asked_first(asked, known).await
    }

    /// Whether the backend was away when it was asked last, so that there is nobody to wait for.
    pub(crate) async fn is_away(&self) -> bool {
        self.held().await.is_some_and(|held| is_away(&held.sync))
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
        let Some(held) = self.held().await.filter(|held| held.kept.holds_a_firm()) else { return asked.await };
        let answer = match is_away(&held.sync) {
            true => Err(Error::Unreachable),
            false => tokio::time::timeout(SOON, asked).await.unwrap_or(Err(Error::Unreachable)),
        };
        match answer {
            // A backend whose database is away, say, answers, and cannot tell.
            Err(Error::Refused(problem)) if problem.status >= 500 => kept(Arc::clone(&held.kept)).await,
            Err(error) if error.is_no_answer() => kept(Arc::clone(&held.kept)).await,
            answer => answer,
        }
    }

    /// What is kept, if lists can be answered from it.
    pub(crate) async fn listed(&self) -> Option<Arc<Kept>> {
        let held = self.held().await.filter(|held| held.kept.is_ready());
        held.map(|held| Arc::clone(&held.kept))
    }

    /// Has what is kept follow the backend at once.
    pub(crate) async fn follow_now(&self) {
        if let Some(held) = self.held().await {
            held.sync.now();
        }
    }

    /// Waits a little until what is kept has a change that was made here, so that whoever made it sees it.
    pub(crate) async fn has_seen(&self, user: PortalUserId, client: &ClientId, version: i64) {
        if let Some(held) = self.held().await.filter(|held| held.kept.is_ready()) {
            held.sync.now();
            let _ = tokio::time::timeout(SEEN_WITHIN, held.kept.has_seen(user, client, version)).await;
        }
    }
}

/// The intents of what is held, for as long as somebody has to do with them.
pub(crate) struct Deciding(Arc<Held>);

impl std::ops::Deref for Deciding {
    type Target = Intents;

    fn deref(&self) -> &Intents {
        &self.0.intents
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
