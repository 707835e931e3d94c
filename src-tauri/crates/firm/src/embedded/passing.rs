//! A firm that is kept nowhere: in a file for as long as the program runs, encrypted with a key that nobody keeps. What a
//! program that was cut off has left of it cannot be read by anybody, and goes at the next start.

use std::path::{Path, PathBuf};

use super::encrypt::remove;
use crate::{Database, Error, FileKey, Secret};

/// The file of such a firm, which goes when this is dropped.
#[derive(Debug)]
pub(super) struct Passing(PathBuf);

impl Passing {
    /// A new one, empty.
    pub(super) async fn open(folder: &Path) -> Result<(Database, Self), Error> {
        let file = file_of(folder);
        let [key, salt] = [Secret::random(), Secret::random()];
        let key = FileKey::from_hex(key.reveal(), &salt.reveal()[..32]).expect("a secret is 64 hexadecimal digits");
        let database = Database::open_encrypted(&file, &key).await.map_err(|error| super::not_opened(&file, error))?;
        Ok((database, Self(file)))
    }

    /// Takes away what a program that was cut off has left.
    ///
    /// # Errors
    /// [`Error::Io`] if it stays.
    pub(super) fn remove_what_is_left(folder: &Path) -> Result<(), Error> {
        let file = file_of(folder);
        remove(&file.with_extension("db-journal")).and_then(|()| remove(&file))
    }
}

impl Drop for Passing {
    fn drop(&mut self) {
        if let Err(error) = remove(&self.0.with_extension("db-journal")).and_then(|()| remove(&self.0)) {
            tracing::warn!(error = %error.for_log(), "a firm that nobody can read any more stays until the next start");
        }
    }
}

fn file_of(folder: &Path) -> PathBuf {
    folder.join("passing.db")
}
