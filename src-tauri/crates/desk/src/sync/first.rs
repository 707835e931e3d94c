use std::sync::Arc;

use contract::answers::records;
use contract::{CachedRecord, ChangesPage, RecordKind, SnapshotPage, SnapshotQuery};
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::{Follower, Halt, Progress, SyncState};
use crate::backend::NoAnswer;
use crate::cache::{Building, Contact, KINDS, ReadSoFar};
use crate::directory::{Come, Coming};

/// How many records to ask for at a time: all of them are written in one transaction.
const PAGE: u32 = 20_000;

/// How many pages may have come and wait to be taken, besides the one that is asked for and the one that is written.
const AHEAD: usize = 1;

/// A page that has come.
struct Page {
    kind: RecordKind,
    records: Arc<[CachedRecord]>,
    /// The number that it stands at, and when it came.
    stamp: (i64, Contact),
    /// Where the page after it begins.
    next: Option<String>,
    total: Option<u64>,
}

/// What a first sync has come to since it began, or went on.
struct Begun {
    at: Instant,
    records: u64,
}

impl Follower {
    /// Reads everything, by kind and key, into a generation of its own, then what changed since the lowest number of all
    /// pages. After a break it goes on with the page that was not written.
    pub(super) async fn first_sync(&self) -> Result<(), Halt> {
        let mut building = self.cache.building().await?;
        let begun = Begun { at: Instant::now(), records: building.records().0 };
        self.tell(&building, &begun);
        let mut coming = match building.is_at_its_beginning() {
            true => Coming::from_the_first_page(),
            false => Coming::default(),
        };
        let unread = KINDS.into_iter().map(|kind| (kind, building.read_so_far(kind)));
        let unread = unread.filter(|(_, so_far)| !so_far.done).map(|(kind, so_far)| (kind, so_far.after)).collect();
        let (sender, pages) = mpsc::channel(AHEAD);
        let asked = self.ask_for_pages(unread, sender);
        let taken = self.take_pages((&mut building, &mut coming), pages, &begun);
        // Whatever has come is taken, also where no more comes.
        let (asked, taken) = tokio::join!(asked, taken);
        taken.and(asked)?;
        let (all_read, come) = tokio::join!(building.all_read(), coming.all());
        all_read?;
        self.follow_to_the_end(building, come).await
    }

    /// Asks for one page after the other, ahead of whoever takes them, until there are no more or nobody takes any.
    async fn ask_for_pages(
        &self,
        unread: Vec<(RecordKind, Option<String>)>,
        pages: mpsc::Sender<Page>,
    ) -> Result<(), Halt> {
        for (kind, mut after) in unread {
            loop {
                let page = tokio::select! {
                    page = self.page(kind, after) => page?,
                    () = pages.closed() => return Ok(()),
                };
                after = page.next.clone();
                if pages.send(page).await.is_err() {
                    return Ok(());
                }
                if after.is_none() {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Writes and gathers the pages that come, until no more do.
    async fn take_pages(
        &self,
        (building, directory): (&mut Building, &mut Coming),
        mut pages: mpsc::Receiver<Page>,
        begun: &Begun,
    ) -> Result<(), Halt> {
        while let Some(Page { kind, records, stamp, next, total }) = pages.recv().await {
            let before = building.read_so_far(kind);
            let so_far = ReadSoFar {
                done: next.is_none(),
                records: before.records + records.len() as u64,
                total: total.or(before.total),
                after: next,
            };
            let gathered = directory.page(Arc::clone(&records));
            let written = building.page(kind, so_far, &records, stamp);
            let (written, ()) = tokio::join!(written, gathered);
            written?;
            self.tell(building, begun);
        }
        Ok(())
    }

    /// Follows what changed while everything was read. Nobody sees it before it is one state of the firm.
    async fn follow_to_the_end(&self, mut building: Building, mut directory: Come) -> Result<(), Halt> {
        loop {
            let after = building.number().unwrap_or_default();
            let page = match self.changes_after(after).await.map_err(Halt::from) {
                Err(Halt::Anew) => {
                    building.begin_anew().await;
                    return Err(Halt::Anew);
                }
                page => page?,
            };
            let contact = self.contact(&page);
            let ChangesPage { changes, next, more } = page.answer;
            let records: Vec<_> = changes.into_iter().map(|change| change.now).collect();
            directory.follow(&records);
            if !more {
                return Ok(building.finish(&records, (next, contact), directory.directory()).await?);
            }
            building.follow(&records, next, contact).await?;
        }
    }

    async fn page(&self, kind: RecordKind, after: Option<String>) -> Result<Page, NoAnswer> {
        let asked = SnapshotQuery { kind, after, limit: Some(PAGE) };
        let read = |page: SnapshotPage| Some((records(page.records)?, page.number, page.next, page.total));
        let page = self.backend.get_large(&["snapshot"], &asked, read).await?;
        let contact = self.contact(&page);
        let (records, number, next, total) = page.answer;
        Ok(Page { kind, records: Arc::from(records), stamp: (number, contact), next, total })
    }

    fn tell(&self, building: &Building, begun: &Begun) {
        let (records, of) = building.records();
        let millis = u64::try_from(begun.at.elapsed().as_millis()).unwrap_or(u64::MAX).max(1);
        let per_second = (records - begun.records) * 1000 / millis;
        self.state.send_replace(SyncState::FirstSync(Progress { records, of, per_second }));
    }
}
