//! The floor: a window of the same kind with nothing in it but a list of which only the rows in sight are drawn.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// With this argument the bench is the bare window itself.
pub(crate) const ARGUMENT: &str = "--bare";

/// Shows the window until it is ended.
pub(crate) fn show() -> Result<()> {
    let context = tauri::generate_context!("tests/bench/window/bare/tauri.conf.json");
    tauri::Builder::default().run(context).context("the bare window cannot be shown")
}

/// A program in this folder that shows the bare window: programs are started without arguments.
pub(crate) fn program(folder: &Path) -> Result<PathBuf> {
    let program = folder.join("bare");
    let bench = std::env::current_exe()?;
    fs::write(&program, format!("#!/bin/sh\nexec '{}' {ARGUMENT}\n", bench.display()))?;
    fs::set_permissions(&program, fs::Permissions::from_mode(0o700))?;
    Ok(program)
}
