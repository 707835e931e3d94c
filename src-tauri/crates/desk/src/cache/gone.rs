//! How what is cached goes: when somebody signs out, when it may not be used any more, when it is damaged, and when the
//! program ends. Keys go first, so that what is left of a file is unreadable.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::generation::{Generation, Slot};
use super::recover::{discard_slot, prepare_folder};
use super::{Cache, Kept, Nothing, Trouble};
use crate::Error;

impl Cache {
    /// Takes everything away, keys first: for signing out. Afterwards there is no trace of it, and it is of no use.
    ///
    /// # Errors
    /// [`Error::CacheFailed`] if a file could not be removed; without its key it is unreadable.
    pub async fn wipe(&self) -> Result<(), Error> {
        self.throw_away(Nothing::Wiped).await;
        match self.lock().take() {
            Some(_held_until_it_is_gone) => removed(&self.0.place.folder),
            // The folder is another program's.
            None => Ok(()),
        }
    }

    /// Closes its files, when whoever reads them has ended: for the end of the program. It is of no use afterwards.
    pub(crate) async fn close(&self) {
        let open = {
            let mut kept = self.kept();
            self.holds_nothing(Nothing::NotYet);
            [kept.current.take(), kept.unfinished.take()]
        };
        for generation in open.into_iter().flatten() {
            generation.close().await;
        }
    }

    /// Throws every generation away, keys first. The next contact with the backend reads everything anew, unless it was
    /// wiped.
    pub(crate) async fn throw_away(&self, why: Nothing) {
        let _changing = self.0.changing.lock().await;
        let gone = {
            let mut kept = self.kept();
            let gone = std::mem::take(&mut *kept);
            kept.last_count = gone.last_count;
            self.holds_nothing(why);
            gone
        };
        self.forget_keys().await;
        for generation in gone.current.into_iter().chain(gone.unfinished) {
            self.discard(&generation).await;
        }
        for slot in Slot::ALL {
            self.discard_slot(slot).await;
        }
    }

    /// What a caller is told of this trouble with this generation. A damaged one answers nothing any more, from here on.
    pub(super) fn told(&self, count: i64, trouble: Trouble) -> Error {
        let trouble = if self.is_gone(count) { Trouble::Damaged } else { trouble };
        if matches!(trouble, Trouble::Damaged) {
            tracing::warn!("the cache is damaged and is read anew");
            let is_it = |generation: &mut Arc<Generation>| generation.count == count;
            let mut kept = self.kept();
            let (current, unfinished) = (kept.current.take_if(is_it), kept.unfinished.take_if(is_it));
            if current.is_some() {
                self.holds_nothing(Nothing::Damaged);
            }
            drop(kept);
            for generation in current.into_iter().chain(unfinished) {
                let this = self.clone();
                tokio::spawn(async move {
                    let _changing = this.0.changing.lock().await;
                    this.discard(&generation).await;
                });
            }
        }
        trouble.into()
    }

    /// Whether somebody has taken the file of this generation away while it was in use.
    fn is_gone(&self, count: i64) -> bool {
        let kept = self.kept();
        let mut used = kept.current.iter().chain(&kept.unfinished).filter(|generation| generation.count == count);
        let slot = used.find_map(|generation| generation.slot);
        slot.is_some_and(|slot| !slot.file(&self.0.place.folder).exists())
    }

    /// Takes a generation away that is in use by nobody: its key, then its file.
    pub(super) async fn discard(&self, generation: &Generation) {
        generation.close().await;
        let Some(slot) = generation.slot else { return };
        if !self.kept().uses(slot) {
            self.discard_slot(slot).await;
        }
    }

    /// Takes the keys away before anything else: from then on the files are unreadable, whoever still reads them.
    async fn forget_keys(&self) {
        for slot in Slot::ALL {
            if self.has_its_folder()
                && let Err(why) = self.0.place.keychain.forget(&slot.key_name(&self.0.place.binding)).await
            {
                tracing::warn!(%why, "a key stays in the keychain until the next start");
            }
        }
    }

    pub(super) async fn discard_slot(&self, slot: Slot) {
        if self.has_its_folder() {
            discard_slot(&self.0.place, slot).await;
        }
    }
}

impl Kept {
    fn uses(&self, slot: Slot) -> bool {
        self.current.iter().chain(&self.unfinished).any(|generation| generation.slot == Some(slot))
    }
}

/// Removes the folder of a cache that nobody has open, with everything in it.
///
/// # Errors
/// [`Error::CacheFailed`] if somebody has, or a file could not be removed.
pub(crate) fn remove(folder: &Path) -> Result<(), Error> {
    match folder.exists() {
        true => {
            let _held_until_it_is_gone = prepare_folder(folder).map_err(Error::CacheFailed)?;
            removed(folder)
        }
        false => Ok(()),
    }
}

fn removed(folder: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Trouble::from(error).into()),
        _ => Ok(()),
    }
}
