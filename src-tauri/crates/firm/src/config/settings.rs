//! The one list of settings. Flags, variables, the file's keys, `portico-firm config --list` and the README's table are
//! all made from it or proved equal to it.

/// A setting.
#[derive(Debug)]
pub struct Setting {
    /// Its key in the file.
    pub name: &'static str,
    /// What it is if nobody says anything.
    pub default: Option<&'static str>,
    /// Whether it is a secret.
    pub secrecy: Secrecy,
    /// What it says, in one line.
    pub meaning: &'static str,
}

/// Whether a setting's value is a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrecy {
    /// Anybody may see it.
    Open,
    /// It is an address that can hold a password.
    MayHoldPassword,
    /// It is a password.
    Secret,
}

impl Setting {
    /// Its variable of the environment.
    #[must_use]
    pub fn variable(&self) -> String {
        format!("PORTICO_{}", self.name.to_ascii_uppercase())
    }

    /// Its flag, without the hyphens in front; none for a secret.
    #[must_use]
    pub fn flag(&self) -> Option<String> {
        (self.secrecy != Secrecy::Secret).then(|| self.name.replace('_', "-"))
    }
}

const fn open(name: &'static str, default: Option<&'static str>, meaning: &'static str) -> Setting {
    Setting { name, default, secrecy: Secrecy::Open, meaning }
}

/// Every setting there is.
pub static SETTINGS: [Setting; 19] = [
    Setting {
        name: "database",
        default: None,
        secrecy: Secrecy::MayHoldPassword,
        meaning: "where the firm's data is: `sqlite:FILE` or `postgres://USER@HOST/NAME`",
    },
    open("listen", Some("127.0.0.1:8080"), "address and port; without TLS or a proxy a loopback address"),
    open(
        "public_url",
        None,
        "the origin under which clients reach the portal; links in messages are made from it only; https needs a \
         certificate here or `behind_proxy`",
    ),
    open("tls_certificate", None, "PEM file with the certificate and its chain; read anew on SIGHUP"),
    open("tls_key", None, "PEM file with the certificate's key"),
    open(
        "behind_proxy",
        None,
        "addresses or networks of the proxies, apart by commas, whose `X-Forwarded-For` is believed; without TLS \
         nobody else but this computer is answered",
    ),
    open("log_level", Some("info"), "`error`, `warn`, `info`, `debug` or `trace`"),
    open("log_format", Some("json"), "`json` or `text`"),
    open("max_connections", Some("4096"), "connections in all; more wait until one ends"),
    open(
        "max_connections_per_address",
        Some("128"),
        "connections from one address; more are closed; proxies are exempt",
    ),
    open(
        "header_timeout_seconds",
        Some("10"),
        "how long a TLS handshake, and the head of a request, may take to arrive",
    ),
    open("request_timeout_seconds", Some("20"), "how long a request may take in all"),
    open("largest_body_bytes", Some("65536"), "the most bytes of a request's body"),
    open("smtp_host", None, "the server that takes outgoing mail"),
    open("smtp_port", Some("587"), "its port"),
    open("smtp_user", None, "whom to sign in as there"),
    Setting { name: "smtp_password", default: None, secrecy: Secrecy::Secret, meaning: "the password there" },
    open("smtp_tls", Some("required"), "`required`, or `none` if the mail server is this computer"),
    open("mail_from", None, "the address that messages come from"),
];
