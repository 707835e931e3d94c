use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::{ClientFacts, PortalUserId, Way, doors, words};

use super::KnownClient;
use crate::{WayIn, WhoCanGetIn};

/// What decides who can get into a client's portal, and whom it is about.
#[derive(Debug)]
pub struct AtClient {
    /// What decides it.
    pub facts: ClientFacts,
    /// Name and e-mail address of everybody who is linked.
    pub people: BTreeMap<PortalUserId, (String, String)>,
    /// The addresses of the one-click links, in their order; none where the links are not known.
    pub recipients: Option<Vec<String>>,
}

/// Everybody and everything that opens this client's portal now, or does not, and why (`rules.md` 41).
#[must_use]
pub fn who_can_get_in(
    client: KnownClient,
    at_client: &AtClient,
    data_as_of: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> WhoCanGetIn {
    let settings = at_client.facts.settings_in_force();
    let mut recipients = at_client.recipients.iter().flatten();
    let ways = doors(&at_client.facts, now).into_iter().map(|door| {
        let (user, name, email) = match door.way {
            Way::Account(user) => {
                let person = at_client.people.get(&user);
                (Some(user), person.map_or("", |person| &person.0), person.map_or("", |person| &person.1))
            }
            Way::Key => (None, "", ""),
            Way::OneClickLink(_) => {
                let recipient = recipients.next().map_or("", String::as_str);
                (None, recipient, recipient)
            }
        };
        WayIn {
            kind: door.way.kind(),
            open: door.decision.allowed,
            says: words::way(&door, name, settings),
            portal_user_id: user,
            detail: words::way_detail(door.way, email),
        }
    });
    WhoCanGetIn {
        ways: ways.collect(),
        not_checked: at_client
            .recipients
            .is_none()
            .then(|| words::ONE_CLICK_LINKS_NOT_KEPT.to_owned())
            .into_iter()
            .collect(),
        client_id: client.client_id,
        client: client.name,
        portal: client.portal,
        data_as_of,
    }
}
