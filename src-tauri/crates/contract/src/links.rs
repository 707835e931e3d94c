use chrono::{DateTime, Utc};
use domain::{ClientId, Origin, PortalUserId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// What accompanies a link, a de-link or an unbar; everything in it is optional, and so is the body.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkBody {
    /// Why, in the staff member's own words; at most 500 characters.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub reason: Option<String>,
    /// The number of the activity that this takes back. Needs `If-Match` with the pair's version (`rules.md` 26).
    #[serde(default)]
    pub undo_of: Option<i64>,
    /// Staff were told what a de-link does beyond ending the link, and want it: that it is the user's last one (28), or
    /// that payment plans stop (26). Without this such a de-link is refused (409, `needs_confirmation`).
    #[serde(default)]
    pub confirmed: bool,
}

/// The window's request to link or to de-link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct LinkChange {
    /// The portal user.
    pub portal_user_id: PortalUserId,
    /// The client.
    pub client_id: ClientId,
    /// Why, if a reason was typed.
    pub reason: Option<String>,
    /// The number of the activity that this takes back, if it is an undo.
    pub undo_of: Option<i64>,
    /// Refuse if the pair has moved on from this version; an undo must give it.
    pub if_version: Option<i64>,
    /// As [`LinkBody::confirmed`].
    pub confirmed: bool,
}

/// A portal user and a client, to ask about the two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PairQuery {
    /// The portal user.
    pub portal_user_id: PortalUserId,
    /// The client.
    pub client_id: ClientId,
}

/// How a portal user stands to a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct PairState {
    /// Counts the changes of this pair from 0, "never linked". It is the pair's `ETag`.
    pub version: i64,
    /// Present exactly while they are linked.
    pub origin: Option<Origin>,
    /// Access was closed: the user cannot claim the client until staff link or unbar (`rules.md` 27).
    pub barred: bool,
    /// Who changed it last; none if nobody ever did.
    pub changed_by: Option<String>,
    /// When it changed last.
    pub changed_at: Option<DateTime<Utc>>,
}

/// What a change to a pair came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct LinkAnswer {
    /// How the two stand now.
    pub state: PairState,
    /// False where there was nothing to do: linking what is linked succeeds and changes nothing (`rules.md` 23).
    pub changed: bool,
    /// The number of the activity that was written; none where nothing changed.
    pub activity: Option<i64>,
    /// What happened, in words.
    pub says: String,
    /// Whether more came of it than was asked for: a bar was lifted (`rules.md` 27), or payment plans were stopped or stay so
    /// (26). It is in the words.
    pub more: bool,
}
