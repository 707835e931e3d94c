use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The recovery key of the firm that this computer keeps itself: with it alone the firm's file is opened when the keychain
/// has lost the key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RecoveryKey {
    /// In groups of letters and digits, as long as nobody has said that it is kept; none where there is nothing to keep.
    pub to_keep: Option<String>,
}

/// A recovery key as somebody has typed it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TypedRecoveryKey {
    /// With or without its groups, in large letters or small.
    pub text: String,
}

/// Where the file of a firm was moved to whose key is lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SetAside {
    /// The folder.
    pub folder: String,
}

impl fmt::Debug for RecoveryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryKey(…)")
    }
}

impl fmt::Debug for TypedRecoveryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TypedRecoveryKey(…)")
    }
}
