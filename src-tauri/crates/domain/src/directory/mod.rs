//! Everybody that a firm's lists are about, held in memory so that a search of a million portal users takes as long as
//! reading through some of their names. It is here rather than in the firm's backend so that whoever else keeps a
//! firm's people, a desktop say, finds the same ones.
//!
//! A [`Directory`] is one state. A clone of it is cheap and stays as it is; a change copies the few blocks that it is in,
//! so that whoever still reads the state before never waits and never sees half a change. It knows how to find and to
//! order, and nothing that a row shows: names, addresses and links are read from the tables, by number.

mod client_list;
mod clients;
mod column;
mod gather;
mod index;
mod linked;
mod list;
mod lists;
mod numbers;
mod order;
mod packed;
mod pieces;
mod postings;
mod rank;
mod search;
mod shorthand;
mod standing;
mod stored;
#[cfg(test)]
mod tests;
mod text;
mod user_column;
mod users;

pub use client_list::FoundClients;
pub use clients::ClientEntry;
pub use gather::Gathering;
pub use linked::Linked;
pub use list::{FoundUsers, Listing, PlaceInList, StartAt, UserCounts, UserFilter, UserSort};
pub use search::Search;
pub use user_column::UserColumn;
pub use users::UserEntry;

use clients::Clients;
use users::Users;

use crate::{ClientId, PortalUserId, Standing, fold};

/// All portal users and clients of a firm, and who is linked to what.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    users: Users,
    clients: Clients,
}

/// What a search reads of a portal user or a client, folded: the name, and the e-mail address or Client ID.
#[must_use]
pub fn search_text(name: &str, address_or_id: &str) -> String {
    format!("{}\n{}", fold(name), fold(address_or_id))
}

impl Directory {
    /// How many portal users there are.
    #[must_use]
    pub fn user_count(&self) -> usize {
        self.users.len()
    }

    /// The portal user with the highest number, who came last.
    #[must_use]
    pub fn newest_user(&self) -> Option<PortalUserId> {
        self.users.newest()
    }

    /// How many clients there are.
    #[must_use]
    pub fn client_count(&self) -> usize {
        self.clients.len()
    }

    /// Takes a portal user who is new, or of whom something has changed. The name and the address never do (rule 17).
    pub fn put_user(&mut self, entry: &UserEntry<'_>) {
        self.users.put(entry);
    }

    /// Takes a client that is new, or of which something has changed.
    pub fn put_client(&mut self, entry: &ClientEntry<'_>) {
        let client = self.clients.put(entry);
        for user in self.clients.users.get(client) {
            self.users.recompute(user, &self.clients);
        }
    }

    /// Takes how a portal user stands to a client now. Both have to be there already: a pair of others is passed over.
    pub fn put_pair(&mut self, user: PortalUserId, client: &ClientId, standing: Standing) {
        let Some(user) = self.users.find(user) else { return };
        let Some(client) = self.clients.find(client.as_str()) else { return };
        self.users.tie(user, client, standing);
        let mut linked: Vec<u32> = self.clients.users.get(client).filter(|&other| other != user).collect();
        linked.extend(standing.is_linked().then_some(user));
        self.clients.users.replace(client, &linked);
        self.users.recompute(user, &self.clients);
    }
}
