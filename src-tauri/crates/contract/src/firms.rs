use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which firm a desk works with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "at", rename_all = "snake_case")]
#[ts(export)]
pub enum FirmChoice {
    /// The sample firm on this computer.
    Sample,
    /// The one firm of one's own that this computer keeps, imported from its PMS.
    Own,
    /// A firm on its server.
    Server {
        /// The server's address, such as `https://portico.example.com`.
        address: String,
    },
}

/// The firms that can be worked with here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FirmChoices {
    /// The one that is worked with; none before the first start has asked, and after signing out.
    pub chosen: Option<FirmChoice>,
    /// Whether this computer keeps a firm of one's own.
    pub own_is_here: bool,
    /// The server that was connected to last.
    pub server: Option<String>,
    /// The folder with what is kept of the one that is worked with.
    pub folder: Option<String>,
    /// What keeps the keys on this computer, as its operating system calls it.
    pub key_store: String,
}

/// A firm to work with from now on.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "at", rename_all = "snake_case")]
#[ts(export)]
pub enum ChosenFirm {
    /// The sample firm.
    Sample,
    /// One's own; with the name that it begins with, where there is none yet.
    Own {
        /// The firm's name, 1 to 200 characters.
        name: Option<String>,
    },
    /// A firm on its server.
    Server {
        /// The server's address as it was typed.
        address: String,
        /// The token that `portico-firm token` printed; none: the one that the keychain has.
        token: Option<String>,
    },
}

/// An export of the PMS that somebody has picked, before anything is done with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PickedExport {
    /// The folder it lies in; none where nobody has chosen one after all.
    pub folder: Option<String>,
    /// When it was taken from the PMS: when the oldest of its files was written.
    pub as_of: Option<DateTime<Utc>>,
}

/// The picked export, to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ExportTaken {
    /// Take it even if it turns many clients inactive (`rules.md` 2).
    pub confirm: bool,
}

impl fmt::Debug for ChosenFirm {
    /// A token is a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sample => f.write_str("Sample"),
            Self::Own { name } => f.debug_struct("Own").field("name", name).finish(),
            Self::Server { address, .. } => f.debug_struct("Server").field("address", address).finish_non_exhaustive(),
        }
    }
}
