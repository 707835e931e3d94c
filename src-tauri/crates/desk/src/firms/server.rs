//! Whether a server can be worked with, and in words why not.

use contract::{ProblemCode, Session};
use serde::Deserialize;

use crate::{Backend, Error};

/// Why a server cannot be worked with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoServer {
    /// What was typed is no address.
    #[error("“{0}” is not the address of a server.")]
    BadAddress(String),
    /// It is plain http, over a network.
    #[error("The token would go to {0} for everybody on the way to read.")]
    InTheClear(String),
    /// Nobody answers.
    #[error("Nothing answers at {0}.")]
    NoAnswer(String),
    /// Its certificate is not one that this computer trusts.
    #[error("What answers at {0} cannot prove that it is this server: this computer does not trust its certificate.")]
    NotTrusted(String),
    /// Something else answers.
    #[error("What answers at {0} is no Portico.")]
    NotPortico(String),
    /// It is a Portico that cannot do what this one asks.
    #[error("The server’s Portico ({0}) is too old for this one ({version}).", version = env!("CARGO_PKG_VERSION"))]
    TooOld(String),
    /// It does not know the token.
    #[error("The server does not know this token, or it was revoked.")]
    TokenRefused,
    /// No token was typed, and the keychain has none.
    #[error("The token for {0} is not in the keychain of this computer.")]
    NoToken(String),
}

impl NoServer {
    /// What to do about it.
    #[must_use]
    pub fn next(&self) -> &'static str {
        match self {
            Self::BadAddress(_) => "Type it as the firm's IT has given it, such as portico.example.com.",
            Self::InTheClear(_) => {
                "Use its address with https. Without it only a server on this very computer will do."
            }
            Self::NoAnswer(_) => "Look at the address, and whether this computer is on the firm's network.",
            Self::NotTrusted(_) => {
                "Look at the address. If it is right, ask the firm's IT to install the certificate's issuer on this \
                 computer; nothing was sent."
            }
            Self::NotPortico(_) => {
                "Look at the address, and open any page in a browser: this network may want you to sign in first."
            }
            Self::TooOld(_) => "Ask the firm's IT to bring the server to this version. Nothing was changed.",
            Self::TokenRefused => "Copy the whole token once more, or ask the firm's IT for a new one.",
            Self::NoToken(_) => "Type the token, or ask the firm's IT for a new one.",
        }
    }
}

/// What the desk asks of a server that older ones do not have.
const NEEDED: [&str; 3] = ["/api/v1/changes/stream", "/api/v1/snapshot", "/api/v1/links:batch"];

/// As the server describes itself.
#[derive(Deserialize)]
struct Described {
    info: Info,
    paths: serde_json::Map<String, serde_json::Value>,
}

#[derive(Deserialize)]
struct Info {
    title: String,
    version: String,
}

/// Whether this server lets this token in, and can do what is asked of it. The token goes there once it is known to be a
/// Portico.
///
/// # Errors
/// [`Error::NoServer`] says why not; [`Error::Refused`] if it is the permission that is missing, say.
pub(super) async fn lets_in(backend: &Backend, address: &str) -> Result<(), Error> {
    let here = || address.to_owned();
    let described: Described = match backend.get_public(&["openapi.json"]).await {
        Ok(described) => described,
        Err(Error::NotTrusted) => return Err(NoServer::NotTrusted(here()).into()),
        Err(Error::Unreachable) => return Err(NoServer::NoAnswer(here()).into()),
        Err(Error::Refused(problem)) if problem.status >= 500 => return Err(Error::Refused(problem)),
        Err(_) => return Err(NoServer::NotPortico(here()).into()),
    };
    if !described.info.title.starts_with("Portico") {
        return Err(NoServer::NotPortico(here()).into());
    }
    if !NEEDED.iter().all(|path| described.paths.contains_key(*path)) {
        return Err(NoServer::TooOld(described.info.version).into());
    }
    match backend.get::<Session>(&["session"], &()).await {
        Ok(_) => Ok(()),
        Err(Error::Refused(problem)) if problem.code == ProblemCode::NotSignedIn => Err(NoServer::TokenRefused.into()),
        Err(Error::NotTheBackend) => Err(NoServer::TooOld(described.info.version).into()),
        Err(Error::Unreachable) => Err(NoServer::NoAnswer(here()).into()),
        Err(error) => Err(error),
    }
}
