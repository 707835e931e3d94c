//! An export of the PMS in a folder, as staff pick it. It is read once: what was checked is what is taken.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use chrono::{DateTime, Utc};

use crate::Error;

/// The most bytes of all three files together: what the firm API takes, less what JSON adds to them.
const LARGEST: u64 = 200 << 20;

/// The three files, and when the oldest of them was written.
#[derive(Clone, PartialEq, Eq)]
pub struct ExportFiles {
    pub(crate) clients: String,
    pub(crate) contacts: String,
    pub(crate) invoices: String,
    /// Of which moment they tell.
    pub as_of: DateTime<Utc>,
}

impl ExportFiles {
    /// Reads `clients.csv`, `contacts.csv` and `invoices.csv` of this folder.
    ///
    /// # Errors
    /// [`Error::NoExport`] names the file that is missing, too large, or no UTF-8, and in which line.
    pub fn read(folder: &Path) -> Result<Self, Error> {
        let mut room = LARGEST;
        let mut oldest = SystemTime::now();
        let mut one = |name: &str| {
            let path = folder.join(name);
            let about = fs::metadata(&path).map_err(|error| unread(name, &error))?;
            room = room.checked_sub(about.len()).ok_or_else(|| {
                Error::NoExport("The three files together have more than the 200 MiB that an import takes.".to_owned())
            })?;
            oldest = oldest.min(about.modified().unwrap_or(oldest));
            let bytes = fs::read(&path).map_err(|error| unread(name, &error))?;
            String::from_utf8(bytes).map_err(|bad| no_utf8(name, bad.as_bytes(), bad.utf8_error().valid_up_to()))
        };
        let [clients, contacts, invoices] = [one("clients.csv")?, one("contacts.csv")?, one("invoices.csv")?];
        Ok(Self { clients, contacts, invoices, as_of: oldest.into() })
    }
}

fn unread(name: &str, error: &std::io::Error) -> Error {
    Error::NoExport(match error.kind() {
        std::io::ErrorKind::NotFound => format!("There is no {name} in this folder."),
        _ => format!("{name} cannot be read: {error}."),
    })
}

fn no_utf8(name: &str, bytes: &[u8], sound: usize) -> Error {
    let line = bytes[..sound].iter().filter(|byte| **byte == b'\n').count() + 1;
    Error::NoExport(format!("{name} is not UTF-8: line {line} is the first that is not. Export it as UTF-8."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_is_read_whole_or_what_is_wrong_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
        let told = || ExportFiles::read(folder.path()).err().unwrap().to_string();
        assert_eq!(told(), "There is no clients.csv in this folder.");
        write("clients.csv", b"client_id,name\n1001,Jane\n");
        write("contacts.csv", b"");
        assert_eq!(told(), "There is no invoices.csv in this folder.");
        write("invoices.csv", b"client_id\n1001\n\xe9t\xe9\n");
        assert!(told().starts_with("invoices.csv is not UTF-8: line 3"), "{}", told());
        write("invoices.csv", b"client_id\n");
        let read = ExportFiles::read(folder.path()).unwrap();
        assert_eq!(read.clients, "client_id,name\n1001,Jane\n");
        assert!(read.as_of <= Utc::now());
    }
}
