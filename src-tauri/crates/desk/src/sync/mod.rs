//! Following the firm: first everything in pages, then what changed since, by number, whenever a stream says that there is
//! something. What is not a firm backend's answer is never taken for one; whatever goes wrong on the way is tried again,
//! and nothing is lost by it, since the cache knows the number that it stands at.

mod changes;
mod events;
mod first;
mod pace;

use std::sync::Arc;
use std::time::Duration;

use contract::{ProblemCode, Session};
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::backend::{Dated, NoAnswer};
use crate::cache::{Cache, Contact, Nothing};
use crate::{Backend, Error};
use pace::Pace;

/// How often the time that has been reached is written down, so that a clock set back gains nothing.
const TIME_IS_KEPT_EVERY: Duration = Duration::from_mins(1);

/// The cache of a firm as it follows the firm's backend. It ends when this is dropped; the next one goes on where this was.
pub struct Sync {
    state: watch::Receiver<SyncState>,
    wake: Arc<Notify>,
    task: JoinHandle<()>,
}

/// How a cache stands to its backend.
#[derive(Debug, Clone)]
pub enum SyncState {
    /// Nothing was asked yet.
    Beginning,
    /// Everything is being read; what was cached before answers meanwhile.
    FirstSync(Progress),
    /// What changed meanwhile is being read.
    CatchingUp,
    /// The cache has everything, and is told of every change at once.
    Live,
    /// It did not work, and is tried again at this time, or when [`Sync::now`] is called.
    Waiting {
        /// Why.
        why: Error,
        /// When.
        until: Instant,
    },
    /// It makes no sense to try again: the backend does not let whoever is at the desk in, or is not the firm's.
    Ended(Error),
}

/// How far a first sync is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// How many records have come.
    pub records: u64,
    /// How many there are, once that is known.
    pub of: Option<u64>,
    /// How many come in a second, since the start or the last break.
    pub per_second: u64,
}

/// Why following stops for now.
#[derive(Debug)]
enum Halt {
    /// Try again, when whoever is in between wants to be asked again.
    Later(Error, Option<Duration>),
    /// The changes asked for are past retention, or too many to be held at once: read everything anew.
    Anew,
    /// Nothing will change by trying again.
    Ended(Error),
}

impl Sync {
    /// Begins to follow.
    #[must_use]
    pub fn start(backend: Backend, cache: Cache) -> Self {
        let (sender, state) = watch::channel(SyncState::Beginning);
        let wake = Arc::new(Notify::new());
        let follower = Follower { backend, cache, state: sender, wake: Arc::clone(&wake) };
        Self { state, wake, task: tokio::spawn(follower.run()) }
    }

    /// How it goes, now and whenever that changes.
    #[must_use]
    pub fn state(&self) -> watch::Receiver<SyncState> {
        self.state.clone()
    }

    /// Follows no longer. Afterwards nothing of it runs any more.
    pub async fn stop(mut self) {
        self.task.abort();
        // That it was ended is what was wanted.
        let _ = (&mut self.task).await;
    }

    /// Follows no longer, as soon as it can end.
    pub(crate) fn end(&self) {
        self.task.abort();
    }

    /// Whether the backend did not answer when it was asked last.
    #[must_use]
    pub fn is_unanswered(&self) -> bool {
        matches!(&*self.state.borrow(), SyncState::Waiting { why, .. } if why.is_no_answer())
    }

    /// Whether the backend is of another firm, or knows whoever is at the desk by another name, than what is cached.
    pub(crate) fn is_of_others(&self) -> bool {
        matches!(*self.state.borrow(), SyncState::Ended(Error::NotThisFirm))
    }

    /// Asks for changes at once: somebody has just made one, or does not want to wait for the next try.
    pub fn now(&self) {
        self.wake.notify_one();
    }
}

impl Drop for Sync {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Follower {
    backend: Backend,
    cache: Cache,
    state: watch::Sender<SyncState>,
    wake: Arc<Notify>,
}

impl Follower {
    async fn run(self) {
        tokio::join!(self.follow_for_ever(), self.verify_once());
    }

