//! `cargo xtask bench`: the figures that a person may rely on, each beside its floor.

use anyhow::Result;

use crate::{process, setup};

/// Measures the firm backend. What comes after `firm` on the command line is the bench's own.
///
/// # Errors
/// When something needed is missing, or a request fails.
pub fn firm(arguments: &[String]) -> Result<()> {
    setup::for_tests()?;
    let mut bench = process::command("cargo");
    bench.args(["bench", "--package", "firm", "--bench", "firm", "--locked", "--"]).args(arguments);
    process::run(&mut bench)
}

/// Measures the desktop's engine, with a real keychain of its own: no key of a bench belongs among a person's.
///
/// # Errors
/// As [`firm`].
pub fn desk(arguments: &[String]) -> Result<()> {
    setup::for_tests()?;
    // The server is built by itself: beside a desktop it would get the desktop's SQLite.
    process::run(process::command("cargo").args(["build", "--release", "--package", "firm", "--locked"]))?;
    let home = tempfile::tempdir()?;
    let keyring = "printf password | gnome-keyring-daemon --unlock --components=secrets >/dev/null; exec \"$@\"";
    let mut bench = process::command("dbus-run-session");
    bench.args(["--", "sh", "-c", keyring, "sh", "cargo", "bench", "--package", "desk", "--bench", "desk", "--locked"]);
    bench.env("XDG_DATA_HOME", home.path()).env("XDG_RUNTIME_DIR", home.path());
    process::run(bench.arg("--").args(arguments))
}

/// Measures the real window, in a release build.
///
/// # Errors
/// As [`firm`].
pub fn window(arguments: &[String]) -> Result<()> {
    setup::for_tests()?;
    setup::built_window()?;
    process::run(process::command("cargo").args(["build", "--release", "--package", "firm", "--locked"]))?;
    let mut bench = process::command("cargo");
    bench.args([
        "bench",
        "--package",
        "portico",
        "--features",
        "custom-protocol",
        "--bench",
        "window",
        "--locked",
        "--",
    ]);
    process::run(bench.args(arguments))
}
