use chrono::{DateTime, Utc};
use domain::{Action, By, ClientId, KeyAnswer, Outcome, Portal, PortalUserId, Remedy, WayKind};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::{IntoParams, ToSchema};

/// Whether somebody can do something, and why (`rules.md` 40).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema, IntoParams)]
#[into_params(parameter_in = Query)]
#[ts(export)]
pub struct AccessCheckQuery {
    /// The person's e-mail address, as told; there may be no account with it.
    pub email: String,
    /// The client that it is about; none asks for any client at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
    /// What the person wants to do.
    pub action: Action,
}

/// The answer to an access check, from `domain::decide`, as the portal itself would decide now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct AccessCheck {
    /// Whether it can be done, as far as it was checked.
    pub allowed: bool,
    /// The answer in one sentence.
    pub verdict: String,
    /// What was looked at, in order.
    pub steps: Vec<CheckedStep>,
    /// The place in `steps` of the one that made the answer a no, counted from 0; none if the answer is yes.
    pub decided_by: Option<usize>,
    /// What would help, the best first.
    pub remedies: Vec<OfferedRemedy>,
    /// A reply to the person, ready to copy and send. It has nothing in it that a visitor must not learn (10).
    pub reply: String,
    /// What is known besides and may explain a no, each in a sentence or two, for staff alone: who took the link away and
    /// when, who lists the address as a contact, what became of the message that verifies it.
    pub clues: Vec<String>,
    /// Accounts whose address is one slip of the hand away, where this one has none.
    pub near: Vec<NearAccount>,
    /// The portal user with this address; none if there is none.
    pub portal_user_id: Option<PortalUserId>,
    /// That portal user's name.
    pub portal_user: Option<String>,
    /// The client's name; none if it is about none, or if there is no such client.
    pub client: Option<String>,
    /// The keys that were tried lately by this user or for this client, newest first (43).
    pub attempts: Vec<RecordedAttempt>,
    /// What stands above them; where there are none, what that means.
    pub attempts_note: String,
    /// When the newest import was taken from the PMS; none before the first import.
    pub data_as_of: Option<DateTime<Utc>>,
}

/// An account that may be meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct NearAccount {
    /// Whose it is.
    pub portal_user_id: PortalUserId,
    /// First and last name.
    pub name: String,
    /// The address as written at sign-up.
    pub email: String,
}

/// One step of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct CheckedStep {
    /// What was found, in one sentence.
    pub says: String,
    /// What it came to.
    pub outcome: Outcome,
}

/// Something that would help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct OfferedRemedy {
    /// What it is; the window may offer it as a button where it is staff's.
    pub remedy: Remedy,
    /// Who can do it.
    pub by: By,
    /// Both in one sentence.
    pub says: String,
}

/// A key that was tried. Which invoice number was typed is not kept: it may be right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct RecordedAttempt {
    /// When.
    pub at: DateTime<Utc>,
    /// What it came to.
    pub answer: KeyAnswer,
    /// The same in one sentence, for staff alone.
    pub says: String,
}

/// Everybody who can get into a client's portal, and by which way (`rules.md` 41).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct WhoCanGetIn {
    /// The client.
    pub client_id: ClientId,
    /// The client's name.
    pub client: String,
    /// Whether its portal is open.
    pub portal: Portal,
    /// The ways in, the shut ones too: accounts, the key, one-click links.
    pub ways: Vec<WayIn>,
    /// What could not be looked at, each in a sentence; nothing where the backend answers.
    pub not_checked: Vec<String>,
    /// When the newest import was taken from the PMS; none before the first import.
    pub data_as_of: Option<DateTime<Utc>>,
}

/// A way into a client's portal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct WayIn {
    /// What kind of way.
    pub kind: WayKind,
    /// Whether it is open now.
    pub open: bool,
    /// Who gets in and how, or why not now, in one sentence.
    pub says: String,
    /// Whose account it is; none where it is no account's.
    pub portal_user_id: Option<PortalUserId>,
    /// What stands beside it: whose address it is, or what one gets who has no account.
    pub detail: String,
}
