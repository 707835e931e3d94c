//! What is decided about links while the backend does not answer (`rules.md` 45). It passes between the window and the
//! desktop's engine alone: the backend knows links, de-links and closed access, decided on a version.

use chrono::{DateTime, Utc};
use domain::{ClientId, Intention, PortalUserId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{OpenPath, PairState};

/// The window's request to decide something about a pair while the backend does not answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct IntentBody {
    /// What is to be done.
    pub what: Intention,
    /// The portal user.
    pub portal_user_id: PortalUserId,
    /// The client.
    pub client_id: ClientId,
    /// Why, if a reason was typed.
    pub reason: Option<String>,
    /// Staff were told that it is the user's last link, and want it (`rules.md` 28). Without this such a de-link is
    /// refused with `needs_confirmation`.
    pub confirmed: bool,
}

/// The number of an intent on this computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(export)]
pub struct IntentId(pub i64);

/// Several intents, by their numbers: those that staff have looked at and want to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct IntentIds {
    /// Their numbers.
    pub ids: Vec<i64>,
}

/// What was decided on this computer and has not been put away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct IntentList {
    /// In the order in which they were decided.
    pub intents: Vec<Intent>,
}

/// What a decision came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct IntentAnswer {
    /// What waits for the pair now; none where the decision before was taken back, or nothing is to be done.
    pub intent: Option<Intent>,
    /// What happened, in words.
    pub says: String,
    /// Why it waits only until the application ends; none where it is kept, encrypted.
    pub memory_only: Option<String>,
}

/// A link, de-link or closing of access that was decided while the backend did not answer. It is what is intended, and
/// never what is done, until the backend has said so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Intent {
    /// Its number on this computer. Lower ones were decided, and are sent, earlier.
    pub id: i64,
    /// What is to be done.
    pub what: Intention,
    /// The portal user.
    pub portal_user_id: PortalUserId,
    /// The portal user's first and last name.
    pub user_name: String,
    /// The client.
    pub client_id: ClientId,
    /// The client's name.
    pub client_name: String,
    /// What is to be done, in words.
    pub says: String,
    /// Why, if a reason was typed.
    pub reason: Option<String>,
    /// Who decided it.
    pub decided_by: String,
    /// When, by the backend's clock as far as it was known.
    pub decided_at: DateTime<Utc>,
    /// How long ago that is, in words.
    pub age: String,
    /// How the two stood when it was decided, with the version that the backend has to find.
    pub decided_on: PairState,
    /// The same in words.
    pub decided_on_says: String,
    /// How the two stand as far as is known here, in words; none where that is what it was decided on.
    pub known_now: Option<String>,
    /// Of closing access: the paths before and after, as they were told when it was decided (`rules.md` 27).
    pub paths: Option<IntentPaths>,
    /// What was not looked at when it was decided, since it is not kept on this computer; a sentence each.
    pub not_checked: Vec<String>,
    /// What has become of it.
    pub standing: IntentStanding,
}

/// What has become of an intent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "is")]
#[ts(export)]
pub enum IntentStanding {
    /// It waits to be confirmed once the backend answers. It can be withdrawn.
    Waiting,
    /// Staff have confirmed it and its answer is not known yet: it may or may not have been carried out. It is sent again
    /// by itself, and carried out once.
    Confirmed,
    /// The backend has carried it out, or there was nothing to do any more. It stays until it is dismissed.
    Done {
        /// What happened, in the backend's words.
        says: String,
        /// Of closing access: the paths as they are now, by the backend (`rules.md` 27).
        after: Vec<OpenPath>,
    },
    /// The backend has refused it, and nothing was changed. It stays until it is dismissed.
    Refused {
        /// How the two stand now, if that is why.
        now: Option<PairState>,
        /// The same in words.
        now_says: Option<String>,
        /// Why, in the backend's words.
        why: String,
        /// What to do next, in one sentence.
        next: String,
    },
}

/// The paths by which one portal user gets at a client, as far as they are known on this computer, and what would be left
/// of them (`rules.md` 27).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct IntentPaths {
    /// As they are.
    pub before: Vec<OpenPath>,
    /// As they would be afterwards.
    pub after: Vec<OpenPath>,
}

/// What would be told of an intent before it is decided: nothing is kept of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct IntentForeseen {
    /// How the two stand as far as is known here, in words.
    pub stands: String,
    /// The paths that are known here.
    pub paths: IntentPaths,
    /// What is not looked at, since it is not kept on this computer; a sentence each.
    pub not_checked: Vec<String>,
}
