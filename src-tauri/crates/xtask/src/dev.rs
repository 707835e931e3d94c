//! `cargo xtask dev`: the live-reload loop. The window comes from Vite's server, Rust is rebuilt at each save.

use std::process::ExitCode;

use anyhow::Result;

use crate::{process, setup, tree};

/// Sets up, then hands over to the Tauri command line until it is stopped.
///
/// # Errors
/// When something needed is missing, or the loop ends with a failure.
pub fn dev() -> Result<ExitCode> {
    setup::for_running()?;
    process::run(process::command(tree::tauri_cli()).arg("dev"))?;
    Ok(ExitCode::SUCCESS)
}
