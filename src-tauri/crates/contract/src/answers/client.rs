use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::{PortalUserId, words};

use super::KnownClient;
use crate::{ClientContact, ClientDetail};

/// What is known about a client beyond itself.
#[derive(Debug)]
pub struct AboutClient {
    /// Its contacts, as the PMS lists them now.
    pub contacts: Vec<KnownContact>,
    /// Everybody who is linked.
    pub linked: BTreeSet<PortalUserId>,
    /// Until when wrong tries closed its key; it may be over.
    pub key_closed_until: Option<DateTime<Utc>>,
    /// When the newest import was taken from the PMS.
    pub data_as_of: Option<DateTime<Utc>>,
}

/// A contact of a client, and who it is here.
#[derive(Debug)]
pub struct KnownContact {
    /// The contact's name.
    pub name: String,
    /// The e-mail address as the PMS writes it.
    pub email: String,
    /// Whether invoices are sent to it.
    pub receives_invoices: bool,
    /// The portal user with this address.
    pub portal_user_id: Option<PortalUserId>,
}

/// A client with its contacts and what bears on its portal.
#[must_use]
pub fn client_detail(client: KnownClient, about: AboutClient, now: DateTime<Utc>) -> ClientDetail {
    let AboutClient { contacts, linked, key_closed_until, data_as_of } = about;
    let contact = |contact: KnownContact| ClientContact {
        linked: contact.portal_user_id.is_some_and(|user| linked.contains(&user)),
        portal_user_id: contact.portal_user_id,
        name: contact.name,
        email: contact.email,
        receives_invoices: contact.receives_invoices,
    };
    ClientDetail {
        contacts: contacts.into_iter().map(contact).collect(),
        linked_users: i64::try_from(linked.len()).unwrap_or(i64::MAX),
        key_closed_until: key_closed_until.filter(|until| now < *until),
        portal_label: words::portal(client.portal).to_owned(),
        client_id: client.client_id,
        name: client.name,
        office: client.office,
        portal: client.portal,
        data_as_of,
    }
}
