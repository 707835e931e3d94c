//! Closing access and lifting a bar: what is done about one portal user and one client beyond linking.

use contract::{
    CloseAccessAnswer, CloseAccessBody, CloseAccessChange, LinkAnswer, LinkBody, LinkChange, OpenPaths, PairQuery,
};
use reqwest::Method;

use super::Desk;
use crate::Error;

impl Desk {
    /// The paths by which a portal user gets at a client, and what would be left of them after a de-link and after closing
    /// access (`rules.md` 27).
    ///
    /// # Errors
    /// [`Error::Refused`] if there is no such user or client; [`Error::Unreachable`] while the backend does not answer:
    /// [`Desk::foresee_intent`] tells what is known here.
    pub async fn open_paths(&self, pair: PairQuery) -> Result<OpenPaths, Error> {
        let user = pair.portal_user_id.to_string();
        self.ask_backend(&["portal-users", &user, "links", pair.client_id.as_str(), "open-paths"], &()).await
    }

    /// De-links a portal user from a client and bars the user from claiming it (`rules.md` 27).
    ///
    /// # Errors
    /// [`Error::Refused`] if there is no such user or client.
    pub async fn close_access(&self, change: CloseAccessChange) -> Result<CloseAccessAnswer, Error> {
        let CloseAccessChange { portal_user_id, client_id, reason, if_version } = change;
        let user = portal_user_id.to_string();
        let body = CloseAccessBody { client_id: client_id.clone(), reason };
        let connected = self.connection.to_change().await?;
        let path = ["portal-users", &user, "close-access"];
        let closed: CloseAccessAnswer = connected.backend.change(Method::POST, &path, &body, if_version).await?;
        connected.has_seen(portal_user_id, &client_id, closed.answer.state.version).await;
        Ok(closed)
    }

    /// Lifts a bar: the portal user may claim the client again (`rules.md` 27).
    ///
    /// # Errors
    /// [`Error::Refused`] if there is no such user or client, or if the pair has moved.
    pub async fn unbar(&self, change: LinkChange) -> Result<LinkAnswer, Error> {
        let LinkChange { portal_user_id, client_id, reason, if_version, .. } = change;
        let user = portal_user_id.to_string();
        let body = LinkBody { reason, ..LinkBody::default() };
        let connected = self.connection.to_change().await?;
        let path = ["portal-users", &user, "bars", client_id.as_str()];
        let answer: LinkAnswer = connected.backend.change(Method::DELETE, &path, &body, if_version).await?;
        connected.has_seen(portal_user_id, &client_id, answer.state.version).await;
        Ok(answer)
    }
}
