//! The directory of each firm ([`Directory`]), held in memory beside the database and never behind it: before a list is
//! answered, the changes since are read, by the numbers that desktops follow too. It is a copy: whatever is lost of it is
//! gathered from the tables again.

use std::collections::{BTreeSet, HashMap};
use std::num::NonZero;
use std::sync::{Arc, Mutex, PoisonError};

use domain::Directory;
use domain::directory::Gathering;
use tokio::sync::Semaphore;

use crate::aside::aside;
use crate::db::asked::as_json;
use crate::db::changes::Changed;
use crate::db::{self, Transaction, directory as tables};
use crate::{Database, Error, FirmId};

/// How many rows are read at a time.
const PAGE: u32 = 10_000;
/// How many changes are taken at a time: few enough to keep a thread for some milliseconds only.
const CHANGES: u32 = 1_000;
/// With more changes than these, gathering everything anew is not slower: after an import, say.
const TOO_MANY_CHANGES: i64 = 20_000;

/// The directories of all firms that were asked for.
#[derive(Debug, Clone)]
pub(crate) struct Directories {
    firms: Arc<Mutex<HashMap<FirmId, Arc<Kept>>>>,
    /// As many look something up at a time as there are processors: more of them would only take longer each.
    looking: Arc<Semaphore>,
}

impl Default for Directories {
    fn default() -> Self {
        let processors = std::thread::available_parallelism().map_or(2, NonZero::get);
        Self { firms: Arc::default(), looking: Arc::new(Semaphore::new(processors)) }
    }
}

/// The directory of one firm.
#[derive(Debug, Default)]
struct Kept {
    newest: Mutex<Option<Numbered>>,
    /// Held by who brings it up to date: the others wait for that rather than do it too.
    following: tokio::sync::Mutex<()>,
}

/// A directory, and the number of the last change that it knows.
#[derive(Debug, Clone)]
struct Numbered {
    number: i64,
    directory: Arc<Directory>,
}

impl Directories {
    /// The firm's directory with everything in it that was committed before this was asked, and a transaction to read
    /// what the rows show.
    ///
    /// # Errors
    /// [`Error::Database`] if it cannot be read.
    pub(crate) async fn now(&self, database: &Database, firm: FirmId) -> Result<(Arc<Directory>, Transaction), Error> {
        let kept = self.of(firm);
        let mut tx = database.read(firm).await?;
        let (_, last) = db::changes::range(&mut tx, firm).await?;
        if let Some(current) = kept.newest().filter(|newest| newest.number == last) {
            return Ok((current.directory, tx));
        }
        // Whoever waits must not keep a connection from those who do not need to.
        drop(tx);
        // In a task of its own: what takes long for a large firm is not to begin anew because a caller went away.
        let directory = tokio::spawn(kept.follow(database.clone(), firm)).await.map_err(|_| Error::Panicked)??;
        Ok((directory, database.read(firm).await?))
    }

    /// Looks something up where that keeps nobody else waiting.
    pub(crate) async fn look<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
        let _turn = self.looking.acquire().await.map_err(|_| Error::Panicked)?;
        aside(work).await
    }

    /// Gathers the directories of all firms, so that nobody has to wait for that. What cannot be gathered now is when it
    /// is asked for.
    pub(crate) async fn warm(&self, database: &Database) {
        let firms = async { db::firms::all(&mut database.read_directory().await?).await };
        for firm in firms.await.unwrap_or_default() {
            let _ = self.now(database, firm).await;
        }
    }

    fn of(&self, firm: FirmId) -> Arc<Kept> {
        let mut all = self.firms.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(all.entry(firm).or_default())
    }
}

