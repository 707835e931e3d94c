//! What a desktop holds of a firm, by what it is about.

use contract::CachedRecord;

/// All kinds of records, as the snapshot is asked for them.
pub(crate) const KINDS: [&str; 6] = ["portal_user", "client", "link", "key", "settings", "as_of"];

/// What a record is about.
pub(crate) fn key(record: &CachedRecord) -> String {
    match record {
        CachedRecord::PortalUser(user) => format!("user {}", user.id),
        CachedRecord::Client(client) => format!("client {}", client.client_id),
        CachedRecord::Link(link) => format!("link {} {}", link.portal_user_id, link.client_id),
        CachedRecord::Key(key) => format!("key {}", key.client_id),
        CachedRecord::Settings(_) => "settings".to_owned(),
        CachedRecord::AsOf(_) => "as of".to_owned(),
    }
}
