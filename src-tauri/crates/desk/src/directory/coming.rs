use std::sync::Arc;

use contract::CachedRecord;
use domain::Directory;
use domain::directory::Gathering;

use super::entries::{gather, take};

/// The directory of what a first sync reads, gathered page by page: it is there as soon as the last page is, and nothing
/// has to be read from the cache once more. None where some pages were written by a sync before a break.
#[derive(Default)]
pub(crate) struct Coming(Option<Gathering>);

impl Coming {
    /// From the first page on.
    pub(crate) fn from_the_first_page() -> Self {
        Self(Some(Gathering::default()))
    }

    /// Takes a page: of everybody first, then of all clients, then of how they stand.
    pub(crate) async fn page(&mut self, records: Arc<[CachedRecord]>) {
        let Some(mut gathering) = self.0.take() else { return };
        let gathered = tokio::task::spawn_blocking(move || {
            gather(&mut gathering, records.iter());
            gathering
        });
        // Else everything is gathered from the cache.
        self.0 = gathered.await.ok();
    }

    /// Puts everything in order, once the last page has come.
    pub(crate) async fn all(self) -> Come {
        let Some(gathering) = self.0 else { return Come(None) };
        Come(tokio::task::spawn_blocking(|| gathering.finish()).await.ok())
    }
}

/// A directory of all pages, which takes what has changed meanwhile.
pub(crate) struct Come(Option<Directory>);

impl Come {
    /// Takes some of what has changed.
    pub(crate) fn follow(&mut self, records: &[CachedRecord]) {
        if let Some(directory) = &mut self.0 {
            take(directory, records);
        }
    }

    /// The directory, if there is one.
    pub(crate) fn directory(self) -> Option<Arc<Directory>> {
        self.0.map(Arc::new)
    }
}
