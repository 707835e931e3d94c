use chrono::{DateTime, TimeDelta, Utc};

use crate::ClientId;

/// A one-click link of an invoice, statement or letter e-mail: it names one client and one recipient address, and gives
/// whoever opens it what rule 8 gives, and nothing more (rule 13).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneClickLink {
    /// The client that a visit by it is bound to (12).
    pub client: ClientId,
    /// The key of the address that it was sent to.
    pub recipient_key: String,
    /// When it was sent.
    pub sent_at: DateTime<Utc>,
    /// When it was revoked; none if it was not.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// What a one-click link is at some time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkState {
    /// It opens its client's portal, if that is open.
    Good,
    /// It is too old.
    Expired,
    /// Staff revoked it, or closed the recipient's access (27).
    Revoked,
}

impl OneClickLink {
    /// How long a link is good for.
    pub const GOOD_FOR: TimeDelta = TimeDelta::days(60);

    /// What it is at this time.
    #[must_use]
    pub fn state(&self, now: DateTime<Utc>) -> LinkState {
        if self.revoked_at.is_some() {
            LinkState::Revoked
        } else if now >= self.expires_at() {
            LinkState::Expired
        } else {
            LinkState::Good
        }
    }

    /// Whether it is good now and was sent to the address with this key: what closing its owner's access revokes (27), and
    /// what a sign-up with that address is linked by, then and still when the address is verified (20).
    #[must_use]
    pub fn is_good_for(&self, email_key: &str, now: DateTime<Utc>) -> bool {
        self.recipient_key == email_key && self.state(now) == LinkState::Good
    }

    /// When it expires.
    #[must_use]
    pub fn expires_at(&self) -> DateTime<Utc> {
        self.sent_at + Self::GOOD_FOR
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rule 13.
    #[test]
    fn a_link_expires_and_can_be_revoked() {
        let sent_at = DateTime::UNIX_EPOCH;
        let link = OneClickLink {
            client: ClientId::new("1002").unwrap(),
            recipient_key: "jane@example.com".to_owned(),
            sent_at,
            revoked_at: None,
        };
        let last_moment = sent_at + OneClickLink::GOOD_FOR - TimeDelta::milliseconds(1);
        assert_eq!(link.state(last_moment), LinkState::Good);
        assert!(link.is_good_for("jane@example.com", last_moment) && !link.is_good_for("ana@example.com", last_moment));
        assert!(!link.is_good_for("jane@example.com", link.expires_at()));
        assert_eq!(link.state(link.expires_at()), LinkState::Expired);
        let revoked = OneClickLink { revoked_at: Some(sent_at), ..link };
        assert_eq!(revoked.state(last_moment), LinkState::Revoked);
    }
}
