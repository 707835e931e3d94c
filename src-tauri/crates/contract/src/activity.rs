use chrono::{DateTime, Utc};
use domain::{ClientId, Deed, PortalUserId, Standing};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::{IntoParams, ToSchema};

/// Which part of the activity log to read, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema, IntoParams)]
#[into_params(parameter_in = Query)]
#[ts(export)]
pub struct ActivityQuery {
    /// Only what concerns this portal user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub portal_user_id: Option<PortalUserId>,
    /// Only what concerns this client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
    /// Only what was done so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Deed>,
    /// Only what was done by whoever has exactly this name in the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// Only what happened at this moment or later: where somebody's day begins, that person's own clock says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<DateTime<Utc>>,
    /// Only what happened before this moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<DateTime<Utc>>,
    /// Only entries with a lower number than this one: the `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<i64>,
    /// How many to return, 1 to 200; 50 if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(minimum = 1, maximum = 200)]
    #[schema(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

/// A page of the activity log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct ActivityPage {
    /// Newest first.
    pub entries: Vec<ActivityEntry>,
    /// Give it as `before` for the page after this one; none on the last page.
    pub next: Option<i64>,
}

/// One thing that was done (`rules.md` 29).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct ActivityEntry {
    /// Counts the firm's activities from 1, without a gap.
    pub number: i64,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Who did it: the name as it was then.
    pub actor: String,
    /// What kind of person did it.
    pub actor_kind: ActorKind,
    /// What was done.
    pub action: Deed,
    /// To which portal user; none where it was not about one.
    pub portal_user_id: Option<PortalUserId>,
    /// That portal user's name.
    pub portal_user: Option<String>,
    /// For which client; none where it was not about one.
    pub client_id: Option<ClientId>,
    /// That client's name.
    pub client: Option<String>,
    /// How the user stood to the client before: linked, barred or neither. None where it was not about the two.
    pub before: Option<Standing>,
    /// How the user stood to the client afterwards.
    pub after: Option<Standing>,
    /// `before` in a word or two.
    pub before_says: Option<String>,
    /// `after` in a word or two.
    pub after_says: Option<String>,
    /// Why, if a reason was typed.
    pub reason: Option<String>,
    /// The number of the activity that this took back, if it was an undo.
    pub undo_of: Option<i64>,
    /// The id of the request that did it.
    pub request_id: String,
    /// The whole in words.
    pub says: String,
}

/// Who can do something that is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ActorKind {
    /// Staff of the firm.
    Staff,
    /// The portal user, by signing up, verifying or claiming.
    PortalUser,
}
