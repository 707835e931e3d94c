use chrono::{DateTime, Utc};
use domain::{ClientId, Origin, PortalUserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which part of the activity log to read, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ActivityQuery {
    /// Only what concerns this portal user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub portal_user_id: Option<PortalUserId>,
    /// Only what concerns this client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
    /// Only entries with a lower number than this one: the `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<i64>,
    /// How many to return, 1 to 200; 50 if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// A page of the activity log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ActivityPage {
    /// Newest first.
    pub entries: Vec<ActivityEntry>,
    /// Give it as `before` for the page after this one; none on the last page.
    pub next: Option<i64>,
}

/// One change to a link (`rules.md` 29).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
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
    pub action: ActivityAction,
    /// To which portal user.
    pub portal_user_id: PortalUserId,
    /// That portal user's name.
    pub portal_user: String,
    /// For which client.
    pub client_id: ClientId,
    /// That client's name.
    pub client: String,
    /// The link's origin before; none if there was no link.
    pub before: Option<Origin>,
    /// The link's origin after; none if there is no link.
    pub after: Option<Origin>,
    /// Why, if a reason was typed.
    pub reason: Option<String>,
    /// The number of the activity that this took back, if it was an undo.
    pub undo_of: Option<i64>,
    /// The id of the request that did it.
    pub request_id: String,
    /// The whole in words.
    pub says: String,
}

/// What an activity did to a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActivityAction {
    /// A portal user was linked to a client.
    Link,
    /// A portal user was de-linked from a client.
    DeLink,
}

/// Who can change a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    /// Staff of the firm.
    Staff,
    /// The portal user, by signing up, verifying or claiming.
    PortalUser,
}
