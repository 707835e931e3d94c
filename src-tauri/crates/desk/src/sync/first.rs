use std::sync::Arc;

use contract::{CachedRecord, ChangesPage, RecordKind, SnapshotPage, SnapshotQuery};
use tokio::time::Instant;

use super::{Follower, Halt, Progress, SyncState};
use crate::backend::{Dated, NoAnswer};
use crate::cache::{Building, KINDS, ReadSoFar};
use crate::directory::{Come, Coming};

/// How many records to ask for at a time.
const PAGE: u32 = 5_000;

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
        for kind in KINDS {
            self.read_kind((&mut building, &mut coming), kind, &begun).await?;
        }
        let (all_read, come) = tokio::join!(building.all_read(), coming.all());
        all_read?;
        self.follow_to_the_end(building, come).await
    }

    async fn read_kind(
        &self,
        (building, directory): (&mut Building, &mut Coming),
        kind: RecordKind,
        begun: &Begun,
    ) -> Result<(), Halt> {
        let mut so_far = building.read_so_far(kind);
        if so_far.done {
            return Ok(());
        }
        let mut coming = Some(self.page(kind, so_far.after.clone()).await?);
        while let Some(page) = coming {
            let stamp = (page.answer.number, self.contact(&page));
            let SnapshotPage { records, next, total, .. } = page.answer;
            so_far = ReadSoFar {
                done: next.is_none(),
                records: so_far.records + records.len() as u64,
                total: total.or(so_far.total),
                after: next.clone(),
            };
            // The backend makes the next page while this one is written and gathered.
            let records: Arc<[CachedRecord]> = Arc::from(records);
            let gathered = directory.page(Arc::clone(&records));
            let written = building.page(kind, so_far.clone(), &records, stamp);
            let asked = async {
                match next {
                    Some(after) => self.page(kind, Some(after)).await.map(Some),
                    None => Ok(None),
                }
            };
            let (written, (), next) = tokio::join!(written, gathered, asked);
            written?;
            self.tell(building, begun);
            coming = next?;
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

    async fn page(&self, kind: RecordKind, after: Option<String>) -> Result<Dated<SnapshotPage>, NoAnswer> {
        self.backend.get_dated(&["snapshot"], &SnapshotQuery { kind, after, limit: Some(PAGE) }).await
    }

    fn tell(&self, building: &Building, begun: &Begun) {
        let (records, of) = building.records();
        let millis = u64::try_from(begun.at.elapsed().as_millis()).unwrap_or(u64::MAX).max(1);
        let per_second = (records - begun.records) * 1000 / millis;
        self.state.send_replace(SyncState::FirstSync(Progress { records, of, per_second }));
    }
}
