//! The firm that this computer keeps itself: what can be done when it does not open.

use contract::{RecoveryKey, SetAside, TypedRecoveryKey};

use super::Desk;
use crate::Error;

impl Desk {
    /// Tries once more to open the firm that this computer keeps itself: the keychain was unlocked, say. Nothing happens if
    /// it is open, or if the firm is kept elsewhere.
    ///
    /// # Errors
    /// Any [`Error`] that [`Desk::session`] tells then.
    pub async fn open_firm(&self) -> Result<(), Error> {
        if let Some(own) = self.connection.own_firm() {
            own.open().await;
        }
        self.connection.connected().await.map(|_| ())
    }

    /// Opens the firm's file with what somebody has written down, when its key is lost, and puts that key into the keychain
    /// for the starts to come once it has opened the file.
    ///
    /// # Errors
    /// [`Error::NotTheRecoveryKey`] if it does not open the file: then nothing was changed.
    pub async fn open_with_recovery_key(&self, typed: &TypedRecoveryKey) -> Result<(), Error> {
        match self.connection.own_firm() {
            Some(own) => own.open_with_recovery_key(&typed.text).await,
            None => Ok(()),
        }
    }

    /// Begins a new firm where the key of the one before is lost. That one's file is moved aside, whole.
    ///
    /// # Errors
    /// [`Error::FirmIsOpen`] if nothing is lost; [`Error::NotOpened`] if the file cannot be moved, or no firm be begun.
    pub async fn begin_anew(&self) -> Result<SetAside, Error> {
        match self.connection.own_firm() {
            Some(own) => Ok(SetAside { folder: own.begin_anew().await?.display().to_string() }),
            None => Err(Error::FirmIsOpen),
        }
    }

    /// The recovery key that somebody still has to write down: that of an imported firm, until it was said to be kept. A
    /// sample firm, and one that nothing was imported into yet, hold nothing that is anyone's; and a server's file is its own
    /// affair.
    ///
    /// # Errors
    /// As [`Desk::session`].
    pub async fn recovery_key(&self) -> Result<RecoveryKey, Error> {
        let Some(own) = self.connection.own_firm() else { return Ok(RecoveryKey { to_keep: None }) };
        let session = self.session().await?;
        let is_only_copy = !session.firm.sample && session.data_as_of.is_some();
        let to_keep = if is_only_copy { own.recovery_key_to_keep().await } else { None };
        Ok(RecoveryKey { to_keep: to_keep.map(|text| text.to_string()) })
    }

    /// Somebody has written the recovery key down: it is not shown again.
    ///
    /// # Errors
    /// [`Error::CacheFailed`] if that could not be written down here.
    pub async fn recovery_key_is_kept(&self) -> Result<(), Error> {
        match self.connection.own_firm() {
            Some(own) => own.recovery_key_is_kept().await,
            None => Ok(()),
        }
    }
}
