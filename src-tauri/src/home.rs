//! Where Portico keeps what is its own on this computer.

use std::path::PathBuf;

use tauri::{AppHandle, Manager};

/// The folder of this application: `PORTICO_HOME` if it is set, otherwise the one that the operating system gives it.
///
/// # Errors
/// If the operating system names no such folder.
pub(crate) fn folder(app: &AppHandle) -> tauri::Result<PathBuf> {
    match std::env::var_os("PORTICO_HOME").filter(|home| !home.is_empty()) {
        Some(home) => Ok(std::path::absolute(home)?),
        None => app.path().app_data_dir(),
    }
}
