//! Where Portico keeps what is its own on this computer.

use std::fs::DirBuilder;
use std::path::PathBuf;

use tauri::{AppHandle, Manager};

/// The folder of this application: `PORTICO_HOME` if it is set, otherwise the one that the operating system gives it.
/// Where it is not there yet it is made, for its owner alone.
///
/// # Errors
/// If the operating system names no such folder, or it cannot be made.
pub(crate) fn folder(app: &AppHandle) -> tauri::Result<PathBuf> {
    let folder = match std::env::var_os("PORTICO_HOME").filter(|home| !home.is_empty()) {
        Some(home) => std::path::absolute(home)?,
        None => app.path().app_data_dir()?,
    };
    private_folders().create(&folder)?;
    Ok(folder)
}

fn private_folders() -> DirBuilder {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}
