use std::collections::BTreeMap;
use std::sync::Arc;

use contract::{CachedRecord, RecordKind};
use domain::Directory;

use super::generation::{Generation, Slot, hours};
use super::lease::Lease;
use super::trouble::Trouble;
use super::write::{self, ReadSoFar, kind_code};
use super::{Cache, Contact, Keeping, News};
use crate::Error;

/// A generation that a first sync is making. The one before goes on answering until this one is whole; it goes on after a
/// break where it was.
pub(crate) struct Building {
    cache: Cache,
    generation: Arc<Generation>,
    read: BTreeMap<RecordKind, ReadSoFar>,
    /// The lowest number of all pages so far, or the one that was followed up to.
    number: Option<i64>,
}

/// Every kind of records, in the order in which they are read: whoever is linked before the links.
pub(crate) const KINDS: [RecordKind; 6] = [
    RecordKind::Settings,
    RecordKind::AsOf,
    RecordKind::PortalUser,
    RecordKind::Client,
    RecordKind::Link,
    RecordKind::Key,
];

impl Cache {
    /// The generation that was being made, or else a new one beside the one that answers.
    ///
    /// # Errors
    /// [`Error::DiskFull`] or [`Error::CacheFailed`].
    pub(crate) async fn building(&self) -> Result<Building, Error> {
        let _changing = self.0.changing.lock().await;
        if self.is_wiped() {
            return Err(Error::NotCached);
        }
        let unfinished = self.kept().unfinished.clone();
        if let Some(generation) = unfinished {
            let (read, number) = match so_far(&generation).await {
                Ok(so_far) => so_far,
                Err(trouble) => return Err(self.told(generation.count, trouble)),
            };
            return Ok(Building { cache: self.clone(), generation, read, number });
        }
        let generation = Arc::new(self.made().await?);
        let mut kept = self.kept();
        kept.last_count = generation.count;
        kept.unfinished = Some(Arc::clone(&generation));
        Ok(Building { cache: self.clone(), generation, read: BTreeMap::new(), number: None })
    }

    async fn made(&self) -> Result<Generation, Trouble> {
        let (count, slot) = {
            let kept = self.kept();
            let used = kept.current.as_ref().and_then(|current| current.slot);
            (kept.last_count + 1, used.map_or(Slot::A, Slot::other))
        };
        let place = &self.0.place;
        if self.0.standing.borrow().keeping == Keeping::Encrypted {
            self.discard_slot(slot).await;
            match place.keychain.new_key(&slot.key_name(&place.binding)).await {
                Ok(key) => {
                    let made = Generation::make((slot, &slot.file(&place.folder), &key), &place.binding, count).await;
                    if made.is_err() {
                        self.discard_slot(slot).await;
                    }
                    return made;
                }
                Err(why) => {
                    let keeping = Keeping::MemoryOnly(why.to_string());
                    self.0.standing.send_modify(|standing| standing.keeping = keeping);
                }
            }
        }
        Generation::make_in_memory(&place.binding, count).await
    }
}

impl Building {
    /// How far a kind of records has been read.
    pub(crate) fn read_so_far(&self, kind: RecordKind) -> ReadSoFar {
        self.read.get(&kind).cloned().unwrap_or_default()
    }

    /// Whether nothing was read yet.
    pub(crate) fn is_at_its_beginning(&self) -> bool {
        self.read.is_empty()
    }

    /// How many records have come, of how many where that is known of every kind.
    pub(crate) fn records(&self) -> (u64, Option<u64>) {
        let total = KINDS.iter().map(|kind| self.read.get(kind).and_then(|so_far| so_far.total)).sum();
        (self.read.values().map(|so_far| so_far.records).sum(), total)
    }

    /// The number from which changes are to be followed; none before the first page.
    pub(crate) fn number(&self) -> Option<i64> {
        self.number
    }

