use std::cmp::Reverse;

use memchr::memmem::Finder;

use super::{Directory, Search};
use crate::{ClientId, PortalUserId};

/// What a portal user's links come to in a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Linked {
    /// How many clients are linked.
    pub clients: usize,
    /// How many of their portals are open.
    pub open_portals: usize,
    /// The first of them: those that have more words of the search before the others, then by name.
    pub first: Vec<ClientId>,
}

impl Directory {
    /// What a portal user's links come to, naming at most so many clients; nothing where there is no such user.
    #[must_use]
    pub fn linked(&self, user: PortalUserId, search: &Search, first: usize) -> Linked {
        let Some(user) = self.users.find(user) else { return Linked::default() };
        let mut clients: Vec<u32> = self.users.linked(user).collect();
        let words: Vec<Finder<'_>> = search.words().iter().map(Finder::new).collect();
        let has = |client: u32| {
            let text = self.clients.text.get(client);
            words.iter().filter(|word| word.find(&text).is_some()).count()
        };
        let open_portals = clients.iter().filter(|&&client| self.clients.open.get(client)).count();
        let count = clients.len();
        clients.sort_by_cached_key(|&client| (Reverse(has(client)), self.clients.key(client)));
        clients.truncate(first);
        let first = clients.into_iter().map(|client| self.client_id(client)).collect();
        Linked { clients: count, open_portals, first }
    }
}
