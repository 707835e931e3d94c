use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How the desktop stands to its firm's backend, and how old what it shows can be (`rules.md` 45). The window always shows
/// it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct DeskStanding {
    /// Whether the backend answers.
    pub connection: DeskConnection,
    /// The same in one sentence.
    pub says: String,
    /// What to do about it, in one sentence; none where there is nothing to do.
    pub next: Option<String>,
    /// When the backend was last heard, by its own clock; none if it never was.
    pub last_heard: Option<DateTime<Utc>>,
    /// How far everything has been read that is kept on this computer; none once it has.
    pub progress: Option<SyncProgress>,
    /// Why nothing is kept on this computer beyond the end of the application; none where it is kept, encrypted.
    pub memory_only: Option<String>,
    /// The firm's change number that lists stand at; none while nothing is kept. Where it moves, lists are different.
    pub number: Option<i64>,
}

/// Whether the backend answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum DeskConnection {
    /// It is being asked for the first time.
    Connecting,
    /// It answers, and tells of every change.
    Live,
    /// It answers, and what it has is being read.
    Reading,
    /// It does not answer: what is shown is as old as `last_heard`.
    Offline,
    /// It does not let whoever is at the desk in, or is another firm's.
    Refused,
}

/// How far a first sync is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SyncProgress {
    /// How many records have come.
    pub records: u64,
    /// How many there are, once that is known.
    pub of: Option<u64>,
    /// How many come in a second.
    pub per_second: u64,
}
