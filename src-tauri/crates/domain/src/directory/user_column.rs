use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a list of portal users can tell of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum UserColumn {
    /// First and last name.
    Name,
    /// The e-mail address.
    Email,
    /// The first linked clients.
    Clients,
    /// How many clients are linked.
    LinkCount,
    /// What a sign-in leads to.
    Access,
    /// The last sign-in.
    LastSignIn,
    /// When the account was created.
    Created,
}
