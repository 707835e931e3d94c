//! The firm's directory in memory ([`domain::Directory`]), made of the cache and following it: a search reads no file and
//! waits for nobody.

use std::sync::Arc;

use contract::{CachedClient, CachedLink, CachedPortalUser, CachedRecord};
use domain::Directory;
use domain::directory::{ClientEntry, Gathering, UserEntry, search_text};
use domain::{ClientId, PortalUserId, Standing};
use tokio::sync::{broadcast, watch};
use tokio::task::JoinHandle;

use crate::Error;
use crate::cache::{Cache, Holds, News, Reading};

/// How many records are read at a time.
const PAGE: u32 = 10_000;

/// The directory of what a cache holds, kept up with it until this is dropped.
pub(crate) struct Following {
    newest: watch::Receiver<Option<Numbered>>,
    task: JoinHandle<()>,
}

/// A directory, and the number of the cache that it is of.
#[derive(Clone)]
struct Numbered {
    number: i64,
    directory: Arc<Directory>,
}

impl Following {
    /// Begins to gather, and then to follow.
    pub(crate) fn start(cache: Cache) -> Self {
        let (sender, newest) = watch::channel(None);
        Self { newest, task: tokio::spawn(follow(cache, sender)) }
    }

    /// The directory as it is; none while it is gathered for the first time, or where nothing is cached. While it is
    /// gathered anew the one before goes on answering.
    pub(crate) fn now(&self) -> Option<Arc<Directory>> {
        self.newest.borrow().as_ref().map(|newest| Arc::clone(&newest.directory))
    }

    /// Waits until there is one.
    pub(crate) async fn is_gathered(&self) {
        let _ = self.newest.clone().wait_for(Option::is_some).await;
    }

    /// The number that it stands at.
    pub(crate) fn number(&self) -> Option<i64> {
        self.newest.borrow().as_ref().map(|newest| newest.number)
    }

    /// Waits until it stands at this number or a later one.
    pub(crate) async fn reaches(&self, number: i64) {
        let mut newest = self.newest.clone();
        // It never does where the cache is thrown away.
        let _ = newest.wait_for(|newest| newest.as_ref().is_none_or(|newest| newest.number >= number)).await;
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn follow(cache: Cache, sender: watch::Sender<Option<Numbered>>) {
    loop {
        // Before gathering: what happens meanwhile waits here.
        let mut news = cache.news();
        match gathered(&cache).await {
            Ok(newest) => {
                sender.send_replace(Some(newest.clone()));
                take_news(&mut news, newest, &sender).await;
            }
            Err(_) => until_there_is_something(&cache, &mut news, &sender).await,
        }
    }
}

/// Takes what changes, until everything has to be gathered anew.
async fn take_news(
    news: &mut broadcast::Receiver<News>,
    mut newest: Numbered,
    sender: &watch::Sender<Option<Numbered>>,
) {
    loop {
        match news.recv().await {
            Ok(News::Moved { number, .. }) if number <= newest.number => {}
            Ok(News::Moved { number, records }) => {
                // Whoever still looks at the state before keeps it.
                take(Arc::make_mut(&mut newest.directory), &records);
                newest.number = number;
                sender.send_replace(Some(newest.clone()));
            }
            Ok(News::Gone) => {
                sender.send_replace(None);
                return;
            }
            Ok(News::Replaced { .. }) | Err(_) => return,
        }
    }
}

async fn until_there_is_something(
    cache: &Cache,
    news: &mut broadcast::Receiver<News>,
    sender: &watch::Sender<Option<Numbered>>,
) {
    sender.send_replace(None);
    let holds_a_firm = matches!(cache.standing().borrow().holds, Holds::Firm { .. });
    if !holds_a_firm {
        // Whatever comes, it is looked at again.
        let _ = news.recv().await;
    } else {
        // It was replaced or thrown away between two questions, or the disk fails.
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
}

/// Takes what these records say: users and clients before how they stand to each other, since what was told of a pair may
/// stand before what was told last of its user.
fn take(directory: &mut Directory, records: &[CachedRecord]) {
    for record in records {
        match record {
            CachedRecord::PortalUser(user) => directory.put_user(&user_entry(user, &user_text(user))),
            CachedRecord::Client(client) => directory.put_client(&client_entry(client, &client_text(client))),
            _ => {}
        }
    }
    for record in records {
        if let CachedRecord::Link(link) = record {
            directory.put_pair(link.portal_user_id, &link.client_id, standing(link));
        }
    }
}

fn user_text(user: &CachedPortalUser) -> String {
    search_text(&format!("{} {}", user.first_name, user.last_name), &user.email)
}

fn user_entry<'a>(user: &CachedPortalUser, text: &'a str) -> UserEntry<'a> {
    UserEntry {
        id: user.id,
        text,
        created_at: user.created_at,
        verified: user.verified_at.is_some(),
        last_sign_in_at: user.last_sign_in_at,
    }
}

fn client_text(client: &CachedClient) -> String {
    search_text(&client.name, client.client_id.as_str())
}

fn client_entry<'a>(client: &'a CachedClient, text: &'a str) -> ClientEntry<'a> {
    ClientEntry { id: &client.client_id, text, portal: client.portal }
}

fn standing(link: &CachedLink) -> Standing {
    Standing { origin: link.state.origin, barred: link.state.barred }
}

/// The directory of everything that is cached.
async fn gathered(cache: &Cache) -> Result<Numbered, Error> {
    let mut reading = cache.read().await?;
    let mut gathering = Gathering::default();
    users(&mut reading, &mut gathering).await?;
    clients(&mut reading, &mut gathering).await?;
    pairs(&mut reading, &mut gathering).await?;
    let number = reading.number();
    drop(reading);
    // Putting a million people in order takes a second: not on a thread that answers others.
    let directory = tokio::task::spawn_blocking(|| gathering.finish()).await;
    let directory = directory.map_err(|_| Error::CacheFailed("the directory could not be made".to_owned()))?;
    Ok(Numbered { number, directory: Arc::new(directory) })
}

async fn users(reading: &mut Reading, gathering: &mut Gathering) -> Result<(), Error> {
    let mut after: Option<PortalUserId> = None;
    loop {
        let users = reading.users_after(after, PAGE).await?;
        for user in &users {
            gathering.user(&user_entry(user, &user_text(user)));
        }
        match users.last() {
            Some(last) => after = Some(last.id),
            None => return Ok(()),
        }
    }
}

async fn clients(reading: &mut Reading, gathering: &mut Gathering) -> Result<(), Error> {
    let mut after: Option<ClientId> = None;
    loop {
        let clients = reading.clients_after(after.as_ref(), PAGE).await?;
        for client in &clients {
            gathering.client(&client_entry(client, &client_text(client)));
        }
        match clients.last() {
            Some(last) => after = Some(last.client_id.clone()),
            None => return Ok(()),
        }
    }
}

async fn pairs(reading: &mut Reading, gathering: &mut Gathering) -> Result<(), Error> {
    let mut after: Option<(PortalUserId, ClientId)> = None;
    loop {
        let links = reading.links_after(after.as_ref().map(|(user, client)| (*user, client)), PAGE).await?;
        for link in &links {
            gathering.pair(link.portal_user_id, &link.client_id, standing(link));
        }
        match links.into_iter().next_back() {
            Some(last) => after = Some((last.portal_user_id, last.client_id)),
            None => return Ok(()),
        }
    }
}
