//! What a desktop keeps of its firm, encrypted: everything that the backend's snapshot holds, so that the desk answers
//! without a network, and a stolen disk gives nothing away (`rules.md` 45, 46). It holds no invoice numbers, payment
//! methods or letters.
//!
//! The cache is a copy and can be thrown away at any time: damage, a lost key, a file of another form, firm, person or
//! computer all end in the same way, with an empty cache that is read anew from the backend. So there are generations:
//! each first sync writes into a file of its own with a key of its own, is seen by nobody until it is whole, and then
//! replaces the one before in a single step. What is followed afterwards is written in one transaction with the number
//! that it stands at, so that the cache is the backend's state at one number at every instant, also after a crash.
//!
//! Syncing is not done here ([`crate::Sync`]), nor is anything decided from what is read.

mod beside;
mod building;
mod generation;
mod gone;
mod lease;
mod links;
mod read;
mod recover;
mod sealed;
mod standing;
mod statements;
mod times;
mod trouble;
mod write;

use std::fs::File;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use contract::CachedRecord;
use sqlx::{Sqlite, Transaction};
use tokio::sync::{broadcast, watch};

use crate::{Clock, Error, Keychain};

pub(crate) use beside::At;
pub(crate) use building::{Building, KINDS};
use generation::Generation;
pub(crate) use generation::{be_silent, only_sound};
pub(crate) use gone::remove;
pub(crate) use lease::Contact;
use lease::Lease;
pub use links::Tie;
pub use read::{Counts, Reading};
use recover::{Found, prepare_folder, recovered};
pub use standing::{Holds, Keeping, News, Nothing, Standing};
pub(crate) use trouble::Trouble;
pub(crate) use write::ReadSoFar;

/// How many news wait for whoever follows slowly, until they are told that they have missed some.
const NEWS: usize = 256;
/// How often the time that has been reached is written down at most: whoever commits waits for readers, and they for the
/// commit.
const TIME_IS_WRITTEN_AFTER: TimeDelta = TimeDelta::seconds(10);
/// How often a contact that brought nothing new is written down.
const CONTACT_IS_WRITTEN_AFTER: TimeDelta = TimeDelta::minutes(5);

/// Whose a cache is. One of another firm, member of staff or computer is never read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// The firm's slug.
    pub firm: String,
    /// The name of the member of staff, as the backend has it.
    pub staff: String,
    /// What tells this computer from others.
    pub device: String,
}

/// Where a cache is kept, and what with.
#[derive(Clone)]
pub struct CachePlace {
    /// The folder, which is the cache's own; made if it is not there.
    pub folder: PathBuf,
    /// Where its keys are.
    pub keychain: Keychain,
    /// Whose it is.
    pub binding: Binding,
    /// Where the time comes from.
    pub clock: Clock,
}

/// The cache of one firm on this computer. Cloning it is cheap and gives the same one.
#[derive(Clone)]
pub struct Cache(Arc<Inner>);

struct Inner {
    place: CachePlace,
    kept: Mutex<Kept>,
    /// Held by who makes, replaces or throws away a generation.
    changing: tokio::sync::Mutex<()>,
    standing: watch::Sender<Standing>,
    news: broadcast::Sender<News>,
    /// Held while the folder is in use; the operating system frees it even after a crash.
    lock: Mutex<Option<File>>,
}

/// The generations there are.
#[derive(Default)]
struct Kept {
    /// The one that answers.
    current: Option<Arc<Generation>>,
    /// The one that a first sync is making.
    unfinished: Option<Arc<Generation>>,
    /// How long they may be used.
    lease: Option<Lease>,
    /// When the last contact was written down.
    written: Option<Contact>,
    /// The time that was last written down as reached.
    noted: Option<DateTime<Utc>>,
    /// The highest number that a generation has had.
    last_count: i64,
}

impl Cache {
    /// Opens the cache at this place. It never fails: what cannot be used is thrown away, and where nothing can be kept it
    /// is kept in memory only; [`Cache::standing`] says so.
    pub async fn open(place: CachePlace) -> Self {
        let lock = prepare_folder(&place.folder);
        let (keeping, found) = match &lock {
            Ok(_) => match recovered(&place).await {
                Ok(found) => (Keeping::Encrypted, found),
                Err(why) => (Keeping::MemoryOnly(why), Found::default()),
            },
            Err(why) => (Keeping::MemoryOnly(why.clone()), Found::default()),
        };
        let Found { kept, holds } = found;
        let this = Self(Arc::new(Inner {
            place,
            kept: Mutex::new(kept),
            changing: tokio::sync::Mutex::default(),
            standing: watch::Sender::new(Standing { keeping, holds }),
            news: broadcast::Sender::new(NEWS),
            lock: Mutex::new(lock.ok()),
        }));
        this.keep_time().await;
        this
    }

