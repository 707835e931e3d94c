use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;

/// How long the cache may be used without contact to the backend, whose clock alone counts. The clock of this computer
/// tells only how much time has passed, and whoever sets it back gains nothing: the time that was reached stays reached,
/// and what passes while the application runs is counted without a clock.
#[derive(Debug, Clone)]
pub(super) struct Lease {
    hours: u32,
    contact: Contact,
    /// The latest time known to have been reached, by the backend's clock.
    seen: DateTime<Utc>,
    /// When that was.
    seen_at: Instant,
}

/// When the backend was last heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Contact {
    /// By its clock.
    pub(crate) server: DateTime<Utc>,
    /// By the clock of this computer.
    pub(crate) local: DateTime<Utc>,
}

impl Lease {
    /// The lease from this contact on, if this time has been reached since.
    pub(super) fn of(contact: Contact, seen: DateTime<Utc>, hours: u32) -> Self {
        Self { hours, contact, seen: seen.max(contact.server), seen_at: Instant::now() }
    }

    /// The time now by the backend's clock, as far as it can be known, when this computer's clock says `local`.
    pub(super) fn now(&mut self, local: DateTime<Utc>) -> DateTime<Utc> {
        let at = Instant::now();
        let passed = TimeDelta::from_std(at - self.seen_at).unwrap_or_default();
        let by_clock = self.contact.server + (local - self.contact.local);
        self.seen = by_clock.max(self.seen + passed);
        self.seen_at = at;
        self.seen
    }

    /// Whether the cache may not be used any more.
    pub(super) fn is_over(&mut self, local: DateTime<Utc>) -> bool {
        self.now(local) >= self.contact.server + TimeDelta::hours(self.hours.into())
    }

    /// When the backend was last heard.
    pub(super) fn contact(&self) -> Contact {
        self.contact
    }

    /// How many hours the firm allows.
    pub(super) fn hours(&self) -> u32 {
        self.hours
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn at(hours: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::hours(hours)
    }

    fn lease(server: i64, local: i64) -> Lease {
        let contact = Contact { server: at(server), local: at(local) };
        Lease::of(contact, contact.server, 72)
    }

    #[tokio::test(start_paused = true)]
    async fn it_ends_after_its_hours_whatever_the_time_zone_of_a_wrong_clock() {
        for local in [0, -9600, 9600] {
            let mut lease = lease(0, local);
            assert!(!lease.is_over(at(local + 71)) && lease.is_over(at(local + 72)));
        }
    }

    /// A clock set back, or standing still, never prolongs it: not while the application runs, nor over its restart.
    #[tokio::test(start_paused = true)]
    async fn a_clock_set_back_does_not_prolong_it() {
        let mut lease = lease(0, 0);
        assert!(!lease.is_over(at(50)));
        assert_eq!(lease.now(at(-9600)), at(50));
        tokio::time::advance(Duration::from_secs(21 * 3600)).await;
        assert!(!lease.is_over(at(-9600)));
        let seen = lease.now(at(-9600));
        let mut again = Lease::of(lease.contact(), seen, 72);
        assert!(!again.is_over(at(-9600)));
        tokio::time::advance(Duration::from_secs(3600)).await;
        assert!(again.is_over(at(-9600)));
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_known_of_the_time_is_never_before_the_last_contact() {
        let mut lease = lease(100, 0);
        assert_eq!(lease.now(at(-1)), at(100));
        let again = Lease::of(lease.contact(), at(3), 72);
        assert_eq!(again.seen, at(100));
    }

    #[tokio::test(start_paused = true)]
    async fn a_firm_that_allows_no_hours_allows_none() {
        let contact = Contact { server: at(0), local: at(0) };
        assert!(Lease::of(contact, contact.server, 0).is_over(at(0)));
    }
}
