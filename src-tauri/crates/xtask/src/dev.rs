//! `cargo xtask dev`: the live-reload loop. The window comes from Vite's server, Rust is rebuilt at each save.

use std::process::ExitCode;

use anyhow::{Result, ensure};

use crate::{process, setup, tree};

/// Sets up, then hands over to the Tauri command line until it is stopped.
///
/// # Errors
/// When there is no display, something needed is missing, or the loop ends with a failure.
pub fn dev() -> Result<ExitCode> {
    ensure!(setup::has_display(), "The live-reload loop is watched on a screen, and there is no display here.");
    setup::for_running()?;
    process::run(process::command(tree::tauri_cli()).arg("dev"))?;
    Ok(ExitCode::SUCCESS)
}
