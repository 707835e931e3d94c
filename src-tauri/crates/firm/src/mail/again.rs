//! When a message that was not taken is tried again.

use chrono::{DateTime, TimeDelta, Utc};

/// How long after it was queued a message is given up.
const GIVEN_UP_AFTER: TimeDelta = TimeDelta::days(3);
/// The longest wait between two tries.
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(4);

/// When to try again after so many tries: a minute, doubling up to four hours, each a quarter more or less by `chance` (0
/// to 1), so that what failed together does not come back together. None if the time is up.
pub(super) fn next_try(queued_at: DateTime<Utc>, tries: i64, now: DateTime<Utc>, chance: f64) -> Option<DateTime<Utc>> {
    if now - queued_at >= GIVEN_UP_AFTER {
        return None;
    }
    let doublings = u32::try_from(tries.clamp(1, 9) - 1).unwrap_or(0);
    let wait = (TimeDelta::minutes(1) * 2_i32.pow(doublings)).min(LONGEST_WAIT);
    #[expect(clippy::cast_possible_truncation, reason = "four hours in milliseconds are far from any limit")]
    let jittered = (wait.num_seconds() as f64 * 1000.0 * (0.75 + 0.5 * chance)) as i64;
    Some(now + TimeDelta::milliseconds(jittered))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_four_hours_and_end_after_three_days() {
        let queued = DateTime::UNIX_EPOCH;
        let wait = |tries| (next_try(queued, tries, queued, 0.5).unwrap() - queued).num_minutes();
        assert_eq!([1, 2, 3, 8, 9, 50].map(wait), [1, 2, 4, 128, 240, 240]);
        assert!(next_try(queued, 20, queued + TimeDelta::hours(71), 0.5).is_some());
        assert_eq!(next_try(queued, 20, queued + TimeDelta::days(3), 0.5), None);
    }

    #[test]
    fn what_failed_together_does_not_come_back_together() {
        let at = DateTime::UNIX_EPOCH;
        let (early, late) = (next_try(at, 1, at, 0.0).unwrap(), next_try(at, 1, at, 1.0).unwrap());
        assert_eq!((late - early).num_seconds(), 30);
    }
}
