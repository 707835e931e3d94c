//! What tests ask over HTTP with.

use reqwest::Client;
use tokio_rustls::rustls::crypto::ring;

/// A client that goes through no proxy. Where the engine is part of the program, it can do TLS, and has to be told how.
pub(crate) fn http() -> Client {
    let _ = ring::default_provider().install_default();
    Client::builder().no_proxy().build().expect("it asks for nothing that could be missing")
}
