//! Who may open a connection: so many in all, so many from one address, and in the clear only those from whom it cannot
//! be overheard.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Serving;

/// Counts connections.
pub(super) struct Admission {
    room: Arc<Semaphore>,
    by_address: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// A place for a connection, free again when it is dropped.
pub(super) struct Place {
    _room: OwnedSemaphorePermit,
    counted: Option<Counted>,
}

struct Counted {
    address: IpAddr,
    by_address: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Admission {
    pub(super) fn new(serving: &Serving) -> Self {
        Self { room: Arc::new(Semaphore::new(serving.limits.connections)), by_address: Arc::default() }
    }

    /// Waits for a place. Until there is one, whoever connects waits in the operating system's queue.
    pub(super) async fn place(&self) -> Place {
        let room = Arc::clone(&self.room).acquire_owned().await.expect("the semaphore is never closed");
        Place { _room: room, counted: None }
    }

    /// Gives the place to a caller from this address; none if it has to be refused. Proxies are not counted: they ask
    /// for many.
    pub(super) fn admit(&self, mut place: Place, peer: IpAddr, local: IpAddr, serving: &Serving) -> Option<Place> {
        let peer = peer.to_canonical();
        let trusted = serving.proxies.include(peer);
        let in_the_clear = serving.tls.is_none() && !local.to_canonical().is_loopback();
        if in_the_clear && !trusted && !peer.is_loopback() {
            return None;
        }
        if !trusted {
            let address = counted_as(peer);
            let mut by_address = self.by_address.lock().unwrap_or_else(PoisonError::into_inner);
            let count = by_address.entry(address).or_default();
            if *count >= serving.limits.connections_per_address {
                return None;
            }
            *count += 1;
            place.counted = Some(Counted { address, by_address: Arc::clone(&self.by_address) });
        }
        Some(place)
    }
}

/// In IPv6 a single subscriber has a whole /64.
fn counted_as(peer: IpAddr) -> IpAddr {
    match peer {
        IpAddr::V4(_) => peer,
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)).into(),
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut by_address = self.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = by_address.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                by_address.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test ends there")]
mod tests {
    use super::*;
    use crate::server::Limits;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[tokio::test]
    async fn an_address_gets_its_share_and_gets_it_back() {
        let limits = Limits { connections_per_address: 1, ..Limits::default() };
        let serving = Serving { limits, proxies: "127.0.0.9".parse().unwrap(), ..Serving::default() };
        let admission = Admission::new(&serving);
        let local = ip("127.0.0.1");
        let first = admission.admit(admission.place().await, ip("127.0.0.2"), local, &serving).unwrap();
        assert!(admission.admit(admission.place().await, ip("127.0.0.2"), local, &serving).is_none());
        let other = admission.admit(admission.place().await, ip("127.0.0.3"), local, &serving);
        assert!(other.is_some(), "another address has its own share");
        let proxied: Vec<_> = [admission.place().await, admission.place().await]
            .into_iter()
            .filter_map(|place| admission.admit(place, ip("127.0.0.9"), local, &serving))
            .collect();
        assert_eq!(proxied.len(), 2, "a proxy is exempt");
        drop(first);
        assert!(admission.admit(admission.place().await, ip("127.0.0.2"), local, &serving).is_some());
    }

    #[tokio::test]
    async fn in_the_clear_only_proxies_and_this_computer_are_answered() {
        let serving = Serving { proxies: "10.0.0.5".parse().unwrap(), ..Serving::default() };
        let admission = Admission::new(&serving);
        let local = ip("10.0.0.1");
        for (peer, admitted) in [("10.0.0.5", true), ("127.0.0.1", true), ("10.0.0.6", false)] {
            let place = admission.admit(admission.place().await, ip(peer), local, &serving);
            assert_eq!(place.is_some(), admitted, "{peer}");
        }
    }

    #[test]
    fn a_subscriber_of_ipv6_counts_once() {
        assert_eq!(counted_as(ip("2001:db8:1:2:3::4")), counted_as(ip("2001:db8:1:2:ffff::")));
        assert_ne!(counted_as(ip("2001:db8:1:2::1")), counted_as(ip("2001:db8:1:3::1")));
    }
}
