use domain::{ClientId, PortalUserId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::{PairState, Problem};

/// Several links and de-links in one request: each is done or refused for itself, in the order given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct LinksBatch {
    /// The changes, 1 to 500.
    #[schema(min_items = 1, max_items = 500)]
    pub changes: Vec<BatchedChange>,
    /// Why, for all of them; at most 500 characters.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub reason: Option<String>,
    /// Only say what would happen: nothing is written.
    #[serde(default)]
    pub dry_run: bool,
    /// Staff were told what the de-links do beyond ending links, and want it; as with a single one.
    #[serde(default)]
    pub confirmed: bool,
}

/// One change of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct BatchedChange {
    /// The portal user.
    pub portal_user_id: PortalUserId,
    /// The client.
    pub client_id: ClientId,
    /// What to do.
    pub act: BatchedAct,
    /// Refuse this change if the pair has moved on from this version; an intent made offline must give it (`rules.md`
    /// 45).
    #[serde(default)]
    pub if_version: Option<i64>,
    /// The number of the activity that this takes back, as with a single link; such a change must give `if_version`
    /// (`rules.md` 26).
    #[serde(default)]
    pub undo_of: Option<i64>,
}

/// What a batch can do to a pair. Closing access is not among it: that is decided for one person at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum BatchedAct {
    /// Link them.
    Link,
    /// De-link them.
    DeLink,
}

/// What a batch came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct LinksBatchAnswer {
    /// Nothing was written: this is what would happen.
    pub dry_run: bool,
    /// One result for each change, in their order.
    pub results: Vec<BatchedResult>,
    /// How many changed something.
    pub changed: i64,
}

/// What one change of a batch came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct BatchedResult {
    /// The portal user.
    pub portal_user_id: PortalUserId,
    /// The client.
    pub client_id: ClientId,
    /// False where there was nothing to do, and where it was refused.
    pub changed: bool,
    /// How the two stand now; none where there is no such user or client.
    pub state: Option<PairState>,
    /// The number of the activity that was written; none where nothing was.
    pub activity: Option<i64>,
    /// What happened, in words; none where it was refused.
    pub says: Option<String>,
    /// Whether more came of it than was asked for: a bar was lifted (`rules.md` 27), or payment plans were stopped or stay so
    /// (26). It is in the words.
    pub more: bool,
    /// Why it was refused; none where it was not.
    pub problem: Option<Problem>,
}
