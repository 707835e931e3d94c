use contract::answers::{AboutClient, KnownContact, client_detail};
use contract::{ClientDetail, FirmSettingsView};
use domain::{ClientId, Email};

use super::Kept;
use super::checks::{is_linked, no_such_client};
use super::lists::known;
use crate::Error;

impl Kept {
    /// A client, with its contacts and what bears on its portal.
    ///
    /// # Errors
    /// [`Error::Refused`] if there is no such client here; else as [`crate::Cache::read`].
    pub(crate) async fn client(&self, id: &ClientId) -> Result<ClientDetail, Error> {
        let mut reading = self.cache.read().await?;
        let mut found = reading.clients(std::slice::from_ref(id)).await?.pop().ok_or_else(no_such_client)?;
        let mut contacts = Vec::new();
        for contact in std::mem::take(&mut found.contacts) {
            let user = match Email::new(&contact.email) {
                Ok(email) => reading.user_by_email(email.key()).await?,
                Err(_) => None,
            };
            contacts.push(KnownContact {
                portal_user_id: user.map(|user| user.id),
                name: contact.name,
                email: contact.email,
                receives_invoices: contact.receives_invoices,
            });
        }
        let links = reading.links_of_client(id).await?;
        let about = AboutClient {
            contacts,
            linked: links.iter().filter(|link| is_linked(link)).map(|link| link.portal_user_id).collect(),
            key_closed_until: reading.keys(std::slice::from_ref(id)).await?.first().and_then(|key| key.closed_until),
            data_as_of: reading.as_of().await?.data_as_of,
        };
        drop(reading);
        Ok(client_detail(known(found), about, self.now()))
    }

    /// The firm's settings that decide what its portals do.
    ///
    /// # Errors
    /// As [`crate::Cache::read`].
    pub(crate) async fn settings(&self) -> Result<FirmSettingsView, Error> {
        self.cache.read().await?.settings().await
    }
}
