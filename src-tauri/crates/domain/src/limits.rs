//! How many wrong keys are too many (rule 10). A Client ID and an invoice number identify, they hardly authenticate
//! (about 11 bits), so tries are limited per account, per network and per client ([`crate::KeyTally`]), and over the
//! whole firm.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};

/// The wrong keys that an account has given, as far as they bear on one more. What is given while it is refused for them
/// is not looked at and does not count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WrongByAccount {
    /// When the oldest of the newest [`Limits::ACCOUNT_SHORT`] was given. None if there are fewer.
    pub fifth_newest_at: Option<DateTime<Utc>>,
    /// When the oldest of the newest [`Limits::ACCOUNT_LONG`] was given. None if there are fewer.
    pub twentieth_newest_at: Option<DateTime<Utc>>,
}

impl WrongByAccount {
    /// Of when they were given, the newest first; those before the newest [`Limits::ACCOUNT_LONG`], or longer ago than
    /// [`Limits::LONG`], may be left out.
    #[must_use]
    pub fn of(newest_first: &[DateTime<Utc>]) -> Self {
        let nth_newest = |nth: u32| newest_first.get(nth as usize - 1).copied();
        Self {
            fifth_newest_at: nth_newest(Limits::ACCOUNT_SHORT),
            twentieth_newest_at: nth_newest(Limits::ACCOUNT_LONG),
        }
    }
}

/// Whether the key of an account's claim is looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ClaimLock {
    /// It is.
    #[default]
    Open,
    /// It is not, the right one neither, before this time.
    Until(DateTime<Utc>),
}

impl ClaimLock {
    /// Whether a key is looked at now.
    #[must_use]
    pub fn is_open(self) -> bool {
        self == Self::Open
    }
}

/// The wrong keys that were given lately, as far as they bear on one more try.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WrongKeys {
    /// By the same account; none without one.
    pub by_account: WrongByAccount,
    /// From the same network within [`Limits::SHORT`]: an IPv4 /24 or an IPv6 /56.
    pub from_network_lately: u32,
    /// For all clients of the firm within [`Limits::LONG`].
    pub in_firm_today: u32,
}

/// What one more try meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limited {
    /// It is taken.
    No,
    /// It is taken, but only together with a code sent to a contact on file: too many wrong keys are about.
    Strict,
    /// It is refused with the one answer that every failed key gets; the right key would be refused too.
    Refused,
}

/// The limits themselves.
#[derive(Debug, Clone, Copy)]
pub struct Limits;

impl Limits {
    /// The shorter window that wrong keys are counted in.
    pub const SHORT: TimeDelta = TimeDelta::hours(1);
    /// The longer one.
    pub const LONG: TimeDelta = TimeDelta::hours(24);
    /// Wrong keys an account may give in the shorter window.
    pub const ACCOUNT_SHORT: u32 = 5;
    /// Wrong keys an account may give in the longer window.
    pub const ACCOUNT_LONG: u32 = 20;
    /// Wrong keys that may come from a network in the shorter window. Staff cannot know which network somebody calls
    /// from: an access check says nothing of it.
    pub const NETWORK_SHORT: u32 = 50;
    /// Wrong keys in a firm in the longer window that turn strict mode on. At odds of 1 in 2,500 a guess, 80 a day
    /// give away a client a month at most.
    pub const FIRM_LONG: u32 = 80;

    /// What one more try meets at this time, after these. `strict` is the firm's own choice of strict mode.
    #[must_use]
    pub fn meet(wrong: WrongKeys, strict: bool, now: DateTime<Utc>) -> Limited {
        let locked = !Self::claims(wrong.by_account, now).is_open();
        if locked || wrong.from_network_lately >= Self::NETWORK_SHORT {
            Limited::Refused
        } else if Self::asks_code(wrong.in_firm_today, strict) {
            Limited::Strict
        } else {
            Limited::No
        }
    }

    /// What one more claim of this account meets at this time, whatever its key: the part of [`Limits::meet`] that is
    /// the account's own.
    #[must_use]
    pub fn claims(wrong: WrongByAccount, now: DateTime<Utc>) -> ClaimLock {
        let short = wrong.fifth_newest_at.map(|at| at + Self::SHORT);
        let long = wrong.twentieth_newest_at.map(|at| at + Self::LONG);
        short.max(long).filter(|until| now < *until).map_or(ClaimLock::Open, ClaimLock::Until)
    }

