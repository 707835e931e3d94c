//! What the directory is told of the records that are cached.

use std::borrow::Borrow;

use contract::{CachedClient, CachedLink, CachedPortalUser, CachedRecord};
use domain::directory::{ClientEntry, Gathering, UserEntry, search_text};
use domain::{Directory, Standing};

/// Takes what these records say: users and clients before how they stand to each other, since what was told of a pair may
/// stand before what was told last of its user.
pub(super) fn take(directory: &mut Directory, records: &[CachedRecord]) {
    for record in records {
        match record {
            CachedRecord::PortalUser(user) => directory.put_user(&user_entry(user, &user_text(user))),
            CachedRecord::Client(client) => directory.put_client(&client_entry(client, &client_text(client))),
            _ => {}
        }
    }
    for record in records {
        if let CachedRecord::Link(link) = record {
            directory.put_pair(link.portal_user_id, &link.client_id, standing(link));
        }
    }
}

fn user_text(user: &CachedPortalUser) -> String {
    search_text(&format!("{} {}", user.first_name, user.last_name), &user.email)
}

fn user_entry<'a>(user: &CachedPortalUser, text: &'a str) -> UserEntry<'a> {
    UserEntry {
        id: user.id,
        text,
        created_at: user.created_at,
        verified: user.verified_at.is_some(),
        last_sign_in_at: user.last_sign_in_at,
    }
}

fn client_text(client: &CachedClient) -> String {
    search_text(&client.name, client.client_id.as_str())
}

fn client_entry<'a>(client: &'a CachedClient, text: &'a str) -> ClientEntry<'a> {
    ClientEntry { id: &client.client_id, text, portal: client.portal }
}

fn standing(link: &CachedLink) -> Standing {
    Standing { origin: link.state.origin, barred: link.state.barred }
}

/// Gathers these records.
pub(super) fn gather(gathering: &mut Gathering, records: impl IntoIterator<Item = impl Borrow<CachedRecord>>) {
    for record in records {
        match record.borrow() {
            CachedRecord::PortalUser(user) => gathering.user(&user_entry(user, &user_text(user))),
            CachedRecord::Client(client) => gathering.client(&client_entry(client, &client_text(client))),
            CachedRecord::Link(link) => gathering.pair(link.portal_user_id, &link.client_id, standing(link)),
            CachedRecord::Key(_) | CachedRecord::Settings(_) | CachedRecord::AsOf(_) => {}
        }
    }
}