impl Kept {
    fn newest(&self) -> Option<Numbered> {
        self.newest.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The directory as it is now, brought up to date.
    async fn follow(self: Arc<Self>, database: Database, firm: FirmId) -> Result<Arc<Directory>, Error> {
        let _following = self.following.lock().await;
        let mut tx = database.read(firm).await?;
        let newest = followed(&mut tx, firm, self.newest()).await?;
        *self.newest.lock().unwrap_or_else(PoisonError::into_inner) = Some(newest.clone());
        Ok(newest.directory)
    }
}

/// The directory as it is in this transaction, from an earlier one if there is one.
async fn followed(tx: &mut Transaction, firm: FirmId, earlier: Option<Numbered>) -> Result<Numbered, Error> {
    let (first, last) = db::changes::range(tx, firm).await?;
    // One that knows more than the database is of another, say of before this one was restored.
    let follows =
        |earlier: &Numbered| (first - 1..=last).contains(&earlier.number) && last - earlier.number <= TOO_MANY_CHANGES;
    let Some(mut newest) = earlier.filter(follows) else {
        return Ok(Numbered { number: last, directory: Arc::new(gathered(tx, firm).await?) });
    };
    while newest.number < last {
        let changes = db::changes::after(tx, firm, newest.number, CHANGES).await?;
        newest.number = changes.last().map_or(last, |(number, _)| *number);
        take(tx, firm, Arc::make_mut(&mut newest.directory), changes).await?;
    }
    Ok(newest)
}

/// Takes what these changes came to.
async fn take(
    tx: &mut Transaction,
    firm: FirmId,
    directory: &mut Directory,
    changes: Vec<(i64, Changed)>,
) -> Result<(), Error> {
    let mut users = BTreeSet::new();
    let mut clients = BTreeSet::new();
    let mut pairs = BTreeSet::new();
    for (_, changed) in changes {
        match changed {
            Changed::PortalUser(user) => drop(users.insert(user.get())),
            Changed::Client(client) => drop(clients.insert(client)),
            Changed::Pair(user, client) => drop(pairs.insert(format!("{user} {client}"))),
            Changed::Firm => {}
        }
    }
    if !users.is_empty() {
        for user in tables::users(tx, firm, &as_json(&users)).await? {
            directory.put_user(&user.entry());
        }
    }
    if !clients.is_empty() {
        for client in tables::clients(tx, firm, &as_json(&clients)).await? {
            directory.put_client(&client.entry()?);
        }
    }
    if !pairs.is_empty() {
        for pair in tables::pairs(tx, firm, &as_json(&pairs)).await? {
            directory.put_pair(pair.user, &pair.client, pair.standing);
        }
    }
    Ok(())
}

/// The directory of everything in the tables.
async fn gathered(tx: &mut Transaction, firm: FirmId) -> Result<Directory, Error> {
    let mut gathering = Gathering::default();
    let mut after = 0;
    loop {
        let users = tables::users_after(tx, firm, after, PAGE).await?;
        users.iter().for_each(|user| gathering.user(&user.entry()));
        match users.last().filter(|_| is_full(&users)) {
            Some(last) => after = last.portal_user_id,
            None => break,
        }
    }
    let mut after = String::new();
    loop {
        let clients = tables::clients_after(tx, firm, &after, PAGE).await?;
        for client in &clients {
            gathering.client(&client.entry()?);
        }
        match clients.last().filter(|_| is_full(&clients)) {
            Some(last) => last.id.as_str().clone_into(&mut after),
            None => break,
        }
    }
    let mut after = (0, String::new());
    loop {
        let pairs = tables::pairs_after(tx, firm, (after.0, &after.1), PAGE).await?;
        pairs.iter().for_each(|pair| gathering.pair(pair.user, &pair.client, pair.standing));
        match pairs.last().filter(|_| is_full(&pairs)) {
            Some(last) => after = (last.user.get(), last.client.as_str().to_owned()),
            None => break,
        }
    }
    // Putting a million people in order takes a second: not on a thread that answers others.
    aside(|| gathering.finish()).await
}

fn is_full<T>(page: &[T]) -> bool {
    page.len() >= PAGE as usize
}
