use std::path::PathBuf;

use tokio::sync::{Mutex, MutexGuard, watch};

use super::{FirmFile, FirmKept, OwnFirm, OwnFirmNotOpened};
use crate::connect::{Connected, Outcome};
use crate::keychain::{Key, NoKeychain};
use crate::{Backend, Error, KeepingAt};

/// Opens the firm, as soon as there is a key.
pub(crate) struct Opener {
    pub(super) firm: Box<dyn OwnFirm>,
    pub(super) keeping: KeepingAt,
    outcome: watch::Sender<Outcome>,
    /// With what it is open. Held while it is being opened, which is done once at a time.
    opened_with: Mutex<Option<FirmKept>>,
}

/// A firm that answers.
struct Opened {
    backend: Backend,
    kept: FirmKept,
    /// Why it ends with the program, if it does.
    passing: Option<String>,
}

impl Opener {
    pub(crate) fn new(firm: Box<dyn OwnFirm>, keeping: KeepingAt, outcome: watch::Sender<Outcome>) -> Self {
        Self { firm, keeping, outcome, opened_with: Mutex::default() }
    }

    /// With what it is open, once whoever is opening it is done.
    pub(super) async fn opened_with(&self) -> MutexGuard<'_, Option<FirmKept>> {
        self.opened_with.lock().await
    }

    /// Opens it, unless it is open, and tells whoever waits for it how that went.
    pub(crate) async fn open(&self) {
        let mut opened_with = self.opened_with().await;
        if opened_with.is_none() {
            self.open_now(&mut opened_with).await;
        }
    }

    async fn open_now(&self, opened_with: &mut Option<FirmKept>) {
        match self.open_as_it_is().await {
            Ok(opened) => self.is_open(opened, opened_with),
            Err(error) => {
                tracing::error!(%error, "the firm of this computer did not open");
                self.outcome.send_replace(Some(Err(error)));
            }
        }
    }

    /// Opens it with this key, once it was found to be lost.
    ///
    /// # Errors
    /// [`Error::FirmKeyLost`] if it is not this one.
    pub(super) async fn open_lost(
        &self,
        opened_with: &mut Option<FirmKept>,
        key: Key,
        salt: String,
    ) -> Result<(), Error> {
        let opened = self.open_kept(FirmKept::Encrypted { key, salt }).await?;
        self.is_open(opened, opened_with);
        Ok(())
    }

    /// Moves the file aside whose key is lost, says where to, and begins anew.
    ///
    /// # Errors
    /// [`Error::FirmIsOpen`] if nothing is lost, [`Error::NotOpened`] if it cannot be moved, and any with which the new one
    /// does not open.
    pub(crate) async fn begin_anew(&self) -> Result<PathBuf, Error> {
        let mut opened_with = self.opened_with().await;
        if !matches!(&*self.outcome.borrow(), Some(Err(Error::FirmKeyLost(_)))) {
            return Err(Error::FirmIsOpen);
        }
        let aside = self.firm.set_aside().map_err(Error::NotOpened)?;
        tracing::warn!("a firm whose key is lost was moved aside");
        self.open_now(&mut opened_with).await;
        match &*self.outcome.borrow() {
            Some(Err(error)) => {
                let aside = aside.display();
                Err(Error::NotOpened(format!("The firm was moved to {aside}, and a new one does not open: {error}.")))
            }
            _ => Ok(aside),
        }
    }

    /// With the key that the keychain has, or a new one where there is no file yet that has one.
    async fn open_as_it_is(&self) -> Result<Opened, Error> {
        match self.firm.file().map_err(Error::NotOpened)? {
            FirmFile::Encrypted(salt) => match self.keeping.keychain.key(&key_name(&salt)).await {
                Ok(Some(key)) => self.open_kept(FirmKept::Encrypted { key, salt }).await,
                Ok(None) => Err(Error::FirmKeyLost("Its key is not in the keychain of this computer.".to_owned())),
                Err(why) => Err(Error::FirmKeyLost(why.to_string())),
            },
            FirmFile::Plain => match self.new_key().await {
                Ok((key, salt)) => self.open_new(key, salt).await,
                Err(why) => {
                    let what = "The firm's file on this computer has to be encrypted, and its key cannot be kept.";
                    Err(Error::NotOpened(format!("{what} {why}")))
                }
            },
            FirmFile::Nothing => match self.new_key().await {
                Ok((key, salt)) => self.open_new(key, salt).await,
                Err(why) => {
                    let passing = Some(format!("{why} This firm, and every change in it, ends with Portico."));
                    Ok(Opened { passing, ..self.open_kept(FirmKept::ThisTimeOnly).await? })
                }
            },
        }
    }

    /// A new key, in the keychain before anything is encrypted with it, and the salt that it is kept under.
    async fn new_key(&self) -> Result<(Key, String), NoKeychain> {
        let salt: String = rand::random::<[u8; 16]>().iter().map(|byte| format!("{byte:02x}")).collect();
        let key = self.keeping.keychain.new_key(&key_name(&salt)).await?;
        Ok((key, salt))
    }

    async fn open_new(&self, key: Key, salt: String) -> Result<Opened, Error> {
        let opened = self.open_kept(FirmKept::Encrypted { key, salt: salt.clone() }).await;
        let file = if opened.is_err() { self.firm.file() } else { return opened };
        if file.is_ok_and(|file| file != FirmFile::Encrypted(salt.clone())) {
            // Nothing came of it that would need the key.
            let _ = self.keeping.keychain.forget(&key_name(&salt)).await;
        }
        opened
    }

    async fn open_kept(&self, kept: FirmKept) -> Result<Opened, Error> {
        match self.firm.open(kept.clone()).await {
            Ok(backend) => Ok(Opened { backend, kept, passing: None }),
            Err(OwnFirmNotOpened::Because(why)) => Err(Error::NotOpened(why)),
            Err(OwnFirmNotOpened::WrongKey) => {
                let why = "The key in the keychain of this computer does not open it, or it is damaged.";
                Err(Error::FirmKeyLost(why.to_owned()))
            }
        }
    }

    fn is_open(&self, opened: Opened, opened_with: &mut Option<FirmKept>) {
        let mut keeping = self.keeping.clone();
        if let FirmKept::Encrypted { salt, .. } = &opened.kept {
            // What is cached is of this very file: a firm that was begun anew has another past.
            keeping.device = format!("{} {salt}", keeping.device);
        }
        let connected = Connected::with(opened.backend, Some(keeping), opened.passing);
        *opened_with = Some(opened.kept);
        self.outcome.send_replace(Some(Ok(connected)));
    }
}

/// What the key of the file with this salt is called in the keychain.
pub(super) fn key_name(salt: &str) -> String {
    format!("firm file {salt}")
}
