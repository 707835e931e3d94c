//! Which firm a desk works with: the sample firm or one's own, which this computer keeps itself, or a firm on its server;
//! and changing over from one to another while the window stays open. What is remembered of it is no secret and lies among
//! the settings; a server's token is in the keychain and nowhere else. Each firm keeps what is cached of it apart, so that
//! it is there again when one comes back.
//!
//! How a firm of this computer is opened, and where things are remembered, the shell knows ([`Premises`]).

mod address;
mod server;
mod token;

use std::pin::Pin;

use contract::{ChosenFirm, FirmChoice, FirmChoices, SetAside, TypedRecoveryKey};
use tokio::sync::Mutex;

use crate::keychain::KEY_STORE;
use crate::own_firm::{FirmFile, OwnFirm};
use crate::{Backend, Connecting, Desk, Error, KeepingAt};
pub use server::NoServer;
use token::Token;

/// What is remembered of the firms from start to start.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remembered {
    /// The firm that is worked with; none after signing out.
    pub chosen: Option<FirmChoice>,
    /// The server that was connected to last.
    pub server: Option<String>,
    /// The name that a firm of one's own begins with.
    pub own_name: Option<String>,
}

/// A firm that stops.
pub type ClosingFirm<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// Where firms are remembered, kept and opened.
pub trait Premises: Send + Sync + 'static {
    /// What is remembered; none if nothing ever was, or it cannot be read.
    fn remembered(&self) -> Option<Remembered>;

    /// Remembers it from now on.
    ///
    /// # Errors
    /// A sentence, if that cannot be.
    fn remember(&self, remembered: &Remembered) -> Result<(), String>;

    /// Whether a first start opens the sample firm without asking.
    fn begins_with_sample(&self) -> bool;

    /// The firm that this computer keeps itself: the sample, or one's own, which begins with this name.
    fn own_firm(&self, choice: &FirmChoice, name: Option<String>) -> Box<dyn OwnFirm>;

    /// Stops the firm of this computer that runs, if one does.
    fn close_own_firm(&self) -> ClosingFirm<'_>;

    /// Lets go of what somebody has picked for the firm that is left or wiped: an export that was not taken yet.
    fn forget_picked(&self);

    /// Where what is kept of this firm is kept: of a server's, where that of all servers is, each below a folder of its own.
    fn keeping(&self, choice: &FirmChoice) -> KeepingAt;
}

/// The firms that can be worked with, and the one that is.
pub struct Firms {
    premises: Result<Box<dyn Premises>, String>,
    connecting: Connecting,
    desk: Desk,
    /// One change at a time.
    turn: Mutex<()>,
}

impl Firms {
    /// The firms of these premises, or why there are none; the desk is connected to one by [`Firms::begin`].
    #[must_use]
    pub fn new(premises: Result<Box<dyn Premises>, String>, desk: Desk, connecting: Connecting) -> Self {
        Self { premises, connecting, desk, turn: Mutex::default() }
    }

    /// Connects the desk, at the start, with the firm that was worked with last; or has the window ask which.
    pub async fn begin(&self) {
        let _turn = self.turn.lock().await;
        let premises = match self.premises() {
            Ok(premises) => premises,
            Err(error) => return self.connecting.done(Err(error), None),
        };
        match first(premises) {
            Some(choice) => self.connect(premises, &choice).await,
            None => self.connecting.done(Err(Error::FirmNotChosen(None)), None),
        }
    }

    /// What can be chosen, and what is.
    ///
    /// # Errors
    /// [`Error::NotOpened`] if this computer has no place to keep anything.
    pub fn choices(&self) -> Result<FirmChoices, Error> {
        let premises = self.premises()?;
        let remembered = premises.remembered().unwrap_or_default();
        let chosen = first(premises);
        let folder = chosen.as_ref().and_then(|choice| {
            let cache = keeping(premises, choice).folder;
            Some(cache.parent()?.display().to_string())
        });
        Ok(FirmChoices {
            chosen,
            own_is_here: is_here(premises, &FirmChoice::Own),
            server: remembered.server,
            folder,
            key_store: KEY_STORE.to_owned(),
        })
    }

    /// Works with this firm from now on. A server is asked first: where it does not let one in, nothing has changed.
    ///
    /// # Errors
    /// [`Error::NoServer`] says in words why a server cannot be worked with; [`Error::NoFirmName`] if a firm of one's own
    /// begins without a name; [`Error::NotOpened`] if nothing can be remembered.
    pub async fn choose(&self, chosen: ChosenFirm) -> Result<(), Error> {
        let _turn = self.turn.lock().await;
        let premises = self.premises()?;
        match chosen {
            ChosenFirm::Server { address, token } => self.move_to_server(premises, &address, token).await,
            ChosenFirm::Sample => self.move_to_own(premises, FirmChoice::Sample, None).await,
            ChosenFirm::Own { name } => {
                let begun = name.as_deref().and_then(domain::firm_name);
                if begun.is_none() && !is_here(premises, &FirmChoice::Own) {
                    return Err(Error::NoFirmName);
                }
                self.move_to_own(premises, FirmChoice::Own, begun).await
            }
        }
    }

    /// Takes away everything that is kept of the firm on this computer, and reads it anew.
    ///
    /// # Errors
    /// As [`Desk::wipe`].
    pub async fn wipe(&self) -> Result<(), Error> {
        let _turn = self.turn.lock().await;
        self.premises()?.forget_picked();
        self.desk.wipe_and_read_anew().await
    }