    /// What it holds and how it is kept, now and whenever that changes.
    #[must_use]
    pub fn standing(&self) -> watch::Receiver<Standing> {
        self.0.standing.subscribe()
    }

    /// What changes from now on, for whoever keeps something made from it in memory. Who lags behind gathers anew.
    #[must_use]
    pub fn news(&self) -> broadcast::Receiver<News> {
        self.0.news.subscribe()
    }

    /// Whose it is.
    #[must_use]
    pub fn binding(&self) -> &Binding {
        &self.0.place.binding
    }

    /// The state that it stands at, to be read.
    ///
    /// # Errors
    /// [`Error::NotCached`] if nothing has been read from the backend yet, [`Error::CacheLocked`] if the backend has not
    /// been heard for longer than the firm allows, [`Error::CacheDamaged`] if the file was, [`Error::CacheFailed`].
    pub async fn read(&self) -> Result<Reading, Error> {
        loop {
            let current = self.current()?;
            match begun(&current).await {
                Ok((tx, number)) => {
                    return Ok(Reading { cache: self.clone(), generation: current.count, number, tx });
                }
                // It was replaced at this very moment.
                Err(_) if current.readers.is_closed() => {}
                Err(trouble) => return Err(self.told(current.count, trouble)),
            }
        }
    }

    /// Looks at every page of the file, also those that nobody reads just now: damage is told at once, and not on the day
    /// when it is met. It takes as long as reading the file.
    ///
    /// # Errors
    /// As [`Cache::read`]; [`Error::CacheDamaged`] if any page is not as it was written.
    pub async fn verify(&self) -> Result<(), Error> {
        let current = self.current()?;
        match current.verify().await {
            Err(_) if current.readers.is_closed() => Ok(()),
            verified => verified.map_err(|trouble| self.told(current.count, trouble)),
        }
    }

    /// Takes note of the time that has been reached, and locks the cache if it may not be used any more.
    pub(crate) async fn keep_time(&self) {
        let local = self.0.place.clock.now();
        let (over, seen, current) = {
            let mut kept = self.kept();
            let Some(lease) = &mut kept.lease else { return };
            let (over, seen) = (lease.is_over(local), lease.now(local));
            let is_worth_writing = kept.noted.is_none_or(|noted| seen - noted >= TIME_IS_WRITTEN_AFTER);
            (over, seen, kept.current.clone().or_else(|| kept.unfinished.clone()).filter(|_| is_worth_writing))
        };
        if over {
            self.throw_away(Nothing::Locked).await;
        } else if let Some(current) = current {
            match noted(&current, times::write(seen)).await {
                Ok(()) => self.kept().noted = Some(seen),
                Err(trouble) => drop(self.told(current.count, trouble)),
            }
        }
    }

    /// The number that everything stands at; none if there is nothing whole.
    pub(crate) fn number(&self) -> Option<i64> {
        match self.0.standing.borrow().holds {
            Holds::Firm { number, .. } => Some(number),
            Holds::Nothing(_) => None,
        }
    }

    /// Whether the folder is this program's: another start of it may be using it.
    pub(crate) fn has_its_folder(&self) -> bool {
        self.lock().is_some()
    }

    fn lock(&self) -> MutexGuard<'_, Option<File>> {
        self.0.lock.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether what it held was thrown away, and a first sync would bring it back.
    pub(crate) fn is_to_be_read_anew(&self) -> bool {
        matches!(self.0.standing.borrow().holds, Holds::Nothing(Nothing::Damaged | Nothing::Locked))
    }

    /// Whether it was wiped, and takes nothing any more.
    pub(crate) fn is_wiped(&self) -> bool {
        self.0.standing.borrow().holds == Holds::Nothing(Nothing::Wiped)
    }

    /// The backend was heard: the time is what it says, if it does.
    pub(crate) fn contact(&self, date: Option<DateTime<Utc>>) -> Contact {
        let local = self.0.place.clock.now();
        Contact { server: date.unwrap_or(local), local }
    }

