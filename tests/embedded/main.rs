//! The embedded firm: its folder, its port, its token, and the sample it begins with.

#![allow(clippy::unwrap_used, reason = "a test ends there")]

mod act;
mod at_rest;
mod computer;
mod firms;
#[path = "../support/http.rs"]
mod http;
mod key_lost;
mod keyring;
#[path = "../desk/session.rs"]
#[cfg(target_os = "linux")]
mod session;

use std::path::Path;

use chrono::Utc;
use contract::{LinkAnswer, PortalUserDetail, PortalUsersPage, Session};
use firm::embedded::{Begins, Embedded, Keep, Opening};
use firm::{Clock, FileKey};
use reqwest::{Method, StatusCode};
use serde::de::DeserializeOwned;

use crate::http::http;

/// As a desktop opens it whose keychain has this one key.
async fn open(folder: &Path, port: Option<u16>) -> Result<Embedded, firm::Error> {
    open_with(folder, Keep::Encrypted(key()), port).await
}

async fn open_with(folder: &Path, keep: Keep, port: Option<u16>) -> Result<Embedded, firm::Error> {
    open_as(folder, keep, port, Begins::AsSample).await
}

async fn open_as(folder: &Path, keep: Keep, port: Option<u16>, begins: Begins<'_>) -> Result<Embedded, firm::Error> {
    Embedded::open(&Opening { folder, keep, begins, staff: "Dana Osei", port, clock: Clock::system() }).await
}

fn key() -> FileKey {
    FileKey::from_hex(KEY, SALT).unwrap()
}

const KEY: &str = "00112233445566778899aabbccddeeff0123456789abcdef0123456789abcdef";
const SALT: &str = "fedcba9876543210fedcba9876543210";

async fn ask<T: DeserializeOwned>(firm: &Embedded, method: Method, path: &str) -> T {
    let url = format!("http://{}/api/v1{path}", firm.address());
    let request = http().request(method, url).bearer_auth(firm.token().reveal());
    request.send().await.unwrap().error_for_status().unwrap().json().await.unwrap()
}

async fn refusal(folder: &Path) -> String {
    open(folder, None).await.expect_err("it cannot be opened").to_string()
}

#[tokio::test]
async fn a_new_folder_gets_the_sample_firm_plainly_marked() {
    let folder = tempfile::tempdir().unwrap();
    let firm = open(folder.path(), None).await.unwrap();
    let session: Session = ask(&firm, Method::GET, "/session").await;
    assert!(session.firm.sample && session.staff == "Dana Osei");
    let age = Utc::now() - session.data_as_of.unwrap();
    assert!(age.num_hours() >= 19, "its data is some hours old, as data is");
    let page: PortalUsersPage = ask(&firm, Method::GET, "/portal-users").await;
    assert_eq!(page.total, 500);
}

#[tokio::test]
async fn links_port_and_people_stay_from_start_to_start_and_the_token_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let first = open(folder.path(), None).await.unwrap();
    let user = ask::<PortalUsersPage>(&first, Method::GET, "/portal-users?search=kenji%20smith").await.rows[0].id;
    let path = format!("/portal-users/{user}/links/1002");
    assert!(ask::<LinkAnswer>(&first, Method::PUT, &path).await.changed);
    let (address, token) = (first.address(), first.token().clone());
    first.close().await;

    let second = open(folder.path(), Some(address.port())).await.unwrap();
    assert_eq!(second.address(), address);
    let detail: PortalUserDetail = ask(&second, Method::GET, &format!("/portal-users/{user}")).await;
    assert_eq!(detail.links[0].client_id.as_str(), "1002");
    let old = http().get(format!("http://{address}/api/v1/session")).bearer_auth(token.reveal());
    assert_eq!(old.send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    assert_eq!(ask::<PortalUsersPage>(&second, Method::GET, "/portal-users").await.total, 500);
}

#[tokio::test]
async fn a_port_that_somebody_else_took_is_replaced() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let port = taken.local_addr().unwrap().port();
    let firm = open(folder.path(), Some(port)).await.unwrap();
    assert_ne!(firm.address().port(), port);
    assert!(firm.address().ip().is_loopback());
}

#[tokio::test]
async fn a_folder_is_open_once_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let _first = open(folder.path(), None).await.unwrap();
    assert!(refusal(folder.path()).await.contains("open already"));
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_but_the_owner_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("not/there/yet");
    let _firm = open(&home, None).await.unwrap();
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&home), 0o700);
    for file in std::fs::read_dir(&home).unwrap() {
        let path = file.unwrap().path();
        assert!(path.ends_with("lock") || mode(&path) == 0o600, "{}", path.display());
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_is_not_opened_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("firm.db");
    std::fs::write(&file, "this is not a database, but somebody's letter").unwrap();
    assert!(matches!(open(folder.path(), None).await, Err(firm::Error::WrongKey)));
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("this is not a database"));
}

#[tokio::test]
async fn a_folder_that_is_a_file_is_told_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    assert!(refusal(&file).await.contains("cannot be used"));
}