    /// Whether a code is needed besides a key, whoever gives it: the firm wants it so, or so many wrong keys were given in
    /// it within [`Limits::LONG`] that too many are about.
    #[must_use]
    pub fn asks_code(in_firm_today: u32, strict: bool) -> bool {
        strict || in_firm_today > Self::FIRM_LONG
    }

    /// The network that an address is counted under: one household or office has a /24 of IPv4 or a /56 of IPv6 at
    /// most. An IPv4 address written as IPv6 counts as IPv4.
    #[must_use]
    pub fn network(address: IpAddr) -> String {
        match address.to_canonical() {
            IpAddr::V4(address) => {
                let [a, b, c, _] = address.octets();
                format!("{a}.{b}.{c}.0/24")
            }
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{:x}::/56", d & 0xff00)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minute)
    }

    /// What is known after these wrong keys of an account, the oldest first.
    fn after(wrong: &[i64]) -> WrongKeys {
        let newest_first: Vec<_> = wrong.iter().rev().map(|minute| at(*minute)).collect();
        WrongKeys { by_account: WrongByAccount::of(&newest_first), ..WrongKeys::default() }
    }

    proptest! {
        /// Rule 10: no order of tries gets an account more than its share.
        #[test]
        fn an_account_gets_no_more_wrong_keys_than_its_share(minutes in prop::collection::vec(0_i64..3000, 0..200)) {
            let mut minutes = minutes;
            minutes.sort_unstable();
            let mut wrong: Vec<i64> = Vec::new();
            for now in minutes {
                let within = |window: TimeDelta| wrong.iter().filter(|&&at| now - at < window.num_minutes()).count();
                let refused = Limits::meet(after(&wrong), false, at(now)) == Limited::Refused;
                prop_assert_eq!(refused, within(Limits::SHORT) >= 5 || within(Limits::LONG) >= 20, "nor any fewer");
                if !refused {
                    wrong.push(now);
                }
            }
            for &start in &wrong {
                let count = |window: TimeDelta| wrong.iter().filter(|&&at| (start..start + window.num_minutes()).contains(&at)).count();
                prop_assert!(count(Limits::SHORT) <= 5 && count(Limits::LONG) <= 20);
            }
        }

        /// What is said of an account's claims holds: refused up to its time, and taken from then on if nothing happens.
        #[test]
        fn a_claim_is_refused_until_when_it_is_said(
            minutes in prop::collection::vec(0_i64..1500, 0..40), now in 0_i64..3000, later in 0_i64..3000,
        ) {
            let mut minutes = minutes;
            minutes.sort_unstable();
            minutes.retain(|minute| *minute <= now);
            let wrong = after(&minutes);
            let refused = |now: i64| Limits::meet(wrong, false, at(now)) == Limited::Refused;
            match Limits::claims(wrong.by_account, at(now)) {
                ClaimLock::Open => prop_assert!(!refused(now)),
                ClaimLock::Until(until) => {
                    prop_assert!(refused(now) && at(now) < until);
                    prop_assert_eq!(refused(now.max(later)), at(now.max(later)) < until);
                }
            }
        }
    }

    #[test]
    fn many_wrong_keys_in_a_firm_turn_strict_mode_on() {
        let meet = |wrong, strict| Limits::meet(wrong, strict, at(0));
        let firm = |in_firm_today| meet(WrongKeys { in_firm_today, ..WrongKeys::default() }, false);
        assert_eq!((firm(80), firm(81)), (Limited::No, Limited::Strict));
        assert_eq!(meet(WrongKeys::default(), true), Limited::Strict, "the firm's own choice");
        assert_eq!(meet(WrongKeys { from_network_lately: 50, ..WrongKeys::default() }, false), Limited::Refused);
    }

    #[test]
    fn neighbours_count_together_and_strangers_apart() {
        let network = |text: &str| Limits::network(text.parse().unwrap());
        assert_eq!(network("203.0.113.7"), network("203.0.113.250"));
        assert_eq!(network("203.0.113.7"), network("::ffff:203.0.113.9"));
        assert_ne!(network("203.0.113.7"), network("203.0.114.7"));
        assert_eq!(network("2001:db8:1:2ff::1"), network("2001:db8:1:200:ffff::9"));
        assert_ne!(network("2001:db8:1:200::1"), network("2001:db8:1:300::1"));
    }
}