    /// The time now by the backend's clock, as far as it can be known without it.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        let local = self.0.place.clock.now();
        self.kept().lease.as_mut().map_or(local, |lease| lease.now(local))
    }

    /// Why there is nothing to answer from.
    pub(crate) fn holds_nothing_because(&self) -> Error {
        self.0.standing.borrow().holds.error()
    }

    /// When the backend was last heard, by its own clock; none if it never was.
    #[must_use]
    pub fn last_contact(&self) -> Option<DateTime<Utc>> {
        self.kept().lease.as_ref().map(|lease| lease.contact().server)
    }

    /// Takes what changed since the number that it stands at: all of it or nothing.
    ///
    /// # Errors
    /// As [`Cache::read`], and [`Error::DiskFull`].
    pub(crate) async fn follow(
        &self,
        records: Arc<[CachedRecord]>,
        number: i64,
        contact: Contact,
    ) -> Result<(), Error> {
        let current = self.current()?;
        let is_news = self.number() != Some(number) || !records.is_empty();
        if is_news || self.is_worth_writing(contact) {
            let hours = followed(&current, &records, number, contact).await;
            let hours = hours.map_err(|trouble| self.told(current.count, trouble))?;
            let mut kept = self.kept();
            kept.written = Some(contact);
            self.publish(&mut kept, &current, number, Lease::of(contact, contact.server, hours))?;
        } else {
            let mut kept = self.kept();
            let hours = kept.lease.as_ref().map_or(generation::USUAL_HOURS, Lease::hours);
            self.publish(&mut kept, &current, number, Lease::of(contact, contact.server, hours))?;
        }
        if is_news {
            // Nobody may be listening.
            let _ = self.0.news.send(News::Moved { number, records });
        }
        Ok(())
    }

    /// Has a generation answer with this number, if it is still the one that answers: what was thrown away while it was
    /// written to stays so.
    ///
    /// # Errors
    /// Why nothing answers any more.
    fn publish(&self, kept: &mut Kept, generation: &Generation, number: i64, lease: Lease) -> Result<(), Error> {
        if kept.current.as_ref().is_none_or(|current| current.count != generation.count) {
            return Err(self.0.standing.borrow().holds.error());
        }
        kept.lease = Some(lease);
        let holds = Holds::Firm { generation: generation.count, number };
        self.0.standing.send_if_modified(|standing| std::mem::replace(&mut standing.holds, holds) != holds);
        Ok(())
    }

    fn is_worth_writing(&self, contact: Contact) -> bool {
        self.kept().written.is_none_or(|last| contact.server - last.server >= CONTACT_IS_WRITTEN_AFTER)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The generation that answers, if it may.
    fn current(&self) -> Result<Arc<Generation>, Error> {
        let local = self.0.place.clock.now();
        let mut kept = self.kept();
        if kept.lease.as_mut().is_some_and(|lease| lease.is_over(local)) {
            let this = self.clone();
            tokio::spawn(async move { this.throw_away(Nothing::Locked).await });
            return Err(Error::CacheLocked);
        }
        kept.current.clone().ok_or_else(|| self.0.standing.borrow().holds.error())
    }

    fn holds_nothing(&self, why: Nothing) {
        self.0.standing.send_modify(|standing| standing.holds = Holds::Nothing(why));
        let _ = self.0.news.send(News::Gone);
    }
}

async fn begun(generation: &Generation) -> Result<(Transaction<'static, Sqlite>, i64), Trouble> {
    let mut tx = generation.readers.begin().await?;
    // The first question fixes the state that all others are answered from.
    let number = sqlx::query_scalar!("SELECT number FROM cache").fetch_one(&mut *tx).await?;
    Ok((tx, number.ok_or(Trouble::Damaged)?))
}

/// Writes what changed, and answers how many hours the firm allows from now on.
async fn followed(
    generation: &Generation,
    records: &[CachedRecord],
    number: i64,
    contact: Contact,
) -> Result<u32, Trouble> {
    let mut tx = generation.writer.begin_with("BEGIN IMMEDIATE").await?;
    write::records(&mut tx, records).await?;
    write::touched(&mut tx, records, number).await?;
    write::stands_at(&mut tx, number, true, contact).await?;
    let hours = generation::hours(&mut tx).await?;
    tx.commit().await?;
    Ok(hours)
}

async fn noted(generation: &Generation, seen: i64) -> Result<(), Trouble> {
    let mut tx = generation.writer.begin_with("BEGIN IMMEDIATE").await?;
    write::seen(&mut tx, seen).await?;
    tx.commit().await?;
    Ok(())
}
