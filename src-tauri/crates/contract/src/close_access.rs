use domain::{ClientId, Path, PortalUserId, ShutBy};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::LinkAnswer;

/// Closes a portal user's access to a client (`rules.md` 27).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct CloseAccessBody {
    /// The client.
    pub client_id: ClientId,
    /// Why, in the staff member's own words; at most 500 characters.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub reason: Option<String>,
}

/// The window's request to close a portal user's access to a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CloseAccessChange {
    /// The portal user.
    pub portal_user_id: PortalUserId,
    /// The client.
    pub client_id: ClientId,
    /// Why, if a reason was typed.
    pub reason: Option<String>,
    /// The version of the pair that it is meant for; none closes it however it stands.
    pub if_version: Option<i64>,
}

/// What closing access came to, path by path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct CloseAccessAnswer {
    /// What it changed.
    pub answer: LinkAnswer,
    /// The paths as they were.
    pub before: Vec<OpenPath>,
    /// The paths as they are now. What is still open, only the PMS can change.
    pub after: Vec<OpenPath>,
}

/// The paths by which one portal user gets at a client, and what would be left of them: asked before anything is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct OpenPaths {
    /// As they are now.
    pub before: Vec<OpenPath>,
    /// As they would be after a de-link, which does not keep a person out.
    pub after_de_link: Vec<OpenPath>,
    /// As they would be after access is closed.
    pub after_close_access: Vec<OpenPath>,
}

/// A path by which one person gets at a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct OpenPath {
    /// Which path.
    pub path: Path,
    /// Whether it is open.
    pub open: bool,
    /// Which path, whether it is open and what shuts it, in words.
    pub says: String,
    /// What shuts it.
    pub shut_by: ShutBy,
}
