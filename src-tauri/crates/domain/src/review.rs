use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::{Origin, Portal, is_dormant};

/// Something about an account that an access review looks at (rule 44).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Finding {
    /// Linked to no client.
    NoClient,
    /// The e-mail address was never verified.
    NeverVerified,
    /// No sign-in in twelve months.
    Dormant,
    /// Linked to a client whose portal is closed.
    ClosedPortal,
    /// Linked, although no contact of the client has this address.
    NotAContact,
    /// A contact of a client, but not linked.
    ContactNotLinked,
    /// Linked to clients that have no contact in common but this address: an address that several people may share.
    UnrelatedClients,
}

/// An account, as a review sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewed {
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Whether its address is verified.
    pub verified: bool,
    /// The last sign-in; none if there never was one.
    pub last_sign_in_at: Option<DateTime<Utc>>,
    /// The clients that are linked, or that list the address, or both.
    pub clients: Vec<ReviewedClient>,
}

/// A client that an account has to do with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewedClient {
    /// Where the link comes from; none if it is not linked.
    pub origin: Option<Origin>,
    /// Whether the client lists the address as a contact now.
    pub lists_address: bool,
    /// Whether the client's portal is open.
    pub portal: Portal,
    /// The keys of the other addresses that the client lists.
    pub other_addresses: Vec<String>,
}

/// What a review has to look at, decided when it is asked for.
#[must_use]
pub fn findings(reviewed: &Reviewed, now: DateTime<Utc>) -> Vec<Finding> {
    let linked = || reviewed.clients.iter().filter(|client| client.origin.is_some());
    let found = [
        (Finding::NoClient, linked().next().is_none()),
        (Finding::NeverVerified, !reviewed.verified),
        (Finding::Dormant, is_dormant(reviewed.created_at, reviewed.last_sign_in_at, now)),
        (Finding::ClosedPortal, linked().any(|client| !client.portal.is_open())),
        (Finding::NotAContact, linked().any(|client| !client.lists_address)),
        (Finding::ContactNotLinked, reviewed.clients.iter().any(|c| c.lists_address && c.origin.is_none())),
        (Finding::UnrelatedClients, are_unrelated(&linked().collect::<Vec<_>>())),
    ];
    found.into_iter().filter_map(|(finding, holds)| holds.then_some(finding)).collect()
}

/// Whether some of these clients cannot be reached from the others by way of an address that two of them list.
fn are_unrelated(clients: &[&ReviewedClient]) -> bool {
    let Some((first, rest)) = clients.split_first() else { return false };
    let (mut reached, mut apart) = (vec![*first], rest.to_vec());
    while let Some(client) = reached.pop() {
        let (near, far) = apart
            .into_iter()
            .partition(|other| other.other_addresses.iter().any(|address| client.other_addresses.contains(address)));
        let near: Vec<&ReviewedClient> = near;
        reached.extend(near);
        apart = far;
    }
    !apart.is_empty()
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-23T12:00:00Z".parse().unwrap()
    }

    fn linked(others: &[&str]) -> ReviewedClient {
        ReviewedClient {
            origin: Some(Origin::Contact),
            lists_address: true,
            portal: Portal::Open,
            other_addresses: others.iter().map(|address| (*address).to_owned()).collect(),
        }
    }

    fn account(clients: Vec<ReviewedClient>) -> Reviewed {
        let yesterday = now() - TimeDelta::days(1);
        Reviewed { created_at: yesterday, verified: true, last_sign_in_at: Some(yesterday), clients }
    }

    #[test]
    fn an_account_in_order_has_nothing_to_look_at() {
        assert_eq!(findings(&account(vec![linked(&["bo@example.com"])]), now()), []);
    }

    #[test]
    fn each_finding_is_found_where_it_is() {
        let of = |change: fn(&mut Reviewed)| {
            let mut reviewed = account(vec![linked(&[])]);
            change(&mut reviewed);
            findings(&reviewed, now())
        };
        assert_eq!(of(|account| account.clients.clear()), [Finding::NoClient]);
        assert_eq!(of(|account| account.verified = false), [Finding::NeverVerified]);
        assert_eq!(of(|account| account.last_sign_in_at = Some(now() - TimeDelta::days(366))), [Finding::Dormant]);
        assert_eq!(of(|account| account.clients[0].portal = Portal::NotInPortal), [Finding::ClosedPortal]);
        assert_eq!(of(|account| account.clients[0].lists_address = false), [Finding::NotAContact]);
        assert_eq!(
            of(|account| account.clients[0].origin = None),
            [Finding::NoClient, Finding::ContactNotLinked],
            "listed, and linked to nothing"
        );
    }

    #[test]
    fn clients_that_share_another_contact_are_related() {
        let (a, b, c) = (linked(&["x"]), linked(&["x", "y"]), linked(&["y"]));
        assert_eq!(findings(&account(vec![a.clone(), c.clone(), b]), now()), [], "a and c are related by way of b");
        assert_eq!(findings(&account(vec![a, c]), now()), [Finding::UnrelatedClients]);
    }
}