    /// Takes a page, and how far its kind has been read with it: both or neither.
    ///
    /// # Errors
    /// [`Error::DiskFull`], [`Error::CacheDamaged`] or [`Error::CacheFailed`].
    pub(crate) async fn page(
        &mut self,
        kind: RecordKind,
        so_far: ReadSoFar,
        records: &[CachedRecord],
        (number, contact): (i64, Contact),
    ) -> Result<(), Error> {
        let lowest = self.number.map_or(number, |lowest| lowest.min(number));
        let written = async {
            let mut tx = self.generation.writer.begin_with("BEGIN IMMEDIATE").await?;
            write::records(&mut tx, records).await?;
            write::read_so_far(&mut tx, kind, &so_far).await?;
            write::stands_at(&mut tx, lowest, false, contact).await?;
            tx.commit().await?;
            Ok(())
        };
        written.await.map_err(|trouble| self.told(trouble))?;
        self.read.insert(kind, so_far);
        self.number = Some(lowest);
        Ok(())
    }

    /// Puts everything in order, once the last page has come.
    ///
    /// # Errors
    /// As [`Building::page`].
    pub(crate) async fn all_read(&self) -> Result<(), Error> {
        self.generation.make_indexes().await.map_err(|trouble| self.told(trouble))
    }

    /// Takes some of what changed meanwhile.
    ///
    /// # Errors
    /// As [`Building::page`].
    pub(crate) async fn follow(
        &mut self,
        records: &[CachedRecord],
        number: i64,
        contact: Contact,
    ) -> Result<(), Error> {
        self.written(records, number, false, contact).await?;
        self.number = Some(number);
        Ok(())
    }

    /// Takes the last of what changed meanwhile. With this it is whole, and answers in the place of the one before. The
    /// directory is the one of all that it holds, if there is one already.
    ///
    /// # Errors
    /// As [`Building::page`].
    pub(crate) async fn finish(
        self,
        records: &[CachedRecord],
        (number, contact): (i64, Contact),
        directory: Option<Arc<Directory>>,
    ) -> Result<(), Error> {
        let hours = self.written(records, number, true, contact).await?;
        let cache = &self.cache;
        let before = {
            let mut kept = cache.kept();
            kept.unfinished.take_if(|unfinished| unfinished.count == self.generation.count).ok_or(Error::NotCached)?;
            kept.written = Some(contact);
            let before = kept.current.replace(Arc::clone(&self.generation));
            cache.publish(&mut kept, &self.generation, number, Lease::of(contact, contact.server, hours))?;
            before
        };
        let _ = cache.0.news.send(News::Replaced { generation: self.generation.count, number, directory });
        if let Some(before) = before {
            let this = cache.clone();
            // Whoever still reads it is not waited for.
            tokio::spawn(async move {
                let _changing = this.0.changing.lock().await;
                this.discard(&before).await;
            });
        }
        Ok(())
    }

    /// Throws it away, since what it began with is past what the backend keeps.
    pub(crate) async fn begin_anew(self) {
        let _changing = self.cache.0.changing.lock().await;
        self.cache.kept().unfinished.take_if(|unfinished| unfinished.count == self.generation.count);
        self.cache.discard(&self.generation).await;
    }

    async fn written(
        &self,
        records: &[CachedRecord],
        number: i64,
        whole: bool,
        contact: Contact,
    ) -> Result<u32, Error> {
        let written = async {
            let mut tx = self.generation.writer.begin_with("BEGIN IMMEDIATE").await?;
            write::records(&mut tx, records).await?;
            write::stands_at(&mut tx, number, whole, contact).await?;
            let hours = hours(&mut tx).await?;
            tx.commit().await?;
            Ok(hours)
        };
        written.await.map_err(|trouble| self.told(trouble))
    }

    fn told(&self, trouble: Trouble) -> Error {
        self.cache.told(self.generation.count, trouble)
    }
}

async fn so_far(generation: &Generation) -> Result<(BTreeMap<RecordKind, ReadSoFar>, Option<i64>), Trouble> {
    let mut connection = generation.writer.acquire().await?;
    let rows = sqlx::query!(
        r#"SELECT kind, after, done AS "done: bool", records AS "records: u32", total AS "total: u32" FROM reading"#
    );
    let mut read = BTreeMap::new();
    for row in rows.fetch_all(&mut *connection).await? {
        let kind = KINDS.into_iter().find(|kind| kind_code(*kind) == row.kind).ok_or(Trouble::Damaged)?;
        let (after, done) = (row.after, row.done);
        let so_far = ReadSoFar { after, done, records: row.records.into(), total: row.total.map(u64::from) };
        read.insert(kind, so_far);
    }
    let number = sqlx::query_scalar!("SELECT number FROM cache").fetch_one(&mut *connection).await?;
    Ok((read, number))
}
