use std::collections::HashMap;

use super::list::number;
use super::lists::{Lists, slices};
use super::standing::Tie;
use super::{ClientEntry, Directory, UserEntry};
use crate::{ClientId, PortalUserId, Standing};

/// Everything of a firm on the way into a [`Directory`]: a million entries are put in order once, not one by one.
#[derive(Debug, Default)]
pub struct Gathering {
    directory: Directory,
    users: HashMap<PortalUserId, u32>,
    clients: HashMap<ClientId, u32>,
    /// User and client of each pair.
    ties: Vec<(u32, Tie)>,
}

impl Gathering {
    /// Takes a portal user, each once.
    pub fn user(&mut self, entry: &UserEntry<'_>) {
        let user = self.directory.users.push(entry);
        self.users.insert(entry.id, user);
    }

    /// Takes a client, each once.
    pub fn client(&mut self, entry: &ClientEntry<'_>) {
        let client = self.directory.clients.push(entry);
        self.clients.insert(entry.id.clone(), client);
    }

    /// Takes how a portal user stands to a client, each pair once, both of whom were given before.
    pub fn pair(&mut self, user: PortalUserId, client: &ClientId, standing: Standing) {
        if let (Some(&user), Some(&client)) = (self.users.get(&user), self.clients.get(client)) {
            self.ties.extend(Tie::of(client, standing).map(|tie| (user, tie)));
        }
    }

    /// The directory of all these.
    #[must_use]
    pub fn finish(self) -> Directory {
        let Self { mut directory, mut ties, .. } = self;
        ties.sort_unstable();
        let ties_of_users: Vec<Tie> = ties.iter().map(|&(_, tie)| tie).collect();
        let ends = ends(directory.users.len(), ties.iter().map(|&(user, _)| user));
        directory.users.tie_all(&ties_of_users, &ends);
        ties.retain(|(_, tie)| !tie.is_barred());
        ties.sort_unstable_by_key(|&(user, tie)| (tie.client(), user));
        let users_of_clients: Vec<u32> = ties.iter().map(|&(user, _)| user).collect();
        let ends = self::ends(directory.clients.len(), ties.iter().map(|(_, tie)| tie.client()));
        directory.clients.users = Lists::of(slices(&users_of_clients, &ends));
        for user in 0..number(directory.users.len()) {
            directory.users.recompute(user, &directory.clients);
        }
        directory.users.arrange();
        directory.clients.arrange();
        directory
    }
}

/// Where the items of each owner end, in a list of them that is sorted by their owners.
fn ends(owners: usize, of_items: impl Iterator<Item = u32>) -> Vec<usize> {
    let mut ends = vec![0; owners];
    for owner in of_items {
        ends[owner as usize] += 1;
    }
    let mut end = 0;
    for count in &mut ends {
        end += *count;
        *count = end;
    }
    ends
}
