use contract::{
    ClientsPage, ClientsQuery, LinkAnswer, LinkBody, LinkChange, PortalUserCounts, PortalUserDetail, PortalUsersPage,
    PortalUsersQuery, Session,
};
use domain::PortalUserId;
use reqwest::Method;

use crate::Error;
use crate::connect::Connection;

/// What the window can have done: one function for each of its commands.
#[derive(Clone)]
pub struct Desk {
    connection: Connection,
}

impl Desk {
    pub(crate) fn over(connection: Connection) -> Self {
        Self { connection }
    }

    /// Who is at the desk, of which firm, and how old its data is.
    ///
    /// # Errors
    /// Any [`Error`]; this is the first thing a window asks, so it is where a firm that could not be opened shows.
    pub async fn session(&self) -> Result<Session, Error> {
        self.connection.backend().await?.get(&["session"], &()).await
    }

    /// A page of portal users.
    ///
    /// # Errors
    /// [`Error::Unreachable`] without an answer.
    pub async fn portal_users(&self, query: PortalUsersQuery) -> Result<PortalUsersPage, Error> {
        self.connection.backend().await?.get(&["portal-users"], &query).await
    }

    /// How many portal users are in each state.
    ///
    /// # Errors
    /// [`Error::Unreachable`] without an answer.
    pub async fn portal_user_counts(&self) -> Result<PortalUserCounts, Error> {
        self.connection.backend().await?.get(&["portal-users", "counts"], &()).await
    }

    /// Everything that the link manager shows of a portal user.
    ///
    /// # Errors
    /// [`Error::Refused`] if there is no such portal user.
    pub async fn portal_user(&self, id: PortalUserId) -> Result<PortalUserDetail, Error> {
        self.connection.backend().await?.get(&["portal-users", &id.to_string()], &()).await
    }

    /// Finds clients by name or Client ID.
    ///
    /// # Errors
    /// [`Error::Unreachable`] without an answer.
    pub async fn clients(&self, query: ClientsQuery) -> Result<ClientsPage, Error> {
        self.connection.backend().await?.get(&["clients"], &query).await
    }

    /// Links a portal user to a client.
    ///
    /// # Errors
    /// [`Error::Refused`] if there is no such user or client, or if the pair has moved.
    pub async fn link(&self, change: LinkChange) -> Result<LinkAnswer, Error> {
        self.change_link(Method::PUT, change).await
    }

    /// De-links a portal user from a client, at once (`rules.md` 24).
    ///
    /// # Errors
    /// As [`Desk::link`].
    pub async fn de_link(&self, change: LinkChange) -> Result<LinkAnswer, Error> {
        self.change_link(Method::DELETE, change).await
    }

    async fn change_link(&self, method: Method, change: LinkChange) -> Result<LinkAnswer, Error> {
        let user = change.portal_user_id.to_string();
        let path = ["portal-users", &user, "links", change.client_id.as_str()];
        let body = LinkBody { reason: change.reason, undo_of: change.undo_of, confirmed: change.confirmed };
        self.connection.backend().await?.change(method, &path, &body, change.if_version).await
    }
}
