//! A server's token: a secret, in the keychain and nowhere else.

use zeroize::Zeroizing;

use super::server::NoServer;
use crate::{Error, KeepingAt};

/// What lets whoever is at the desk in at a server.
pub(super) struct Token(Zeroizing<String>);

impl Token {
    /// As somebody has typed it.
    pub(super) fn typed(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }

    /// The one that the keychain has for this server.
    ///
    /// # Errors
    /// [`Error::FirmNotChosen`] if it has none, or cannot be asked: then somebody has to type it.
    pub(super) async fn kept(at: &KeepingAt, address: &str) -> Result<Self, Error> {
        match at.keychain.text(&name(at)).await {
            Ok(Some(kept)) => Ok(Self(kept)),
            Ok(None) => Err(Error::FirmNotChosen(Some(NoServer::NoToken(address.to_owned()).to_string()))),
            Err(why) => Err(Error::FirmNotChosen(Some(format!("The token for {address} cannot be had. {why}")))),
        }
    }

    pub(super) fn reveal(&self) -> &str {
        &self.0
    }

    /// Keeps it for the next start. Where there is no keychain, that start asks for it.
    pub(super) async fn keep(&self, at: &KeepingAt) {
        if let Err(why) = at.keychain.put_text(&name(at), &self.0).await {
            tracing::warn!(%why, "the token of a server could not be kept");
        }
    }

    /// Takes it away.
    ///
    /// # Errors
    /// [`Error::CacheFailed`] if the keychain does not let go of it.
    pub(super) async fn forget(at: &KeepingAt) -> Result<(), Error> {
        let forgotten = at.keychain.forget(&name(at)).await;
        forgotten.map_err(|why| Error::CacheFailed(format!("the token stays in the keychain: {why}")))
    }
}

/// Its device names the server too ([`KeepingAt::of_server`]).
fn name(at: &KeepingAt) -> String {
    format!("token on {}", at.device)
}
