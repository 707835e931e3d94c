//! `cargo xtask run`: from a bare machine to the open window, in one command.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result};

use crate::{process, setup, tree};

/// Sets up, builds, and opens Portico. In front of a person it runs until closed and its exit code is passed on;
/// without a display it is shown in a picture (`shown_in_a_picture`).
///
/// # Errors
/// When something needed is missing, a build fails, or Portico does not show its users.
pub fn run() -> Result<ExitCode> {
    setup::for_running()?;
    setup::built_window()?;
    let app = built_application()?;
    if setup::has_display() { in_front(&app) } else { shown_in_a_picture(&app) }
}

pub(crate) fn built_application() -> Result<PathBuf> {
    process::run(process::command("cargo").args(["build", "--locked", "--features", "custom-protocol"]))?;
    Ok(tree::target().join("debug").join(format!("portico{}", std::env::consts::EXE_SUFFIX)))
}

/// A first start opens the sample firm without asking; one from elsewhere asks.
fn in_front(app: &Path) -> Result<ExitCode> {
    let status = process::command(app)
        .env("PORTICO_FIRM", "sample")
        .status()
        .with_context(|| format!("cannot start {}", app.display()))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

/// Opens the real window on a display of its own, waits until the users are painted, and saves a picture of it. Where
/// nobody sits there is no keychain either that would keep keys from start to start: it has a keyring of its own, and
/// both are in `PORTICO_HOME`, or under `target/`.
#[cfg(target_os = "linux")]
fn shown_in_a_picture(app: &Path) -> Result<ExitCode> {
    let picture = tree::target().join("portico.png");
    let given = std::env::var_os("PORTICO_HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
    let home = std::path::absolute(given.unwrap_or_else(|| tree::target().join("portico-home")))?;
    std::fs::create_dir_all(&home).with_context(|| format!("cannot make {}", home.display()))?;
    let runtime = tokio::runtime::Runtime::new().context("cannot start the runtime")?;
    runtime.block_on(async {
        let window = crate::window::RealWindow::open(app, Some(&home)).await?;
        let users = window.wait_for_users().await?;
        let painted = window.started().elapsed().as_secs_f64();
        window.screenshot(&picture).await?;
        println!("{}: {users} portal users, painted {painted:.1} s after the start", picture.display());
        window.close().await
    })?;
    Ok(ExitCode::SUCCESS)
}

#[cfg(not(target_os = "linux"))]
fn shown_in_a_picture(app: &Path) -> Result<ExitCode> {
    in_front(app)
}
