//! What lies in an embedded firm's folder, before it is opened.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use crate::Error;

/// With what every file of SQLite begins that is not encrypted.
const PLAIN: &[u8; 16] = b"SQLite format 3\0";

/// What lies in an embedded firm's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OnDisk {
    /// No firm yet.
    Nothing,
    /// A firm of an early Portico, whose file anybody can read who has it. It is encrypted when it is opened.
    Plain,
    /// An encrypted firm, by the salt that its file begins with, in 32 hexadecimal digits. Whether it can be read shows when
    /// it is opened.
    Encrypted(String),
}

/// What lies in this folder.
///
/// # Errors
/// [`Error::NotOpened`] if it cannot be looked at.
pub fn on_disk(folder: &Path) -> Result<OnDisk, Error> {
    let file = file_of(folder);
    let refused = |error: std::io::Error| {
        Error::NotOpened(format!("The firm's file {} cannot be read: {error}.", file.display()))
    };
    let mut begins = Vec::with_capacity(PLAIN.len());
    match File::open(&file) {
        Ok(opened) => opened.take(PLAIN.len() as u64).read_to_end(&mut begins).map_err(refused)?,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(OnDisk::Nothing),
        Err(error) => return Err(refused(error)),
    };
    // A first start that was cut off leaves an empty one.
    Ok(match begins.as_slice() {
        [] => OnDisk::Nothing,
        begins if begins == PLAIN => OnDisk::Plain,
        begins => OnDisk::Encrypted(salt(begins)),
    })
}

/// Where the firm is kept.
pub(super) fn file_of(folder: &Path) -> PathBuf {
    folder.join("firm.db")
}

/// What is shorter is nobody's file, and gets a salt that no key belongs to.
fn salt(begins: &[u8]) -> String {
    let mut digits = String::with_capacity(32);
    for place in 0..PLAIN.len() {
        write!(digits, "{:02x}", begins.get(place).unwrap_or(&0)).expect("a string takes everything");
    }
    digits
}
