use std::collections::HashMap;
use std::sync::Arc;

use contract::answers::{
    CLIENTS_IN_A_ROW, KnownClient, ListedClient, ListedUser, PageSize, client_hit, counted, cursor, in_order, row,
    searched, start, whole,
};
use contract::{
    CachedClient, CachedPortalUser, ClientsPage, ClientsQuery, PortalUserCounts, PortalUsersPage, PortalUsersQuery,
};
use domain::directory::{FoundUsers, Linked, Listing, Search};
use domain::{ClientId, Directory, PortalUserId, dormant_before};

use super::{Kept, invalid};
use crate::Error;

impl Kept {
    /// A page of portal users, as the backend lists them.
    ///
    /// # Errors
    /// [`Error::Refused`] if the question is wrong, else as [`crate::Cache::read`].
    pub(crate) async fn portal_users(&self, query: PortalUsersQuery) -> Result<PortalUsersPage, Error> {
        let start = start(&query).map_err(invalid)?;
        let search = searched(&query.search).map_err(invalid)?;
        let limit = PageSize::PORTAL_USERS.of(query.limit).map_err(invalid)? as usize;
        let (directory, dormant_before) = (self.directory()?, dormant_before(self.now()));
        let look = move || {
            let PortalUsersQuery { filter, sort, descending, .. } = query;
            let listing = Listing { search: &search, filter, sort, descending, dormant_before, start: &start, limit };
            let found = directory.list(&listing);
            let linked = found.users.iter().map(|&user| directory.linked(user, &search, CLIENTS_IN_A_ROW)).collect();
            (found, linked, search)
        };
        let (found, linked, search): (FoundUsers, Vec<Linked>, Search) = aside(look).await?;
        let users = self.listed(&found.users, linked).await?;
        let rows = users.into_iter().map(|user| row(user, &search)).collect();
        Ok(PortalUsersPage { rows, total: whole(found.total), next: found.next.as_ref().map(cursor) })
    }

    /// How many portal users are in each state.
    ///
    /// # Errors
    /// As [`crate::Cache::read`].
    pub(crate) async fn portal_user_counts(&self) -> Result<PortalUserCounts, Error> {
        let (directory, dormant_before) = (self.directory()?, dormant_before(self.now()));
        Ok(counted(&aside(move || directory.counts(dormant_before)).await?))
    }

    /// The clients that answer a search.
    ///
    /// # Errors
    /// As [`crate::Cache::read`].
    pub(crate) async fn clients(&self, query: ClientsQuery) -> Result<ClientsPage, Error> {
        let search = searched(&query.search).map_err(invalid)?;
        let directory = self.directory()?;
        let limit = PageSize::CLIENTS.of(query.limit).map_err(invalid)? as usize;
        let look = move || (directory.find_clients(search.words(), query.search.trim(), limit), search);
        let (found, search) = aside(look).await?;
        let clients = self.cache.read().await?.clients(&found.clients).await?;
        let clients = in_order(&found.clients, clients, |client| client.client_id.clone());
        let clients = clients.into_iter().map(|client| client_hit(known(client), &search)).collect();
        Ok(ClientsPage { clients, total: whole(found.total) })
    }

    pub(super) fn directory(&self) -> Result<Arc<Directory>, Error> {
        self.following.now().ok_or_else(|| self.cache.holds_nothing_because())
    }

    pub(super) async fn listed(&self, ids: &[PortalUserId], linked: Vec<Linked>) -> Result<Vec<ListedUser>, Error> {
        let named: Vec<ClientId> = linked.iter().flat_map(|linked| linked.first.iter().cloned()).collect();
        let mut reading = self.cache.read().await?;
        let users = reading.users(ids).await?;
        let clients = reading.clients(&named).await?;
        drop(reading);
        let clients: HashMap<ClientId, KnownClient> =
            clients.into_iter().map(|client| (client.client_id.clone(), known(client))).collect();
        let mut linked: HashMap<PortalUserId, Linked> = ids.iter().copied().zip(linked).collect();
        let listed = |user: CachedPortalUser| {
            let linked = linked.remove(&user.id).unwrap_or_default();
            ListedUser {
                id: user.id,
                name: format!("{} {}", user.first_name, user.last_name),
                email: user.email,
                verified: user.verified_at.is_some(),
                last_sign_in_at: user.last_sign_in_at,
                created_at: user.created_at,
                clients: linked.first.iter().filter_map(|client| clients.get(client)).map(ListedClient::of).collect(),
                links: linked.clients as u64,
                open_portals: linked.open_portals as u64,
            }
        };
        Ok(in_order(ids, users, |user| user.id).into_iter().map(listed).collect())
    }
}

/// What is known of a cached client.
pub(super) fn known(client: CachedClient) -> KnownClient {
    KnownClient { client_id: client.client_id, name: client.name, office: client.office, portal: client.portal }
}

/// Looks something up on a thread that answers nobody else.
pub(super) async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    let looked = tokio::task::spawn_blocking(work).await;
    looked.map_err(|_| Error::CacheFailed("the search ended before its time".to_owned()))
}
