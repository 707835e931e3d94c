//! The firm's directory in memory ([`domain::Directory`]), made of the cache and following it: a search reads no file and
//! waits for nobody.

mod coming;
mod entries;
mod made;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use domain::Directory;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};
use tokio::task::{JoinHandle, JoinSet};

use crate::cache::{At, Cache, Holds, News};
pub(crate) use coming::{Come, Coming};
use entries::take;
use made::made;

/// After so many changes the directory is kept anew, so that a start has few to take.
const KEPT_AFTER: usize = 5_000;

/// The directory of what a cache holds, kept up with it until this is dropped.
pub(crate) struct Following {
    newest: watch::Receiver<Option<Numbered>>,
    task: JoinHandle<()>,
}

/// A directory, and the state of the cache that it is of.
#[derive(Clone)]
struct Numbered {
    at: At,
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
        self.newest.borrow().as_ref().map(|newest| newest.at.number)
    }

    /// Waits until it stands at this number or a later one.
    pub(crate) async fn reaches(&self, number: i64) {
        let mut newest = self.newest.clone();
        // It never does where the cache is thrown away.
        let _ = newest.wait_for(|newest| newest.as_ref().is_none_or(|newest| newest.at.number >= number)).await;
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn follow(cache: Cache, sender: watch::Sender<Option<Numbered>>) {
    let mut keeper = Keeper::of(cache.clone());
    let mut news = cache.news();
    let mut brought = None;
    loop {
        let made = match brought.take() {
            Some(brought) => Ok((brought, None)),
            None => {
                // Before it is made: what happens meanwhile waits here.
                news = cache.news();
                made(&cache).await
            }
        };
        brought = match made {
            Ok((newest, behind)) => {
                sender.send_replace(Some(newest.clone()));
                keeper.changed(behind.unwrap_or(KEPT_AFTER), &newest);
                take_news(&mut news, newest, &sender, &mut keeper).await
            }
            Err(_) => until_there_is_something(&cache, &mut news, &sender).await,
        };
    }
}

/// The directory that a first sync has brought, if it has.
fn brought(news: Result<News, RecvError>) -> Option<Numbered> {
    match news {
        Ok(News::Replaced { generation, number, directory }) => {
            directory.map(|directory| Numbered { at: At { generation, number }, directory })
        }
        _ => None,
    }
}

/// Keeps the directory beside the cache, while others are answered.
struct Keeper {
    cache: Cache,
    /// How many changes the one that is kept is behind.
    behind: usize,
    /// It ends with this.
    keeping: JoinSet<()>,
}

impl Keeper {
    fn of(cache: Cache) -> Self {
        Self { cache, behind: 0, keeping: JoinSet::new() }
    }

    /// So much has changed, and now it is this one.
    fn changed(&mut self, changes: usize, newest: &Numbered) {
        self.behind += changes;
        while self.keeping.try_join_next().is_some() {}
        if self.behind >= KEPT_AFTER && self.keeping.is_empty() {
            self.behind = 0;
            let (cache, Numbered { at, directory }) = (self.cache.clone(), newest.clone());
            self.keeping.spawn(async move {
                if let Err(error) = cache.keep_directory(at, directory).await {
                    tracing::warn!(%error, "the next start gathers the directory anew");
                }
            });
        }
    }
}

/// Takes what changes, until everything has to be made anew, or a first sync has brought it.
async fn take_news(
    news: &mut broadcast::Receiver<News>,
    mut newest: Numbered,
    sender: &watch::Sender<Option<Numbered>>,
    keeper: &mut Keeper,
) -> Option<Numbered> {
    loop {
        match news.recv().await {
            Ok(News::Moved { number, .. }) if number <= newest.at.number => {}
            Ok(News::Moved { number, records }) => {
                // Whoever still looks at the state before keeps it.
                take(Arc::make_mut(&mut newest.directory), &records);
                newest.at.number = number;
                sender.send_replace(Some(newest.clone()));
                keeper.changed(records.len(), &newest);
            }
            Ok(News::Gone) => {
                sender.send_replace(None);
                return None;
            }
            replaced => return brought(replaced),
        }
    }
}

async fn until_there_is_something(
    cache: &Cache,
    news: &mut broadcast::Receiver<News>,
    sender: &watch::Sender<Option<Numbered>>,
) -> Option<Numbered> {
    sender.send_replace(None);
    let holds_a_firm = matches!(cache.standing().borrow().holds, Holds::Firm { .. });
    if !holds_a_firm {
        // Whatever comes, it is looked at again.
        brought(news.recv().await)
    } else {
        // It was replaced or thrown away between two questions, or the disk fails.
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        None
    }
}