    /// Looks at all of the cache once, when nobody is kept waiting by that any more. What is damaged is read anew.
    async fn verify_once(&self) {
        let mut state = self.state.subscribe();
        let is_live = state.wait_for(|state| matches!(state, SyncState::Live)).await.is_ok();
        if is_live && self.cache.verify().await.is_err() {
            self.wake.notify_one();
        }
    }

    async fn follow_for_ever(&self) {
        let mut pace = Pace::default();
        loop {
            self.cache.keep_time().await;
            let (why, wait) = match self.follow(&mut pace).await {
                Ok(()) => continue,
                // What is wrong again at once is no reason for haste.
                Err(Halt::Anew) => {
                    tokio::time::sleep(pace.wait(&Error::CacheDamaged, None)).await;
                    continue;
                }
                Err(Halt::Ended(why)) => return self.end(why).await,
                Err(Halt::Later(why, asked)) => {
                    let wait = pace.wait(&why, asked);
                    (why, wait)
                }
            };
            self.state.send_replace(SyncState::Waiting { why, until: Instant::now() + wait });
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = self.wake.notified() => {}
            }
        }
    }

    /// Follows until the stream ends, as each does after some minutes: then everything is asked for again, also who is
    /// asking.
    async fn follow(&self, pace: &mut Pace) -> Result<(), Halt> {
        self.check_who().await?;
        self.catch_up().await?;
        let mut events = events::Events::open(&self.backend).await?;
        self.state.send_replace(SyncState::Live);
        let mut keeps_time = tokio::time::interval(TIME_IS_KEPT_EVERY);
        let mut standing = self.cache.standing();
        loop {
            standing.mark_unchanged();
            if self.cache.is_to_be_read_anew() {
                return Err(Halt::Anew);
            }
            tokio::select! {
                // What was thrown away is read anew at once, and not when the firm changes next.
                _ = standing.changed() => continue,
                told = events.next() => match told? {
                    Some(number) if self.cache.number() == Some(number) => pace.begin_anew(),
                    Some(_) => self.catch_up().await?,
                    None => return events.ended(),
                },
                () = self.wake.notified() => self.catch_up().await?,
                _ = keeps_time.tick() => self.cache.keep_time().await,
            }
            self.state.send_if_modified(|state| {
                let changes = !matches!(state, SyncState::Live);
                *state = SyncState::Live;
                changes
            });
        }
    }

    /// The backend has to be the firm's, and has to know whoever is at the desk as the cache does.
    async fn check_who(&self) -> Result<(), Halt> {
        let session: Dated<Session> = self.backend.get_dated(&["session"], &()).await?;
        let binding = self.cache.binding();
        match session.answer.firm.slug == binding.firm && session.answer.staff == binding.staff {
            true => Ok(()),
            false => Err(Halt::Ended(Error::NotThisFirm)),
        }
    }

    async fn catch_up(&self) -> Result<(), Halt> {
        let Some(number) = self.cache.number() else { return self.first_sync().await };
        self.state.send_replace(SyncState::CatchingUp);
        match self.read_changes(number).await {
            Err(Halt::Anew) => self.first_sync().await,
            other => other,
        }
    }

    /// Whom the backend does not let in has nothing here either.
    async fn end(&self, why: Error) {
        if !matches!(why, Error::NotThisFirm) {
            self.cache.throw_away(Nothing::NotAllowed).await;
        }
        self.state.send_replace(SyncState::Ended(why));
    }

    fn contact<A>(&self, dated: &Dated<A>) -> Contact {
        self.cache.contact(dated.date)
    }
}

impl From<NoAnswer> for Halt {
    fn from(none: NoAnswer) -> Self {
        let NoAnswer { error, retry_after } = none;
        match &error {
            Error::Refused(problem) if problem.code == ProblemCode::Gone => Self::Anew,
            shut if shut.shuts_out() => Self::Ended(error),
            _ => Self::Later(error, retry_after),
        }
    }
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        match error {
            // It was thrown away, and is read anew.
            Error::CacheDamaged | Error::CacheLocked => Self::Anew,
            error => Self::Later(error, None),
        }
    }
}
