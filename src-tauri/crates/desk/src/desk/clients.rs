//! What the window asks about one client, and about the firm.

use std::sync::Arc;

use contract::{
    ActivityPage, ActivityQuery, ClientDetail, ClientId, FirmSettingsView, KeyOpened, KeyOpening, LinkBody, PortalView,
};
use reqwest::Method;

use super::Desk;
use crate::Error;
use crate::kept::Kept;

impl Desk {
    /// A client, with its contacts and what bears on its portal.
    ///
    /// # Errors
    /// [`Error::Refused`] if there is no such client.
    pub async fn client(&self, client: ClientId) -> Result<ClientDetail, Error> {
        let asked = client.clone();
        let kept = |kept: Arc<Kept>| async move { kept.client(&asked).await };
        self.asked_first(&["clients", client.as_str()], &(), kept).await
    }

    /// A client's portal as the client sees it, without a trace (`rules.md` 12). Invoices are not kept on a desktop.
    ///
    /// # Errors
    /// [`Error::Refused`] if there is no such client; [`Error::Unreachable`] while the backend does not answer.
    pub async fn client_portal(&self, client: ClientId) -> Result<PortalView, Error> {
        self.ask_backend(&["clients", client.as_str(), "portal"], &()).await
    }

    /// Opens a client's key that wrong tries had closed, before its time is over (`rules.md` 10).
    ///
    /// # Errors
    /// [`Error::Refused`] if there is no such client.
    pub async fn open_key(&self, opening: KeyOpening) -> Result<KeyOpened, Error> {
        let KeyOpening { client_id, reason } = opening;
        let body = LinkBody { reason, ..LinkBody::default() };
        let connected = self.connection.to_change().await?;
        connected.backend.change(Method::POST, &["clients", client_id.as_str(), "open-key"], &body, None).await
    }

    /// The firm's settings that decide what its portals do.
    ///
    /// # Errors
    /// [`Error::Unreachable`] where nothing is kept and no answer comes.
    pub async fn firm_settings(&self) -> Result<FirmSettingsView, Error> {
        let kept = |kept: Arc<Kept>| async move { kept.settings().await };
        self.asked_first(&["settings"], &(), kept).await
    }

    /// A page of the activity log (`rules.md` 29), which is not kept on a desktop.
    ///
    /// # Errors
    /// [`Error::Refused`] if the question is wrong; [`Error::Unreachable`] while the backend does not answer.
    pub async fn activity(&self, query: ActivityQuery) -> Result<ActivityPage, Error> {
        self.ask_backend(&["activity"], &query).await
    }
}
