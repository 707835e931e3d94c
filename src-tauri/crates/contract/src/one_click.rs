use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A one-click link to be sent (`rules.md` 7, 13).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OneClickBody {
    /// What the message is about.
    pub about: OneClickAbout,
    /// To which of the client's contacts, by the e-mail address. It is sent to the address as the PMS writes it.
    #[schema(max_length = 320)]
    pub recipient: String,
}

/// What a message with a one-click link is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OneClickAbout {
    /// A new bill.
    Invoice,
    /// What is still to be paid in all.
    Statement,
}

/// The one-click links that were sent for a client within the last 120 days, newest first: all that are good, and for a while
/// those that no longer are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OneClickLinks {
    /// The links.
    pub links: Vec<OneClickLinkView>,
}

/// A one-click link. What it opens by is in the message alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OneClickLinkView {
    /// Names the link.
    pub link_id: String,
    /// What its message is about: `invoice`, `statement` or `letter`.
    pub about: String,
    /// To whom it was sent.
    pub recipient: String,
    /// When.
    pub sent_at: DateTime<Utc>,
    /// By whom; empty where that was not recorded.
    pub sent_by: String,
    /// Until when it is good.
    pub expires_at: DateTime<Utc>,
    /// When it was revoked; none if it was not.
    pub revoked_at: Option<DateTime<Utc>>,
    /// Whether it opens its client now, if the client's portal is open.
    pub good: bool,
}

/// What revoking a link came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OneClickRevoked {
    /// False where it was revoked already.
    pub changed: bool,
    /// The link as it is now.
    pub link: OneClickLinkView,
}
