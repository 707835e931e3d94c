use std::collections::HashSet;
use std::sync::Arc;

use contract::answers::{CLIENTS_IN_A_ROW, in_order, row, searched};
use contract::{PortalUserRow, UsersTable};
use domain::directory::{Listing, Search, StartAt};
use domain::{Directory, PortalUserId, UserFilter, dormant_before};

use super::lists::aside;
use super::{Kept, invalid};
use crate::Error;

/// How many portal users are read at a time.
const AT_A_TIME: usize = 500;

/// The portal users of a table in its order, as the directory was at one moment, to be read some at a time.
pub(crate) struct Walk {
    kept: Arc<Kept>,
    directory: Arc<Directory>,
    search: Search,
    users: Vec<PortalUserId>,
    at: usize,
}

impl Walk {
    /// Finds out who is in the table.
    ///
    /// # Errors
    /// [`Error::Refused`] if the search is too long, else as [`crate::Cache::read`].
    pub(crate) async fn begin(kept: Arc<Kept>, table: &UsersTable) -> Result<Self, Error> {
        let search = searched(&table.search).map_err(invalid)?;
        let (directory, dormant_before) = (kept.directory()?, dormant_before(kept.now()));
        let (among, table, everything) = (Arc::clone(&directory), table.clone(), Search::of(""));
        let look = move || {
            // Who was chosen by name is in it whatever is searched for now.
            let (looked_for, filter) = match table.only {
                Some(_) => (&everything, UserFilter::All),
                None => (&search, table.filter),
            };
            let (start, limit) = (StartAt::Row(0), among.user_count());
            let UsersTable { sort, descending, .. } = table;
            let listing =
                Listing { search: looked_for, filter, sort, descending, dormant_before, start: &start, limit };
            (chosen(among.list(&listing).users, table.only, table.except), search)
        };
        let (users, search) = aside(look).await?;
        Ok(Self { kept, directory, search, users, at: 0 })
    }

    /// How many there are in all.
    pub(crate) fn len(&self) -> usize {
        self.users.len()
    }

    /// The next ones; none at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<PortalUserRow>>, Error> {
        let users = &self.users[self.at..self.users.len().min(self.at + AT_A_TIME)];
        if users.is_empty() {
            return Ok(None);
        }
        let linked = users.iter().map(|&user| self.directory.linked(user, &self.search, CLIENTS_IN_A_ROW)).collect();
        let listed = in_order(users, self.kept.listed(users, linked).await?, |user| user.id);
        self.at += users.len();
        Ok(Some(listed.into_iter().map(|user| row(user, &self.search)).collect()))
    }
}

fn chosen(
    mut users: Vec<PortalUserId>,
    only: Option<Vec<PortalUserId>>,
    except: Vec<PortalUserId>,
) -> Vec<PortalUserId> {
    let except: HashSet<_> = except.into_iter().collect();
    let only: Option<HashSet<_>> = only.map(|only| only.into_iter().collect());
    users.retain(|user| !except.contains(user) && only.as_ref().is_none_or(|only| only.contains(user)));
    users
}
