//! `cargo xtask soak`: the tests that break things on purpose, at the full size that `trust.md` names. `cargo xtask test`
//! does a little of the same.

use anyhow::{Result, ensure};

use crate::{process, setup};

/// The properties of `domain`, with this many cases (`trust.md` B2 asks for a tenth of them), but those that have a number
/// of their own.
const RULES: &str = "rules";
const CASES: u32 = 100_000;

/// What else is soaked, as the tests are named: each of these has a size. What prints a figure begins it with the row's name.
const TESTS: [&str; 15] = [
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
    "audit",
];

/// What of the desktop's engine is soaked, likewise.
const DESK_TESTS: [&str; 5] = ["chaos", "damage", "killed", "large", "schedules"];

/// Does `percent` of the full size of everything, or of what is named, one after the other on both engines, and shows what
/// was measured.
///
/// # Errors
/// When something needed is missing, or a test fails.
pub fn soak(percent: u32, only: &[String]) -> Result<()> {
    let named = || TESTS.into_iter().chain(DESK_TESTS);
    let unknown = only.iter().find(|name| *name != RULES && !named().any(|known| known == *name));
    let all = named().collect::<Vec<_>>().join(", ");
    ensure!(unknown.is_none(), "There is no {}; there are {RULES}, {all}.", unknown.map_or("", |name| name));
    setup::for_tests_of_the_backend()?;
    let is_asked = |name: &str| only.is_empty() || only.iter().any(|asked| asked == name);
    if is_asked(RULES) {
        rules(percent)?;
    }
    let asked = |names: &[&str]| names.iter().filter(|name| is_asked(name)).map(|name| filter(name)).collect();
    tests(
        percent,
        &["--package", "firm", "--test", "server", "--test", "on_sqlite", "--test", "on_postgres"],
        asked(&TESTS),
    )?;
    tests(percent, &["--package", "desk", "--test", "desk"], asked(&DESK_TESTS))
}

/// Runs these tests of a package by itself: Cargo would build all of them with what one of them needs.
fn tests(percent: u32, of: &[&str], asked: Vec<String>) -> Result<()> {
    if asked.is_empty() {
        return Ok(());
    }
    let mut tests = process::command("cargo");
    tests.arg("test").args(of).args(["--locked", "--no-fail-fast", "--", "--nocapture", "--test-threads=1"]);
    process::run(tests.args(asked).env("PORTICO_SOAK", percent.to_string()))
}

/// Properties that hold of what is rare, such as an empty list of something, throw most of what is drawn away.
fn rules(percent: u32) -> Result<()> {
    let mut tests = process::command("cargo");
    tests.args(["test", "--package", "domain", "--locked"]);
    tests.env("PROPTEST_MAX_GLOBAL_REJECTS", u32::MAX.to_string());
    process::run(tests.env("PROPTEST_CASES", (CASES / 100 * percent).to_string()))
}

/// The module's own tests, and no others with the word in their names.
fn filter(name: &str) -> String {
    format!("{name}::")
}
