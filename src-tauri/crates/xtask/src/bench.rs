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
