//! The recovery key of the firm's file: shown until somebody says that it is kept, and opening the file when the keychain
//! has lost the key.

use std::fs;
use std::path::PathBuf;

use zeroize::Zeroizing;

use super::opener::{Opener, key_name};
use super::{FirmFile, FirmKept};
use crate::cache::Trouble;
use crate::{Error, recovery_key};

impl Opener {
    /// Opens the file with what somebody has written down, and only then keeps the key.
    ///
    /// # Errors
    /// [`Error::NotTheRecoveryKey`] if it does not open the file; any with which it does not open otherwise.
    pub(crate) async fn open_with_recovery_key(&self, typed: &str) -> Result<(), Error> {
        let mut opened_with = self.opened_with().await;
        if opened_with.is_some() {
            return Ok(());
        }
        let FirmFile::Encrypted(salt) = self.firm.file().map_err(Error::NotOpened)? else {
            return Err(Error::NotTheRecoveryKey("There is no encrypted file of a firm on this computer.".to_owned()));
        };
        let key = recovery_key::read(typed).map_err(|bad| Error::NotTheRecoveryKey(bad.to_string()))?;
        match self.open_lost(&mut opened_with, key.clone(), salt.clone()).await {
            Err(Error::FirmKeyLost(_)) => {
                Err(Error::NotTheRecoveryKey("It is sound, but does not open this file.".to_owned()))
            }
            Err(error) => Err(error),
            Ok(()) => {
                if let Err(why) = self.keeping.keychain.put(&key_name(&salt), &key).await {
                    tracing::warn!(%why, "the recovery key will be asked for again");
                }
                // Whoever has typed it has kept it.
                self.note_kept(&salt)
            }
        }
    }

    /// What is still to be written down.
    pub(crate) async fn recovery_key_to_keep(&self) -> Option<Zeroizing<String>> {
        match &*self.opened_with().await {
            Some(FirmKept::Encrypted { key, salt }) if !self.is_kept(salt) => Some(recovery_key::write(key)),
            _ => None,
        }
    }

    /// It is not shown again.
    ///
    /// # Errors
    /// [`Error::CacheFailed`] if that could not be written down.
    pub(crate) async fn recovery_key_is_kept(&self) -> Result<(), Error> {
        match &*self.opened_with().await {
            Some(FirmKept::Encrypted { salt, .. }) => self.note_kept(salt),
            _ => Ok(()),
        }
    }

    /// The note is lost at worst, or torn: then the recovery key is shown once more.
    fn is_kept(&self, salt: &str) -> bool {
        fs::read_to_string(self.note()).is_ok_and(|noted| noted == salt)
    }

    fn note_kept(&self, salt: &str) -> Result<(), Error> {
        fs::write(self.note(), salt).map_err(|error| Trouble::from(error).into())
    }

    /// It names the file whose recovery key is kept, which is no secret.
    fn note(&self) -> PathBuf {
        self.keeping.folder.with_file_name("recovery-key-kept")
    }
}
