//! `cargo xtask soak`: the tests that break things on purpose, at full size. `cargo xtask test` runs fewer rounds of the
//! same.

use anyhow::Result;

use crate::{process, setup};

/// Kills the server so many times on each engine, restarts it so many times under its callers, and shows what was measured.
///
/// # Errors
/// When something needed is missing, or a round fails.
pub fn soak(rounds: u32) -> Result<()> {
    setup::for_tests()?;
    let mut faults = process::command("cargo");
    faults.args(["test", "--package", "firm", "--test", "server", "--locked", "faults", "--", "--nocapture"]);
    process::run(faults.env("PORTICO_ROUNDS", rounds.to_string()))
}