    /// As [`Desk::open_firm`], while no other firm is moved to.
    ///
    /// # Errors
    /// As that.
    pub async fn open_firm(&self) -> Result<(), Error> {
        let _turn = self.turn.lock().await;
        self.desk.open_firm().await
    }

    /// As [`Desk::open_with_recovery_key`], while no other firm is moved to.
    ///
    /// # Errors
    /// As that.
    pub async fn open_with_recovery_key(&self, typed: &TypedRecoveryKey) -> Result<(), Error> {
        let _turn = self.turn.lock().await;
        self.desk.open_with_recovery_key(typed).await
    }

    /// As [`Desk::begin_anew`], while no other firm is moved to.
    ///
    /// # Errors
    /// As that.
    pub async fn begin_anew(&self) -> Result<SetAside, Error> {
        let _turn = self.turn.lock().await;
        self.desk.begin_anew().await
    }

    /// Leaves a server for good: everything that is kept of its firm goes (`rules.md` 46), and the token. The next start asks
    /// which firm to work with.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`] if the firm is one of this computer; [`Error::CacheFailed`] if the keychain does not answer:
    /// then nothing is left. Where only a file could not be removed, that is told, and the server is left all the same.
    pub async fn sign_out(&self) -> Result<(), Error> {
        let _turn = self.turn.lock().await;
        let premises = self.premises()?;
        let remembered = premises.remembered().unwrap_or_default();
        let Some(choice @ FirmChoice::Server { .. }) = &remembered.chosen else { return Err(Error::NotSignedIn) };
        let wiped = self.desk.take_keys_away().await?;
        let forgotten = Token::forget(&keeping(premises, choice)).await;
        self.leave(premises).await;
        self.connecting.done(Err(Error::FirmNotChosen(None)), None);
        remember(premises, &Remembered { chosen: None, ..remembered.clone() })?;
        wiped.whole().and(forgotten)
    }

    /// Closes everything, for the end of the program.
    pub async fn close(&self) {
        self.desk.close().await;
        if let Ok(premises) = &self.premises {
            premises.close_own_firm().await;
        }
    }

    async fn move_to_own(
        &self,
        premises: &dyn Premises,
        choice: FirmChoice,
        name: Option<String>,
    ) -> Result<(), Error> {
        let remembered = premises.remembered().unwrap_or_default();
        let own_name = name.or(remembered.own_name);
        remember(premises, &Remembered { chosen: Some(choice.clone()), own_name, ..remembered })?;
        self.leave(premises).await;
        self.connect(premises, &choice).await;
        Ok(())
    }

    async fn move_to_server(&self, premises: &dyn Premises, typed: &str, token: Option<String>) -> Result<(), Error> {
        let address = address::read(typed)?;
        let choice = FirmChoice::Server { address: address.clone() };
        let keeping = keeping(premises, &choice);
        let token = match token.as_deref().map(str::trim).filter(|typed| !typed.is_empty()) {
            Some(typed) => Token::typed(typed),
            None => Token::kept(&keeping, &address).await?,
        };
        let backend = Backend::new(&address, token.reveal())?;
        server::lets_in(&backend, &address).await?;
        // Without a keychain it is good until the end of the program, and the next start asks for it.
        token.keep(&keeping).await;
        let remembered = premises.remembered().unwrap_or_default();
        remember(premises, &Remembered { chosen: Some(choice), server: Some(address), ..remembered })?;
        self.leave(premises).await;
        self.connecting.done(Ok(backend), Some(keeping));
        Ok(())
    }

    async fn leave(&self, premises: &dyn Premises) {
        premises.forget_picked();
        self.connecting.hang_up().await;
        premises.close_own_firm().await;
    }

    async fn connect(&self, premises: &dyn Premises, choice: &FirmChoice) {
        let keeping = keeping(premises, choice);
        match choice {
            FirmChoice::Server { address } => {
                let backend = match Token::kept(&keeping, address).await {
                    Ok(token) => Backend::new(address, token.reveal()),
                    Err(error) => Err(error),
                };
                self.connecting.done(backend, Some(keeping));
            }
            FirmChoice::Sample | FirmChoice::Own => {
                let name = premises.remembered().and_then(|remembered| remembered.own_name);
                self.connecting.boxed_own_firm(premises.own_firm(choice, name), keeping).await;
            }
        }
    }

    fn premises(&self) -> Result<&dyn Premises, Error> {
        self.premises.as_deref().map_err(|why| Error::NotOpened(why.clone()))
    }
}

/// The firm to begin with; none after signing out. Where nothing is remembered it is the one that is there, one's own before the sample.
fn first(premises: &dyn Premises) -> Option<FirmChoice> {
    match premises.remembered() {
        Some(remembered) => remembered.chosen,
        None if is_here(premises, &FirmChoice::Own) => Some(FirmChoice::Own),
        None if premises.begins_with_sample() || is_here(premises, &FirmChoice::Sample) => Some(FirmChoice::Sample),
        None => None,
    }
}

/// Where what is kept of this firm is kept, apart from that of every other.
fn keeping(premises: &dyn Premises, choice: &FirmChoice) -> KeepingAt {
    let keeping = premises.keeping(choice);
    match choice {
        FirmChoice::Server { address } => keeping.of_server(address),
        FirmChoice::Sample | FirmChoice::Own => keeping,
    }
}

fn is_here(premises: &dyn Premises, choice: &FirmChoice) -> bool {
    // What cannot be looked at is there: nothing is begun over it.
    premises.own_firm(choice, None).file().map_or(true, |file| file != FirmFile::Nothing)
}

fn remember(premises: &dyn Premises, remembered: &Remembered) -> Result<(), Error> {
    premises.remember(remembered).map_err(Error::NotOpened)
}
