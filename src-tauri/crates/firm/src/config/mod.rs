//! How the server is set up: one list of settings ([`SETTINGS`]), each of them from a flag, from the environment, from
//! a TOML file or by its default, in this order. Secrets are never flags, which every user of the computer can read,
//! and are never printed.

mod database_url;
mod file;
mod flags;
mod given;
mod parse;
mod settings;
mod show;

use std::net::SocketAddr;

use tracing::level_filters::LevelFilter;
use url::Url;

pub use database_url::{DatabaseUrl, PostgresUrl};
pub use flags::{DatabaseFlags, Flags};
pub use given::{Given, Source, Value};
pub use settings::{SETTINGS, Secrecy, Setting};
pub use show::{effective, list};

use crate::Error;
use crate::mail::{Origin, Relay, RelayTls};
use crate::portal::PortalSetup;
use crate::server::{Limits, Proxies, Serving, Tls, TlsFiles};

/// The settings, read and checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where the firm's data is.
    pub database: Option<DatabaseUrl>,
    /// Where to listen.
    pub listen: SocketAddr,
    /// The origin under which clients reach the portal. Links in messages are made from it and from nothing that a
    /// request says.
    pub public_url: Option<Url>,
    /// The certificate and its key, if this server does TLS itself.
    pub tls: Option<TlsFiles>,
    /// The proxies in front of this server.
    pub proxies: Proxies,
    /// How much to log.
    pub log_level: LevelFilter,
    /// How to write the log.
    pub log_format: LogFormat,
    /// What a caller may take.
    pub limits: Limits,
    /// The server that takes outgoing mail; none if there is none.
    pub mail: Option<Relay>,
}

/// How the log is written, one event a line either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For reading.
    Text,
}

impl Config {
    /// Reads and checks what was given.
    ///
    /// # Errors
    /// [`Error::Config`] names the setting, where it came from, and what form it has.
    pub fn read(given: &Given) -> Result<Self, Error> {
        Ok(Self {
            database: given.read("database", parse::database)?,
            listen: given.needed("listen", parse::address)?,
            public_url: given.read("public_url", parse::origin)?,
            tls: tls(given)?,
            proxies: given.read("behind_proxy", parse::proxies)?.unwrap_or_default(),
            log_level: given.needed("log_level", parse::level)?,
            log_format: given.needed("log_format", parse::format)?,
            limits: Limits {
                connections: given.needed("max_connections", parse::count)?,
                connections_per_address: given.needed("max_connections_per_address", parse::count)?,
                header_timeout: given.needed("header_timeout_seconds", parse::seconds)?,
                request_timeout: given.needed("request_timeout_seconds", parse::seconds)?,
                largest_body: given.needed("largest_body_bytes", parse::count)?,
            },
            mail: mail(given)?,
        })
    }

    /// Where the firm's data is.
    ///
    /// # Errors
    /// [`Error::Config`] if nobody said it.
    pub fn database(&self) -> Result<&DatabaseUrl, Error> {
        let missing = "Where is the database? Say --database sqlite:FILE, or set PORTICO_DATABASE, or database in the \
                       configuration file.";
        self.database.as_ref().ok_or_else(|| Error::Config(missing.to_owned()))
    }

    /// How to answer on the socket, with the certificate read.
    ///
    /// # Errors
    /// [`Error::Config`] if the certificate cannot be used, or if names and tokens would cross a network in the clear.
    pub fn serving(&self) -> Result<Serving, Error> {
        if !self.listen.ip().is_loopback() && self.tls.is_none() && self.proxies.is_empty() {
            return Err(Error::Config(format!(
                "{} is not a loopback address. Without TLS, tokens and names would cross the network in the clear: \
                 set tls_certificate and tls_key, or behind_proxy if a proxy in front of this server does TLS.",
                self.listen
            )));
        }
        if self.public_url.as_ref().is_some_and(|url| url.scheme() == "https")
            && self.tls.is_none()
            && self.proxies.is_empty()
        {
            return Err(Error::Config(
                "public_url is https, but nothing does TLS: set tls_certificate and tls_key, or behind_proxy to the \
                 address of the proxy that does. Without it every visitor would count as that proxy, and one who \
                 guesses would lock all of them out."
                    .to_owned(),
            ));
        }
        let tls = self.tls.clone().map(Tls::read).transpose()?;
        let origin = self.public_url.as_ref().map(|url| Origin::new(url.as_str())).transpose()?;
        if self.mail.is_some() && origin.is_none() {
            let why =
                "smtp_host needs public_url: the links in messages lead there, and to no address that was guessed.";
            return Err(Error::Config(why.to_owned()));
        }
        let portals = PortalSetup { origin, relay: self.mail.clone(), ..PortalSetup::default() };
        Ok(Serving { limits: self.limits, tls, proxies: self.proxies.clone(), portals })
    }
}

fn tls(given: &Given) -> Result<Option<TlsFiles>, Error> {
    match (given.read("tls_certificate", parse::path)?, given.read("tls_key", parse::path)?) {
        (Some(certificate), Some(key)) => Ok(Some(TlsFiles { certificate, key })),
        (None, None) => Ok(None),
        _ => Err(Error::Config("tls_certificate and tls_key go together: set both or neither.".to_owned())),
    }
}

fn mail(given: &Given) -> Result<Option<Relay>, Error> {
    let Some(host) = given.read("smtp_host", parse::text)? else { return Ok(None) };
    let Some(from) = given.read("mail_from", parse::email)? else {
        return Err(Error::Config("smtp_host needs mail_from, the address that messages come from.".to_owned()));
    };
    let user = given.read("smtp_user", parse::text)?;
    let password = given.read("smtp_password", parse::secret)?;
    let credentials = match (user, password) {
        (Some(user), Some(password)) => Some((user, password)),
        (None, None) => None,
        _ => return Err(Error::Config("smtp_user and smtp_password go together: set both or neither.".to_owned())),
    };
    let tls = given.needed("smtp_tls", parse::smtp_tls)?;
    if !tls && !parse::is_this_computer(&host) {
        return Err(Error::Config(format!(
            "smtp_tls can be none only if smtp_host is this computer, and {host} is not: messages would cross the \
             network in the clear."
        )));
    }
    let port = given.needed("smtp_port", parse::port)?;
    let tls = match (tls, port) {
        (false, _) => RelayTls::None,
        (true, 465) => RelayTls::Implicit,
        (true, _) => RelayTls::StartTls,
    };
    Ok(Some(Relay { host, port, credentials, tls, from, patience: Relay::PATIENCE }))
}

#[cfg(test)]
mod tests;
