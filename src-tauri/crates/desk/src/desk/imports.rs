//! Importing an export of the PMS (`rules.md` 2), by the firm API, into a firm of this computer as into a server's.

use contract::{ImportAnswer, ImportBody};

use super::Desk;
use crate::connect::Connected;
use crate::{Error, ExportFiles};

impl Desk {
    /// Says what an import would bring, or what is wrong with its files, and takes nothing.
    ///
    /// # Errors
    /// [`Error::Refused`] if whoever is at the desk may not import; [`Error::Unreachable`] if no answer comes.
    pub async fn check_import(&self, files: &ExportFiles) -> Result<ImportAnswer, Error> {
        let connected = self.connection.connected().await?;
        import(&connected, files, false, true).await
    }

    /// Takes an import, whole or not at all; one that turns many clients inactive only where that is confirmed.
    ///
    /// # Errors
    /// As [`Desk::check_import`]; where no answer comes, it may have been taken.
    pub async fn take_import(&self, files: &ExportFiles, confirm: bool) -> Result<ImportAnswer, Error> {
        let connected = self.connection.to_change().await?;
        let answer = import(&connected, files, confirm, false).await?;
        connected.follow_now().await;
        Ok(answer)
    }
}

async fn import(
    connected: &Connected,
    files: &ExportFiles,
    confirm: bool,
    dry_run: bool,
) -> Result<ImportAnswer, Error> {
    let body = ImportBody {
        clients_csv: files.clients.clone(),
        contacts_csv: files.contacts.clone(),
        invoices_csv: files.invoices.clone(),
        as_of: Some(files.as_of),
        confirm,
        dry_run,
    };
    connected.backend.hand_over(&["imports"], &body).await
}
