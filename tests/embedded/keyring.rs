//! The key to the firm's file in the real keyring of Linux, from session to session (`trust.md` F21).

#![cfg(target_os = "linux")]

use std::fs;
use std::path::Path;
use std::process::Command;

use firm::embedded::{OnDisk, on_disk};

use crate::act::{Act, command};
use crate::at_rest::file;
use crate::session::{Session, at_home};

/// Starts this test program anew for one act, which has to end well.
fn act(act: Act, home: &Path, enter: impl FnOnce(&mut Command)) {
    let mut command = command(act, home);
    enter(&mut command);
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{act:?}: {said}");
}

#[test]
fn a_firm_opens_with_the_key_in_the_keyring_and_a_locked_one_is_told() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("firm");
    let start = |what, unlocked| {
        let session = Session::start(home.path(), unlocked);
        act(what, home.path(), |command| session.enter(command));
    };
    start(Act::Start, true);
    let begun = on_disk(&folder).unwrap();
    assert!(matches!(begun, OnDisk::Encrypted(_)));
    let before = fs::read(file(&folder)).unwrap();
    start(Act::Told, false);
    assert!(fs::read(file(&folder)).unwrap() == before);
    start(Act::Start, true);
    assert_eq!(on_disk(&folder).unwrap(), begun);
}

#[test]
fn without_a_session_bus_a_new_firm_is_on_no_disk() {
    let home = tempfile::tempdir().unwrap();
    let nowhere = format!("unix:path={}", home.path().join("no-bus").display());
    act(Act::Start, home.path(), |command| {
        at_home(command, home.path()).env("DBUS_SESSION_BUS_ADDRESS", nowhere);
    });
    assert_eq!(on_disk(&home.path().join("firm")).unwrap(), OnDisk::Nothing);
}
