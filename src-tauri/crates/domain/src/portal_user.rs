use chrono::{DateTime, Months, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// A portal user's number within the firm; it never changes and is never given again (rule 18).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(transparent)]
#[ts(export, type = "number")]
#[schema(value_type = i64)]
pub struct PortalUserId(i64);

impl PortalUserId {
    /// Takes the number as it is stored or as it stands in an address; whether there is such a user is for the firm
    /// to say.
    #[must_use]
    pub fn new(number: i64) -> Self {
        Self(number)
    }

    /// The number.
    #[must_use]
    pub fn get(self) -> i64 {
        self.0
    }
}

impl std::fmt::Display for PortalUserId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// What a portal user's sign-in with the right password leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Access {
    /// Into at least one open portal.
    CanSignIn,
    /// To a request to open the message that verifies the e-mail address (rule 15).
    NotVerified,
    /// To a claim of a client, before any portal (25).
    MustClaim,
    /// Nowhere: every linked client's portal is closed (1).
    NoOpenPortal,
}

/// Decides what a sign-in leads to, from the three facts that matter (rules 1, 14, 15, 25). `open_portals` are those of
/// the `links` whose portal is open.
#[must_use]
pub fn access(verified: bool, links: u64, open_portals: u64) -> Access {
    if !verified {
        Access::NotVerified
    } else if links == 0 {
        Access::MustClaim
    } else if open_portals == 0 {
        Access::NoOpenPortal
    } else {
        Access::CanSignIn
    }
}

/// Rule 44: dormant is who has not signed in for twelve months, by the day of the last sign-in, else of the account's
/// creation.
#[must_use]
pub fn is_dormant(created_at: DateTime<Utc>, last_sign_in_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    last_sign_in_at.unwrap_or(created_at) < dormant_before(now)
}

/// Who was last seen before this moment is dormant: the beginning of the day twelve months ago.
#[must_use]
pub fn dormant_before(now: DateTime<Utc>) -> DateTime<Utc> {
    let day = now.date_naive().checked_sub_months(Months::new(12)).unwrap_or(NaiveDate::MIN);
    day.and_time(NaiveTime::MIN).and_utc()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Rules 15 and 25.
        #[test]
        fn only_a_verified_user_with_an_open_portal_gets_in(verified: bool, links in 0_u64..100, open in 0_u64..100) {
            let open = open.min(links);
            prop_assert_eq!(access(verified, links, open) == Access::CanSignIn, verified && open > 0);
        }

        /// Rule 25.
        #[test]
        fn a_verified_user_without_links_is_asked_to_claim(links in 0_u64..100) {
            prop_assert_eq!(access(true, links, 0) == Access::MustClaim, links == 0);
        }
    }

    /// Rule 44.
    #[test]
    fn dormant_counts_by_the_day() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let now = at("2026-11-23T00:00:00Z");
        assert!(!is_dormant(at("2020-01-01T00:00:00Z"), Some(at("2025-11-23T23:59:59Z")), now));
        assert!(!is_dormant(at("2020-01-01T00:00:00Z"), Some(at("2025-11-23T00:00:00Z")), now));
        assert!(is_dormant(at("2020-01-01T00:00:00Z"), Some(at("2025-11-22T23:59:59Z")), now));
        assert!(is_dormant(at("2025-11-22T12:00:00Z"), None, now), "never signed in: by the account's creation");
    }
}
