//! The directory beside the cache: what a start would otherwise gather anew out of millions of rows. It is a copy of a
//! copy. Its file is encrypted with a key that stands in the cache, made for this very file: an older one, one of another
//! generation, firm, person or computer, or a damaged one is no different from none.

use std::fs::{self, File};
use std::path::PathBuf;
use std::sync::Arc;

use contract::CachedRecord;
use domain::directory::Directory;
use domain::{ClientId, PortalUserId};
use sqlx::SqliteConnection;

use super::generation::{Generation, Slot};
use super::sealed::{Opening, Sealing};
use super::trouble::Trouble;
use super::{Binding, Cache, links, statements};
use crate::Error;
use crate::keychain::Key;

/// A state of the cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct At {
    /// Counts the first syncs.
    pub(crate) generation: i64,
    /// The firm's change number.
    pub(crate) number: i64,
}

impl Cache {
    /// Keeps the directory that was made of this state, in the place of the one before. Nothing happens where another
    /// generation answers by now, or where nothing is written down.
    ///
    /// # Errors
    /// [`Error::DiskFull`], [`Error::CacheDamaged`] or [`Error::CacheFailed`]: then the next start gathers.
    pub(crate) async fn keep_directory(&self, at: At, directory: Arc<Directory>) -> Result<(), Error> {
        // Whoever throws the generation away waits, and then finds all of its files.
        let _changing = self.0.changing.lock().await;
        let current = self.current()?;
        let Some(slot) = current.slot.filter(|_| current.count == at.generation) else { return Ok(()) };
        let new = slot.directory_file(&self.0.place.folder).with_extension("directory-new");
        let kept = self.written(&current, slot, &new, at, directory).await;
        if kept.is_err() {
            // It is written over the next time, if it stays.
            let _ = fs::remove_file(&new);
        }
        kept.map_err(|trouble| self.told(current.count, trouble))
    }

    async fn written(
        &self,
        generation: &Generation,
        slot: Slot,
        new: &PathBuf,
        at: At,
        directory: Arc<Directory>,
    ) -> Result<(), Trouble> {
        // Whoever was to keep one and was ended may still be writing to a file of this name.
        let _ = fs::remove_file(new);
        let (file, key, purpose) = (File::create(new)?, Key::random(), purpose(&self.0.place.binding, at));
        let sealing = Sealing::new(file, &key, purpose);
        aside(move || {
            let mut sealing = sealing;
            directory.store(&mut sealing)?;
            sealing.end()?.sync_all()
        })
        .await?;
        fs::rename(new, slot.directory_file(&self.0.place.folder))?;
        // Until this is written the cache has the key of the file before, which opens nothing any more.
        let mut tx = generation.writer.begin_with("BEGIN IMMEDIATE").await?;
        name_file(&mut tx, at.number, &key).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The directory that is kept, and the state that it is of; none where there is none that can be read.
    pub(crate) async fn kept_directory(&self) -> Option<(At, Directory)> {
        let current = self.current().ok()?;
        let slot = current.slot?;
        let mut reading = self.read().await.ok().filter(|reading| reading.at().generation == current.count)?;
        let (number, key) = named_file(&mut reading.tx).await.ok()??;
        drop(reading);
        let at = At { generation: current.count, number };
        let (path, purpose) = (slot.directory_file(&self.0.place.folder), purpose(&self.0.place.binding, at));
        let read = aside(move || {
            let file = File::open(path)?;
            let length = file.metadata()?.len();
            let mut opening = Opening::new(file, length, &key, purpose);
            let directory = Directory::restore(&mut opening)?;
            opening.end().map(|()| directory)
        });
        match read.await {
            Ok(directory) => Some((at, directory)),
            Err(why) => {
                tracing::warn!(?why, "the directory is gathered anew");
                None
            }
        }
    }
}

/// What a file is for. One of another form, or of another Portico, which may fold names in another way, is for nothing.
fn purpose(Binding { firm, staff, device }: &Binding, At { generation, number }: At) -> String {
    let is_of = (Directory::FORM, env!("CARGO_PKG_VERSION"), firm, staff, device, generation, number);
    serde_json::to_string(&is_of).expect("texts and numbers are JSON")
}

/// Reads or writes on a thread that answers nobody else.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> std::io::Result<T> + Send + 'static) -> Result<T, Trouble> {
    let done = tokio::task::spawn_blocking(work).await;
    let done = done.map_err(|_| Trouble::Failed("the directory's file was left half-way".to_owned()))?;
    Ok(done?)
}

/// What was followed up to its number is in the file from now on.
async fn name_file(c: &mut SqliteConnection, number: i64, key: &Key) -> Result<(), Trouble> {
    let key = key.hex();
    let key = key.as_str();
    let named =
        sqlx::query!("INSERT OR REPLACE INTO directory_file (only_row, number, key) VALUES (1, $1, $2)", number, key);
    named.execute(&mut *c).await?;
    sqlx::query!("DELETE FROM touched WHERE number <= $1", number).execute(c).await?;
    Ok(())
}

async fn named_file(c: &mut SqliteConnection) -> Result<Option<(i64, Key)>, Trouble> {
    let row = sqlx::query!("SELECT number, key FROM directory_file").fetch_optional(c).await?;
    let named = row.map(|row| Some((row.number, Key::from_hex(&row.key)?)));
    named.map(|named| named.ok_or(Trouble::Damaged)).transpose()
}

/// The users, clients and pairs that were followed after this number, as they stand now.
pub(super) async fn touched_after(c: &mut SqliteConnection, number: i64) -> Result<Vec<CachedRecord>, Trouble> {
    let rows = sqlx::query!("SELECT portal_user_id, client_id FROM touched WHERE number > $1", number);
    let (mut users, mut clients) = (Vec::new(), Vec::new());
    for row in rows.fetch_all(&mut *c).await? {
        match (row.portal_user_id, row.client_id) {
            (0, client) => clients.push(ClientId::new(client)?),
            (user, client) if client.is_empty() => users.push(PortalUserId::new(user)),
            _ => {}
        }
    }
    let mut records = Vec::new();
    let found = statements::users(c, &statements::numbers(&users)).await?;
    records.extend(found.into_iter().map(CachedRecord::PortalUser));
    let found = statements::clients(c, &statements::json(&clients)).await?;
    records.extend(found.into_iter().map(CachedRecord::Client));
    records.extend(links::touched_links(c, number).await?.into_iter().map(CachedRecord::Link));
    Ok(records)
}
