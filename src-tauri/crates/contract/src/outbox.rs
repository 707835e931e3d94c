use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which part of the outbox to read, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OutboxQuery {
    /// Only messages older than this one: the `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// How many to return, 1 to 200; 50 if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(minimum = 1, maximum = 200)]
    #[schema(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

/// A page of the messages to people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OutboxPage {
    /// Newest first.
    pub mails: Vec<OutboxMail>,
    /// Give it as `before` for the page after this one; none on the last page.
    pub next: Option<String>,
}

/// A message to somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OutboxMail {
    /// Names the message.
    pub mail_id: String,
    /// What it is about: `verification`, `account_exists`, `password_reset`, `key_used`, `key_code`,
    /// `invoice`, `statement`.
    pub kind: String,
    /// When it was queued.
    pub queued_at: DateTime<Utc>,
    /// What became of it.
    pub state: OutboxState,
    /// When the mail server took it, if it did.
    pub sent_at: Option<DateTime<Utc>>,
    /// To whom it goes and what it says: in a sample firm alone, since messages hold what opens accounts.
    pub letter: Option<OutboxLetter>,
}

/// To whom a message goes and what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OutboxLetter {
    /// The address.
    pub recipient: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub body: String,
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OutboxState {
    /// It waits to be sent, perhaps once more.
    Waiting,
    /// The mail server took it.
    Sent,
    /// It was given up.
    GivenUp,
}
