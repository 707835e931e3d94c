//! How many wrong passwords are too many (rules 14, 40). The portal refuses a sign-in by this, and staff are shown it.

use chrono::{DateTime, TimeDelta, Utc};

/// The wrong passwords that were given for one address, as far as they bear on one more sign-in. What is given while a
/// sign-in is refused for them is not looked at and does not count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WrongPasswords {
    /// When the last but nine was given: the oldest of the newest [`SignInLimits::WRONG`]. None if there are fewer.
    pub tenth_newest_at: Option<DateTime<Utc>>,
    /// In a row for the account, over any time; a right one begins anew.
    pub in_a_row: u32,
}

/// Whether a password for an address is looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SignInLock {
    /// It is.
    #[default]
    Open,
    /// It is not, the right one neither, before this time. A new password opens it at once.
    Until(DateTime<Utc>),
    /// It is not until the person has chosen a new one.
    UntilReset,
}

impl SignInLock {
    /// Whether a password is looked at now.
    #[must_use]
    pub fn is_open(self) -> bool {
        self == Self::Open
    }
}

/// The limits themselves.
#[derive(Debug, Clone, Copy)]
pub struct SignInLimits;

impl SignInLimits {
    /// So many wrong passwords for one address within [`SignInLimits::WITHIN`], and further ones are refused, the right
    /// one too, until that time has passed.
    pub const WRONG: u32 = 10;
    /// See [`SignInLimits::WRONG`].
    pub const WITHIN: TimeDelta = TimeDelta::minutes(15);
    /// So many wrong passwords in a row for one account, over any time, and only a new one helps.
    pub const LONGEST_ROW: u32 = 100;
    /// So many wrong passwords may come from one network within [`SignInLimits::NETWORK_WITHIN`], whoever's they are.
    /// Staff cannot know which network somebody calls from: an access check says nothing of it.
    pub const FROM_NETWORK: u32 = 100;
    /// See [`SignInLimits::FROM_NETWORK`].
    pub const NETWORK_WITHIN: TimeDelta = TimeDelta::hours(1);

    /// What one more sign-in with this address meets at this time.
    #[must_use]
    pub fn lock(wrong: WrongPasswords, now: DateTime<Utc>) -> SignInLock {
        if wrong.in_a_row >= Self::LONGEST_ROW {
            return SignInLock::UntilReset;
        }
        let until = wrong.tenth_newest_at.map(|at| at + Self::WITHIN);
        until.filter(|until| now < *until).map_or(SignInLock::Open, SignInLock::Until)
    }

    /// Whether a password is looked at that comes from a network which gave so many wrong ones lately.
    #[must_use]
    pub fn takes_from_network(wrong_lately: u32) -> bool {
        wrong_lately < Self::FROM_NETWORK
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minute)
    }

    /// What is known after these wrong passwords, the oldest first.
    fn after(wrong: &[i64]) -> WrongPasswords {
        let tenth = wrong.len().checked_sub(SignInLimits::WRONG as usize);
        WrongPasswords {
            tenth_newest_at: tenth.map(|place| at(wrong[place])),
            in_a_row: u32::try_from(wrong.len()).unwrap(),
        }
    }

    proptest! {
        /// No order of tries gets more than ten passwords looked at in a quarter of an hour, nor more than a hundred
        /// in a row.
        #[test]
        fn nobody_guesses_more_often_than_the_limits(minutes in prop::collection::vec(0_i64..1500, 0..400)) {
            let mut minutes = minutes;
            minutes.sort_unstable();
            let mut wrong: Vec<i64> = Vec::new();
            for now in minutes {
                if SignInLimits::lock(after(&wrong), at(now)).is_open() {
                    wrong.push(now);
                }
            }
            prop_assert!(wrong.len() <= 100);
            for &start in &wrong {
                prop_assert!(wrong.iter().filter(|&&at| (start..start + 15).contains(&at)).count() <= 10);
            }
        }

        /// What is said of a lock holds: closed up to its time, and open from then on if nothing happens.
        #[test]
        fn a_lock_lasts_until_when_it_says(tenth in 0_i64..60, now in 0_i64..90, later in 0_i64..90) {
            let wrong = WrongPasswords { tenth_newest_at: Some(at(tenth)), in_a_row: 10 };
            if let SignInLock::Until(until) = SignInLimits::lock(wrong, at(now)) {
                prop_assert_eq!(SignInLimits::lock(wrong, at(later)).is_open(), at(later) >= until);
            }
        }

        /// Fewer wrong ones never close more.
        #[test]
        fn fewer_than_ten_close_nothing(in_a_row in 0_u32..100, now in 0_i64..1000) {
            let few = WrongPasswords { tenth_newest_at: None, in_a_row };
            prop_assert_eq!(SignInLimits::lock(few, at(now)), SignInLock::Open);
        }
    }

    #[test]
    fn ten_wait_and_a_hundred_leave_only_a_new_password() {
        let lock = |tenth: i64, in_a_row, now| {
            SignInLimits::lock(WrongPasswords { tenth_newest_at: Some(at(tenth)), in_a_row }, at(now))
        };
        assert_eq!((lock(0, 10, 14), lock(0, 10, 15)), (SignInLock::Until(at(15)), SignInLock::Open));
        assert_eq!((lock(0, 99, 1000), lock(0, 100, 1000)), (SignInLock::Open, SignInLock::UntilReset));
        assert!(SignInLimits::takes_from_network(99) && !SignInLimits::takes_from_network(100));
    }
}
