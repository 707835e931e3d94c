use domain::BadClientId;

use crate::Error;

/// What kept something that is written on this computer from being read or written.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The file is not what was written: nothing from it may be shown.
    Damaged,
    /// There is no room on the disk.
    DiskFull,
    /// The operating system or the database refused; the reason holds nothing of what is cached.
    Failed(String),
}

/// SQLite's own codes, without what they are extended by.
const GENERAL: u32 = 1;
const IO: u32 = 10;
const CORRUPT: u32 = 11;
const FULL: u32 = 13;
const NO_DATABASE: u32 = 26;
/// Of [`IO`]: less was read than there has to be, and a read that failed.
const READ: [u32; 2] = [266, 522];

impl From<sqlx::Error> for Trouble {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(refused) => {
                let code = refused.code().and_then(|code| code.parse::<u32>().ok()).unwrap_or_default();
                match code & 0xff {
                    // A table that is not there is the same: our statements are sound, and tested to be.
                    CORRUPT | NO_DATABASE | GENERAL => Self::Damaged,
                    IO if READ.contains(&code) => Self::Damaged,
                    FULL => Self::DiskFull,
                    _ => Self::Failed(refused.message().to_owned()),
                }
            }
            sqlx::Error::ColumnDecode { .. }
            | sqlx::Error::Decode(_)
            | sqlx::Error::RowNotFound
            | sqlx::Error::ColumnNotFound(_)
            | sqlx::Error::TypeNotFound { .. } => Self::Damaged,
            error => Self::Failed(error.to_string()),
        }
    }
}

/// A text that cannot be a Client ID was never written here.
impl From<BadClientId> for Trouble {
    fn from(_: BadClientId) -> Self {
        Self::Damaged
    }
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull => Self::DiskFull,
            _ => Self::Failed(error.to_string()),
        }
    }
}

impl From<Trouble> for Error {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Damaged => Self::CacheDamaged,
            Trouble::DiskFull => Self::DiskFull,
            Trouble::Failed(why) => Self::CacheFailed(why),
        }
    }
}
