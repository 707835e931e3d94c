use domain::directory::Search;
use domain::{ClientId, Portal, words};

use super::marked;
use crate::ClientHit;

/// What is known of a client.
#[derive(Debug, Clone)]
pub struct KnownClient {
    /// The Client ID.
    pub client_id: ClientId,
    /// The client's name.
    pub name: String,
    /// The firm's office that looks after it.
    pub office: String,
    /// Whether its portal is open.
    pub portal: Portal,
}

/// A client as it is found.
#[must_use]
pub fn client_hit(client: KnownClient, search: &Search) -> ClientHit {
    ClientHit {
        marked_id: marked(client.client_id.as_str(), search),
        name: marked(&client.name, search),
        office: client.office,
        portal: client.portal,
        portal_label: words::portal(client.portal).to_owned(),
        client_id: client.client_id,
    }
}
