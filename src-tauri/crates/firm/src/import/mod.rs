//! Import from the practice management system: three CSV files, read whole and checked before a single row of them is
//! taken (`rules.md` 1, 2, 5, 6). The README documents the format.

mod apply;
mod quotes;
mod read;
mod rows;

use std::path::{Path, PathBuf};

use chrono::{DateTime, SubsecRound, Utc};

pub use apply::{Import, Imported, Summary, import};
pub use read::{BadRow, Export, ReadExport};
pub(crate) use rows::name as checked_name;
pub use rows::{ClientRecord, ContactRecord, InvoiceRecord};

use crate::Error;

/// The bytes of the three files, wherever they come from.
#[derive(Debug, Clone, Default)]
pub struct ExportFiles {
    /// `clients.csv`
    pub clients: Vec<u8>,
    /// `contacts.csv`
    pub contacts: Vec<u8>,
    /// `invoices.csv`
    pub invoices: Vec<u8>,
}

impl ExportFiles {
    /// Reads the three files of this folder, and when the oldest of them was last written: the default for "as of".
    ///
    /// # Errors
    /// [`Error::Invalid`] names the files that are missing, [`Error::Io`] says what could not be read.
    pub fn from_folder(folder: &Path) -> Result<(Self, DateTime<Utc>), Error> {
        let paths = ["clients.csv", "contacts.csv", "invoices.csv"].map(|name| folder.join(name));
        let missing: Vec<_> =
            paths.iter().filter(|path| !path.is_file()).map(|path| path.display().to_string()).collect();
        if !missing.is_empty() {
            return Err(Error::Invalid(format!(
                "Not found: {}. An import needs clients.csv, contacts.csv and invoices.csv, each of them whole.",
                missing.join(", ")
            )));
        }
        let mut as_of = DateTime::<Utc>::MAX_UTC;
        let mut read = |path: &PathBuf| -> Result<Vec<u8>, Error> {
            let what = || format!("{} cannot be read", path.display());
            let written = path.metadata().and_then(|data| data.modified()).map_err(Error::io(what()))?;
            as_of = as_of.min(written.into());
            std::fs::read(path).map_err(Error::io(what()))
        };
        let [clients, contacts, invoices] = &paths;
        let files = Self { clients: read(clients)?, contacts: read(contacts)?, invoices: read(invoices)? };
        Ok((files, as_of.trunc_subsecs(3)))
    }
}
