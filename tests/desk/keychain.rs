//! The keychain of Linux, the real one: a Secret Service on a session bus of the test's own, with its own home. No test
//! touches the keychain of whoever runs it. (`trust.md` F21.)

#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::{Command, Output};

use desk::{Keeping, Keychain};

use crate::place::Desktop;

/// What a test program does when it was started by one of these tests, in a session of its own.
const ACT: &str = "PORTICO_KEYCHAIN_ACT";

/// Starts this test program anew for one act: in a session with a keyring that is unlocked, if so, or cannot be.
fn act(home: &Path, act: &str, unlocked: bool) -> Output {
    let keyring = match unlocked {
        true => "printf password | gnome-keyring-daemon --unlock --components=secrets",
        false => "gnome-keyring-daemon --start --components=secrets",
    };
    let script = format!("eval \"$({keyring} 2>/dev/null)\"; exec \"$0\" --exact keychain::the_act --nocapture");
    let program = std::env::current_exe().unwrap();
    let mut command = Command::new("dbus-run-session");
    command.args(["--", "sh", "-c", &script]).arg(program);
    command.env("HOME", home).env("XDG_RUNTIME_DIR", home).env("XDG_DATA_HOME", home.join("data"));
    command.env("XDG_CONFIG_HOME", home.join("config")).env("XDG_CACHE_HOME", home.join("cache"));
    command.env_remove("DBUS_SESSION_BUS_ADDRESS").env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    command.env(ACT, act).output().unwrap()
}

fn succeeds(output: &Output) {
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}

/// Each act is a program of its own: which keychain there is, is found out once.
#[tokio::test]
async fn the_act() {
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

#[test]
fn a_key_stays_in_the_keyring_from_start_to_start_until_it_is_forgotten() {
    let home = tempfile::tempdir().unwrap();
    for what in ["keep", "find", "forget"] {
        succeeds(&act(home.path(), what, true));
    }
}

/// A locked keyring shows no key, and that is not taken for its loss.
#[test]
fn a_locked_keyring_is_told_and_what_it_holds_is_kept() {
    let home = tempfile::tempdir().unwrap();
    succeeds(&act(home.path(), "keep", true));
    succeeds(&act(home.path(), "refused", false));
    succeeds(&act(home.path(), "find", true));
}

#[test]
fn without_a_session_bus_there_is_no_keychain() {
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "keychain::the_act", "--nocapture"]).env(ACT, "refused");
    command.env("HOME", home.path()).env("XDG_RUNTIME_DIR", home.path());
    command.env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", home.path().join("no-bus").display()));
    succeeds(&command.output().unwrap());
}
