//! TLS, as a client's library sees it.

use std::path::Path;
use std::sync::Arc;
#[cfg(unix)]
use std::time::Duration;

use axum::body::Body;
use hyper::client::conn::{http1, http2};
use hyper::{Request, StatusCode};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{ClientConfig, ProtocolVersion, RootCertStore, SupportedProtocolVersion};

use crate::firm::{Firm, Serving, text};
#[cfg(unix)]
use crate::firm::{PATIENCE, until};

/// A certificate of our own making, put where the server reads it.
fn certificate(folder: &Path) -> CertificateDer<'static> {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    std::fs::write(folder.join("cert.pem"), cert.pem()).unwrap();
    std::fs::write(folder.join("key.pem"), signing_key.serialize_pem()).unwrap();
    cert.der().clone()
}

fn serve(firm: &Firm, flags: &[&str]) -> Serving {
    let [certificate, key] = ["cert.pem", "key.pem"].map(|name| firm.folder.path().join(name).display().to_string());
    Serving::with(firm, &[&["--tls-certificate", &certificate, "--tls-key", &key], flags].concat())
}

/// Connects as a client that trusts this certificate alone.
async fn connect(
    serving: &Serving,
    trusted: &CertificateDer<'static>,
    version: &'static SupportedProtocolVersion,
    protocol: &[u8],
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[version])
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![protocol.to_vec()];
    let stream = TcpStream::connect(serving.address()).await?;
    TlsConnector::from(Arc::new(config)).connect(ServerName::try_from("localhost").unwrap(), stream).await
}

fn ready() -> Request<Body> {
    Request::get("https://localhost/readyz").header("host", "localhost").body(Body::empty()).unwrap()
}

#[tokio::test]
async fn it_answers_over_tls_in_both_versions_of_http() {
    let firm = Firm::new();
    let trusted = certificate(firm.folder.path());
    let serving = serve(&firm, &[]);
    assert!(serving.api.starts_with("https://"), "{}", serving.api);

    let stream = connect(&serving, &trusted, &TLS13, b"h2").await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    let (mut sender, connection) = http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    assert_eq!(sender.send_request(ready()).await.unwrap().status(), StatusCode::OK);

    let stream = connect(&serving, &trusted, &TLS12, b"http/1.1").await.unwrap();
    assert_eq!(stream.get_ref().1.protocol_version(), Some(ProtocolVersion::TLSv1_2));
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    assert_eq!(sender.send_request(ready()).await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn whoever_does_not_ask_is_cut_off_in_the_handshake_and_after_it() {
    let firm = Firm::new();
    let trusted = certificate(firm.folder.path());
    let serving = serve(&firm, &["--header-timeout-seconds", "1"]);
    let mut stalled = serving.connect();
    let mut silent = connect(&serving, &trusted, &TLS13, b"h2").await.unwrap();
    // Nothing but the end of the connection ends this.
    let _ = tokio::io::copy(&mut silent, &mut tokio::io::sink()).await;
    assert_eq!(stalled.rest(), "");
    let mut clear = serving.connect();
    clear.send("GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n");
    assert!(!clear.rest().contains("HTTP/1.1"), "nobody is answered in the clear");
}

#[cfg(unix)]
#[tokio::test]
async fn a_new_certificate_is_taken_at_a_hangup_and_a_bad_one_is_not() {
    let firm = Firm::new();
    let old = certificate(firm.folder.path());
    let serving = serve(&firm, &[]);
    let new = certificate(firm.folder.path());
    assert!(connect(&serving, &old, &TLS13, b"h2").await.is_ok());
    serving.signal("-HUP");
    let taken = async {
        while connect(&serving, &new, &TLS13, b"h2").await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, taken).await.expect("the new one is taken");
    std::fs::write(firm.folder.path().join("key.pem"), "no key").unwrap();
    serving.signal("-HUP");
    until("that the log says so", || {
        std::fs::read_to_string(&serving.log).unwrap().contains("the certificate stays as it was")
    });
    assert!(connect(&serving, &new, &TLS13, b"h2").await.is_ok());
}

#[test]
fn a_certificate_that_cannot_be_used_is_refused_in_words() {
    let firm = Firm::new();
    certificate(firm.folder.path());
    let file = |name: &str| firm.folder.path().join(name).display().to_string();
    let (cert, key) = (file("cert.pem"), file("key.pem"));
    for (cert, key, why) in [
        (cert.as_str(), "nowhere.pem", "tls_key: nowhere.pem cannot be used"),
        (key.as_str(), key.as_str(), "tls_certificate"),
        (cert.as_str(), cert.as_str(), "there is no such PEM section in it"),
    ] {
        let refused = firm.run(&["serve", "--tls-certificate", cert, "--tls-key", key]);
        let said = text(&refused.stderr);
        assert!(!refused.status.success() && said.contains(why), "{said}");
    }
    let alone = firm.run(&["serve", "--tls-key", &key]);
    assert!(text(&alone.stderr).contains("set both or neither"), "{}", text(&alone.stderr));
}
