//! How many wrong keys are too many (rule 10). A Client ID and an invoice number identify, they hardly authenticate
//! (about 11 bits), so tries are limited per account, per network and per client ([`crate::KeyTally`]), and over the
//! whole firm.

use std::net::IpAddr;

use chrono::TimeDelta;

/// The wrong keys that were given lately, as far as they bear on one more try.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WrongKeys {
    /// By the same account within [`Limits::SHORT`].
    pub by_account_lately: u32,
    /// By the same account within [`Limits::LONG`].
    pub by_account_today: u32,
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
    /// Wrong keys that may come from a network in the shorter window.
    pub const NETWORK_SHORT: u32 = 50;
    /// Wrong keys in a firm in the longer window that turn strict mode on. At odds of 1 in 2,500 a guess, 80 a day
    /// give away a client a month at most.
    pub const FIRM_LONG: u32 = 80;

    /// What one more try meets after these. `strict` is the firm's own choice of strict mode.
    #[must_use]
    pub fn meet(wrong: WrongKeys, strict: bool) -> Limited {
        let too_many = wrong.by_account_lately >= Self::ACCOUNT_SHORT
            || wrong.by_account_today >= Self::ACCOUNT_LONG
            || wrong.from_network_lately >= Self::NETWORK_SHORT;
        if too_many {
            Limited::Refused
        } else if Self::asks_code(wrong.in_firm_today, strict) {
            Limited::Strict
        } else {
            Limited::No
        }
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

    proptest! {
        /// Rule 10: no order of tries gets an account more than its share.
        #[test]
        fn an_account_gets_no_more_wrong_keys_than_its_share(minutes in prop::collection::vec(0_i64..3000, 0..200)) {
            let mut minutes = minutes;
            minutes.sort_unstable();
            let mut wrong: Vec<i64> = Vec::new();
            for now in minutes {
                let within = |window: TimeDelta| {
                    u32::try_from(wrong.iter().filter(|&&at| now - at < window.num_minutes()).count()).unwrap()
                };
                let so_far = WrongKeys {
                    by_account_lately: within(Limits::SHORT),
                    by_account_today: within(Limits::LONG),
                    ..WrongKeys::default()
                };
                if Limits::meet(so_far, false) != Limited::Refused {
                    wrong.push(now);
                }
            }
            for &start in &wrong {
                let count = |window: TimeDelta| wrong.iter().filter(|&&at| (start..start + window.num_minutes()).contains(&at)).count();
                prop_assert!(count(Limits::SHORT) <= 5 && count(Limits::LONG) <= 20);
            }
        }
    }

    #[test]
    fn many_wrong_keys_in_a_firm_turn_strict_mode_on() {
        let firm = |in_firm_today| Limits::meet(WrongKeys { in_firm_today, ..WrongKeys::default() }, false);
        assert_eq!((firm(80), firm(81)), (Limited::No, Limited::Strict));
        assert_eq!(Limits::meet(WrongKeys::default(), true), Limited::Strict, "the firm's own choice");
        assert_eq!(
            Limits::meet(WrongKeys { from_network_lately: 50, ..WrongKeys::default() }, false),
            Limited::Refused
        );
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
