//! `cargo xtask soak`: the tests that break things on purpose, at the full size that `trust.md` names. `cargo xtask test`
//! does a little of the same.

use anyhow::{Result, ensure};

use crate::{process, setup};

/// What is soaked, as the tests are named: each of these has a size. What prints a figure begins it with the row's name.
const TESTS: [&str; 14] = [
    "faults",
    "away",
    "history",
    "writers",
    "huge",
    "schema",
    "log",
    "de_link_at_once",
    "key_guessing",
    "repeats",
    "gone",
    "others",
    "matrix",
    "portal_strangers",
];

/// Does `percent` of the full size of everything, or of what is named, one after the other on both engines, and shows what
/// was measured.
///
/// # Errors
/// When something needed is missing, or a test fails.
pub fn soak(percent: u32, only: &[String]) -> Result<()> {
    let unknown = only.iter().find(|name| !TESTS.contains(&name.as_str()));
    ensure!(unknown.is_none(), "There is no {}; there are {}.", unknown.map_or("", |name| name), TESTS.join(", "));
    setup::for_tests_of_the_backend()?;
    let mut tests = process::command("cargo");
    tests.args(["test", "--package", "firm", "--locked", "--no-fail-fast"]);
    tests.args(["--test", "server", "--test", "on_sqlite", "--test", "on_postgres", "--", "--nocapture"]);
    tests.arg("--test-threads=1");
    match only {
        [] => tests.args(TESTS.map(filter)),
        only => tests.args(only.iter().map(|name| filter(name))),
    };
    process::run(tests.env("PORTICO_SOAK", percent.to_string()))
}

/// The module's own tests, and no others with the word in their names.
fn filter(name: &str) -> String {
    format!("{name}::")
}
