use std::sync::Arc;

use contract::CachedRecord;
use domain::Directory;

use crate::Error;

/// What the cache holds and how it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// How it is kept.
    pub keeping: Keeping,
    /// What it holds.
    pub holds: Holds,
}

/// How a cache is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keeping {
    /// In an encrypted file, with the key in the operating system's keychain.
    Encrypted,
    /// In memory, so that it ends with the application; the sentence says why. Nothing is ever written in plain text.
    MemoryOnly(String),
}

/// What a cache holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Nothing that could be read.
    Nothing(Nothing),
    /// The firm as it stands at one number.
    Firm {
        /// Counts the first syncs: of another one nothing that was made from this one holds.
        generation: i64,
        /// The firm's change number.
        number: i64,
    },
}

/// Why there is nothing to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nothing {
    /// No first sync has ended yet.
    NotYet,
    /// What there was is damaged, or is not this firm's, person's and computer's: it is read anew.
    Damaged,
    /// The backend was not heard for longer than the firm allows: it is read anew at the next contact.
    Locked,
    /// The backend does not let whoever is at the desk in any more.
    NotAllowed,
    /// Somebody signed out.
    Wiped,
}

/// What has just changed, for whoever keeps something made from the cache in memory. It is told after it was written.
#[derive(Debug, Clone)]
pub enum News {
    /// These records are different now, and everything stands at this number.
    Moved {
        /// The firm's change number.
        number: i64,
        /// What changed, as it is now, all of it.
        records: Arc<[CachedRecord]>,
    },
    /// A first sync has ended: everything may be different.
    Replaced {
        /// Counts the first syncs.
        generation: i64,
        /// The firm's change number that it stands at.
        number: i64,
        /// The directory of it, if it was made on the way.
        directory: Option<Arc<Directory>>,
    },
    /// There is nothing any more.
    Gone,
}

impl Holds {
    pub(super) fn error(self) -> Error {
        match self {
            Self::Nothing(Nothing::Damaged) => Error::CacheDamaged,
            Self::Nothing(Nothing::Locked) => Error::CacheLocked,
            Self::Nothing(Nothing::NotYet | Nothing::NotAllowed | Nothing::Wiped) | Self::Firm { .. } => {
                Error::NotCached
            }
        }
    }
}
