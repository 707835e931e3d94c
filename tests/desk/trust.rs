//! TLS: whom the desk believes to be the firm backend.

use std::sync::Arc;

use contract::{Problem, ProblemCode};
use desk::{Backend, Desk, Error};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// What answers at `https://localhost`, with a certificate that nobody has issued; its address.
async fn an_impostor() -> String {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let acceptor = TlsAcceptor::from(Arc::new(config));
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            assert!(acceptor.accept(socket).await.is_err(), "the desk has believed it");
        }
    });
    address
}

/// It is told nothing: neither the token nor what was asked.
#[tokio::test]
async fn a_server_with_a_certificate_of_its_own_making_is_not_believed() {
    let (desk, connecting) = Desk::connecting();
    connecting.done(Backend::new(&an_impostor().await, "a secret"), None);
    let error = desk.session().await.unwrap_err();
    assert!(matches!(error, Error::NotTrusted), "{error:?}");
    let problem = Problem::from(error);
    assert_eq!(problem.code, ProblemCode::Unreachable);
    assert!(problem.title.contains("certificate") && problem.next.contains("IT"), "{problem:?}");
}
