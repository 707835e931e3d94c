//! The directory of each firm ([`Directory`]), held in memory beside the database and never behind it: before a list is
//! answered, the changes since are read, by the numbers that desktops follow too. It is a copy: whatever is lost of it is
//! gathered from the tables again.

use std::collections::HashMap;
use std::num::NonZero;
use std::sync::{Arc, Mutex, PoisonError};

use domain::directory::{ClientEntry, Gathering, UserEntry, search_text};
use domain::{Directory, PortalUserId, Standing};
use tokio::sync::Semaphore;

use crate::aside::aside;
use crate::db::asked::as_json;
use crate::db::changes::Touched;
use crate::db::{self, Transaction, directory as tables, records};
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
        let touched = Touched::by(changes.iter().map(|(_, changed)| changed));
        take(tx, firm, Arc::make_mut(&mut newest.directory), &touched).await?;
    }
    Ok(newest)
}

/// Takes what these changes came to.
async fn take(tx: &mut Transaction, firm: FirmId, directory: &mut Directory, touched: &Touched) -> Result<(), Error> {
    if !touched.users.is_empty() {
        for user in records::users(tx, firm, &as_json(&touched.users)).await? {
            directory.put_user(&UserEntry {
                id: PortalUserId::new(user.portal_user_id),
                text: &search_text(&format!("{} {}", user.first_name, user.last_name), &user.email),
                created_at: user.created_at,
                verified: user.verified_at.is_some(),
                last_sign_in_at: user.last_sign_in_at,
            });
        }
    }
    if !touched.clients.is_empty() {
        for client in db::clients::asked(tx, firm, &as_json(&touched.clients)).await? {
            let text = search_text(&client.name, client.client_id.as_str());
            directory.put_client(&ClientEntry { id: &client.client_id, text: &text, portal: client.portal });
        }
    }
    if !touched.pairs.is_empty() {
        for link in records::links(tx, firm, &as_json(&touched.pairs)).await? {
            let standing = Standing { origin: link.state.origin, barred: link.state.barred };
            directory.put_pair(link.user, &link.client, standing);
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
