use std::sync::Arc;

use contract::{CachedRecord, ChangesPage, ChangesQuery};

use super::{Follower, Halt};
use crate::backend::{Dated, NoAnswer};

/// How many changes to ask for at a time.
const PAGE: u32 = 5_000;
/// With more changes than these, reading everything anew is not slower, and needs no memory for them all.
const TOO_MANY: usize = 50_000;

impl Follower {
    /// Reads what changed since this number, and has the cache take all of it at once. Each page tells what it is about as
    /// it stands now and not as it stood then, so that only all pages together are one state of the firm.
    pub(super) async fn read_changes(&self, since: i64) -> Result<(), Halt> {
        let mut records: Vec<CachedRecord> = Vec::new();
        let mut after = since;
        loop {
            let page = self.changes_after(after).await?;
            let contact = self.contact(&page);
            let ChangesPage { changes, next, more } = page.answer;
            records.extend(changes.into_iter().map(|change| change.now));
            if records.len() > TOO_MANY {
                return Err(Halt::Anew);
            }
            if !more {
                return Ok(self.cache.follow(Arc::from(records), next, contact).await?);
            }
            after = next;
        }
    }

    pub(super) async fn changes_after(&self, after: i64) -> Result<Dated<ChangesPage>, NoAnswer> {
        self.backend.get_dated(&["changes"], &ChangesQuery { after, limit: Some(PAGE) }).await
    }
}
