//! What the start before has left: which generation answers, which one goes on being made, and what is thrown away.

use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use super::generation::{Generation, Says, Slot};
use super::trouble::Trouble;
use super::{CachePlace, Holds, Kept, Nothing};
use crate::keychain::Key;
use crate::private::keep_private;

/// What was found.
pub(super) struct Found {
    pub(super) kept: Kept,
    pub(super) holds: Holds,
}

impl Default for Found {
    fn default() -> Self {
        Self { kept: Kept::default(), holds: Holds::Nothing(Nothing::NotYet) }
    }
}

/// Makes the folder, for its owner alone, and takes it for this program.
///
/// # Errors
/// A sentence that says why nothing can be kept there.
pub(super) fn prepare_folder(folder: &Path) -> Result<File, String> {
    let refused = |error: &std::io::Error| format!("The folder {} cannot be used: {error}.", folder.display());
    fs::create_dir_all(folder).and_then(|()| keep_private(folder)).map_err(|error| refused(&error))?;
    let lock = File::create(folder.join("lock")).map_err(|error| refused(&error))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(format!("Portico is open already with the folder {}.", folder.display())),
        Err(TryLockError::Error(error)) => Err(refused(&error)),
    }
}

/// What the start before has left. What cannot be used is thrown away, file without key as well as key without file.
///
/// # Errors
/// A sentence, if the keys or the files cannot be had now: then they are left alone, since they may be sound.
pub(super) async fn recovered(place: &CachePlace) -> Result<Found, String> {
    let mut found = Found::default();
    let mut opened = Vec::new();
    let names = Slot::ALL.map(|slot| slot.key_name(&place.binding));
    let keys = place.keychain.keys(names.each_ref().map(String::as_str)).await.map_err(|why| why.to_string())?;
    for (slot, key) in Slot::ALL.into_iter().zip(keys) {
        match open(place, slot, key).await? {
            Opened::Generation(generation, says) => opened.push((Arc::new(generation), says)),
            Opened::Nothing => {}
            Opened::Damaged => found.holds = Holds::Nothing(Nothing::Damaged),
        }
    }
    // The newest first.
    opened.sort_by_key(|(_, says)| std::cmp::Reverse(says.generation));
    found.kept.last_count = opened.first().map_or(0, |(_, says)| says.generation);
    for (generation, says) in opened {
        let number = says.number.filter(|_| says.whole);
        match (number, &found.kept.current, &found.kept.unfinished) {
            (Some(number), None, _) => {
                found.holds = Holds::Firm { generation: generation.count, number };
                found.kept.current = Some(generation);
                found.kept.written = says.lease.as_ref().map(super::Lease::contact);
                found.kept.lease = says.lease.or(found.kept.lease);
            }
            (None, None, None) if !says.whole => {
                found.kept.unfinished = Some(generation);
                found.kept.lease = says.lease;
            }
            _ => {
                generation.close().await;
                if let Some(slot) = generation.slot {
                    discard_slot(place, slot).await;
                }
            }
        }
    }
    Ok(found)
}

enum Opened {
    Nothing,
    Damaged,
    Generation(Generation, Says),
}

async fn open(place: &CachePlace, slot: Slot, key: Option<Key>) -> Result<Opened, String> {
    let file = slot.file(&place.folder);
    match (file.exists(), key) {
        (false, None) => Ok(Opened::Nothing),
        (true, Some(key)) => match Generation::open((slot, &file, &key), &place.binding).await {
            Ok((generation, says)) => Ok(Opened::Generation(generation, says)),
            Err(Trouble::Damaged) => {
                tracing::warn!("what was cached is damaged and is thrown away");
                discard_slot(place, slot).await;
                Ok(Opened::Damaged)
            }
            Err(Trouble::DiskFull) => Err("The disk of this computer is full.".to_owned()),
            Err(Trouble::Failed(why)) => Err(format!("What is kept on this computer cannot be read now: {why}.")),
        },
        (there, _) => {
            discard_slot(place, slot).await;
            Ok(if there { Opened::Damaged } else { Opened::Nothing })
        }
    }
}

/// Takes the key away, then the file: from the first on it is unreadable.
pub(super) async fn discard_slot(place: &CachePlace, slot: Slot) {
    if let Err(why) = place.keychain.forget(&slot.key_name(&place.binding)).await {
        tracing::warn!(%why, "a key stays in the keychain until the next start");
    }
    for file in slot.files(&place.folder) {
        match fs::remove_file(&file) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                tracing::warn!(%error, "a file of the cache could not be removed");
            }
            _ => {}
        }
    }
}
