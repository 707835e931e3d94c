use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::PairState;

/// The media type of [`Problem`] (RFC 9457).
pub const PROBLEM_JSON: &str = "application/problem+json";

/// Why something was refused or failed: RFC 9457 problem details with a stable `code`, the next step in words, and the
/// request's id to quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Problem {
    /// Always `about:blank`: the code says which problem it is.
    #[serde(rename = "type")]
    pub kind: String,
    /// The HTTP status; 0 where no answer came.
    pub status: u16,
    /// What a program may branch on.
    pub code: ProblemCode,
    /// What happened, in one sentence.
    pub title: String,
    /// What to do next, in one sentence.
    pub next: String,
    /// The request's id, for the firm's IT; none if nothing was sent.
    pub request_id: Option<String>,
    /// With [`ProblemCode::Moved`]: how the pair stands now.
    pub current: Option<PairState>,
}

/// The problems that somebody acts on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ProblemCode {
    /// No token, or one that is not valid: sign in again.
    NotSignedIn,
    /// The permission for this is missing: somebody in the firm has to give it.
    Forbidden,
    /// There is no such thing in this firm: go back to the list.
    NotFound,
    /// Somebody changed the pair since it was looked at: look again, then decide.
    Moved,
    /// What must name the version it was decided on came without one: an undo, an intent made offline, a change of
    /// settings.
    VersionRequired,
    /// It would do more than it seems to: confirm it, or leave it.
    NeedsConfirmation,
    /// The same `Idempotency-Key` is being answered at this moment (409): wait, then ask again.
    InFlight,
    /// The `Idempotency-Key` was used before, for another request (422): take a new one.
    KeyReused,
    /// The changes asked for are past retention (410): begin again with a snapshot.
    Gone,
    /// Too many requests (429): wait, then go on more slowly.
    TooMany,
    /// The firm backend has more to do than it can now (503): try again.
    Busy,
    /// The request itself is wrong.
    Invalid,
    /// The firm backend did not answer: try again.
    Unreachable,
    /// The embedded firm could not be opened: the title says why.
    NotOpened,
    /// The file of the firm that this computer keeps is encrypted, and its key cannot be had: unlock the keychain, type the
    /// recovery key, or begin anew.
    KeyLost,
    /// No firm is worked with on this computer, or whoever is at it has to connect to its server anew: choose one.
    FirmNotChosen,
    /// A fault of ours: quote the request's id.
    Internal,
}
