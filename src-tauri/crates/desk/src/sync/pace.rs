use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};

use crate::Error;

/// How long to wait before trying again: a little at first, then longer and longer, and never all desktops at once.
pub(super) struct Pace(ExponentialBackoff);

const SHORTEST: Duration = Duration::from_millis(250);
const LONGEST: Duration = Duration::from_mins(1);
/// A full disk is looked at again and again: somebody is making room on it.
const DISK: Duration = Duration::from_secs(3);
/// The longest that whoever is in between may ask to be left alone.
const LONGEST_ASKED: Duration = Duration::from_mins(5);

impl Default for Pace {
    fn default() -> Self {
        let growing = ExponentialBuilder::new().with_min_delay(SHORTEST).with_max_delay(LONGEST);
        Self(growing.without_max_times().with_jitter().build())
    }
}

impl Pace {
    /// How long to wait now.
    pub(super) fn wait(&mut self, why: &Error, asked: Option<Duration>) -> Duration {
        if matches!(why, Error::DiskFull | Error::CacheFailed(_)) {
            return DISK;
        }
        let wait = self.0.next().unwrap_or(LONGEST);
        wait.max(asked.unwrap_or_default().min(LONGEST_ASKED))
    }

    /// It worked.
    pub(super) fn begin_anew(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end_at_about_a_minute() {
        let mut pace = Pace::default();
        let waits: Vec<_> = (0..50).map(|_| pace.wait(&Error::Unreachable, None)).collect();
        assert!(waits[0] <= SHORTEST * 2 && waits[20] >= LONGEST);
        assert!(waits.iter().all(|wait| *wait <= LONGEST * 2), "{waits:?}");
        pace.begin_anew();
        assert!(pace.wait(&Error::Unreachable, None) <= SHORTEST * 2);
    }

    #[test]
    fn who_is_in_between_is_left_alone_as_asked_within_reason() {
        let mut pace = Pace::default();
        let asked = |seconds| Some(Duration::from_secs(seconds));
        assert_eq!(pace.wait(&Error::Unreachable, asked(120)), Duration::from_secs(120));
        assert_eq!(pace.wait(&Error::Unreachable, asked(1_000_000)), LONGEST_ASKED);
        assert_eq!(pace.wait(&Error::DiskFull, None), DISK);
    }
}
