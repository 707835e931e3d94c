//! The keychain of Linux, the real one: a Secret Service in a session of the test's own (`trust.md` F21).

#![cfg(target_os = "linux")]

use std::process::Command;

use desk::{Keeping, Keychain};

use crate::place::{Desktop, PATIENCE};
use crate::session::{Session, at_home};

/// What a test program does when it was started by one of these tests.
const ACT: &str = "PORTICO_KEYCHAIN_ACT";

/// Each act is a program of its own: which keychain there is, is found out once.
#[tokio::test]
async fn the_act() {
    tokio::time::timeout(PATIENCE, acts()).await.expect("a keychain answers");
}

async fn acts() {
    let keychain = Keychain::system();
    match std::env::var(ACT).unwrap_or_default().as_str() {
        "keep" => {
            let key = keychain.new_key("cache").await.unwrap();
            assert_eq!(keychain.key("cache").await.unwrap().unwrap().hex(), key.hex());
        }
        "find" => assert!(keychain.key("cache").await.unwrap().is_some()),
        "forget" => {
            keychain.forget("cache").await.unwrap();
            assert!(keychain.key("cache").await.unwrap().is_none());
        }
        "refused" => {
            let why = keychain.key("cache").await.unwrap_err();
            assert!(keychain.new_key("cache").await.is_err(), "{why}");
            let cache = Desktop::with(keychain).open().await;
            assert!(matches!(&cache.standing().borrow().keeping, Keeping::MemoryOnly(_)));
        }
        _ => {}
    }
}

/// Starts this test program anew for one act, which has to end well.
fn act(what: &str, enter: impl FnOnce(&mut Command)) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "keychain::the_act", "--nocapture"]).env(ACT, what);
    enter(&mut command);
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{what}: {said}");
}

#[test]
fn a_key_stays_in_the_keyring_from_session_to_session_until_it_is_forgotten() {
    let home = tempfile::tempdir().unwrap();
    for what in ["keep", "find", "forget"] {
        let session = Session::start(home.path(), true);
        act(what, |command| session.enter(command));
    }
}

/// A locked keyring shows no key, and that is not taken for its loss.
#[test]
fn a_locked_keyring_is_told_and_what_it_holds_is_kept() {
    let home = tempfile::tempdir().unwrap();
    for (what, unlocked) in [("keep", true), ("refused", false), ("find", true)] {
        let session = Session::start(home.path(), unlocked);
        act(what, |command| session.enter(command));
    }
}

#[test]
fn without_a_session_bus_there_is_no_keychain() {
    let home = tempfile::tempdir().unwrap();
    let nowhere = format!("unix:path={}", home.path().join("no-bus").display());
    act("refused", |command| {
        at_home(command, home.path()).env("DBUS_SESSION_BUS_ADDRESS", nowhere);
    });
}
