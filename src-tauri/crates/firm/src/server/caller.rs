//! Whose request it is, as far as the network knows: what limits per address count by (`rules.md` 10).

use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;

use axum::http::HeaderMap;
use ipnet::IpNet;

/// The address that a request comes from, in the extensions of every request. It is personal data: never log it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller(pub IpAddr);

/// The proxies in front of this server: they alone are believed when they say for whom they ask.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proxies(Arc<[IpNet]>);

impl Proxies {
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this address is one of them.
    #[must_use]
    pub fn include(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

impl FromStr for Proxies {
    type Err = String;

    /// Addresses or networks, apart by commas.
    fn from_str(text: &str) -> Result<Self, String> {
        let form = || "give addresses or networks apart by commas, such as 10.0.0.5 or 10.0.0.0/24".to_owned();
        let network = |part: &str| match part.parse::<IpAddr>() {
            Ok(address) => Ok(IpNet::from(address)),
            Err(_) => part.parse::<IpNet>().map_err(|_| form()),
        };
        text.split(',').map(|part| network(part.trim())).collect::<Result<_, _>>().map(Self)
    }
}

impl Caller {
    /// The caller of a request that came over a connection from `peer`. `X-Forwarded-For` is read from its end, where
    /// the nearest proxy writes, for as long as proxies of ours wrote it: what stands before, anybody can make up.
    pub(super) fn of(peer: IpAddr, headers: &HeaderMap, proxies: &Proxies) -> Self {
        let said: Vec<&str> = headers
            .get_all("x-forwarded-for")
            .iter()
            .flat_map(|value| value.to_str().unwrap_or("").split(','))
            .collect();
        let mut caller = peer.to_canonical();
        for address in said.iter().rev() {
            if !proxies.include(caller) {
                break;
            }
            let Ok(address) = address.trim().parse::<IpAddr>() else { break };
            caller = address.to_canonical();
        }
        Self(caller)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test ends there")]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn caller(peer: &str, said: &[&'static str]) -> String {
        let proxies = "10.0.0.0/24, ::1".parse().unwrap();
        let name = || axum::http::HeaderName::from_static("x-forwarded-for");
        let headers = said.iter().map(|value| (name(), HeaderValue::from_static(value))).collect();
        Caller::of(peer.parse().unwrap(), &headers, &proxies).0.to_string()
    }

    #[test]
    fn only_a_proxy_of_ours_is_believed() {
        assert_eq!(caller("203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(caller("10.0.0.7", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(caller("10.0.0.7", &[]), "10.0.0.7");
    }

    #[test]
    fn what_a_caller_made_up_in_front_is_not_believed() {
        assert_eq!(caller("10.0.0.7", &["1.1.1.1, 198.51.100.1"]), "198.51.100.1");
        assert_eq!(caller("10.0.0.7", &["1.1.1.1", "198.51.100.1, 10.0.0.8"]), "198.51.100.1");
        assert_eq!(caller("10.0.0.7", &["1.1.1.1, nonsense"]), "10.0.0.7");
    }

    #[test]
    fn an_ipv4_address_is_the_same_however_it_is_written() {
        assert_eq!(caller("::ffff:10.0.0.7", &["::ffff:198.51.100.1"]), "198.51.100.1");
    }
}
