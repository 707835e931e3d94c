//! Where Portico keeps what is its own on this computer.

use std::ffi::OsString;
use std::path::PathBuf;

use desk::keep_private;
use tauri::{AppHandle, Manager};

/// The folder of this application: `PORTICO_HOME` if it is set, otherwise the one that the operating system gives it.
/// It is made if it is not there, and kept for its owner alone.
///
/// # Errors
/// A sentence for the window, if there is no such folder or it cannot be used.
pub(crate) fn folder(app: &AppHandle) -> Result<PathBuf, String> {
    let folder = match chosen() {
        Some(home) => std::path::absolute(home).map_err(|error| format!("PORTICO_HOME names no folder: {error}."))?,
        None => app.path().app_data_dir().map_err(|error| format!("There is no folder for applications: {error}."))?,
    };
    let ready = std::fs::create_dir_all(&folder).and_then(|()| keep_private(&folder));
    ready.map_err(|error| format!("The folder {} cannot be used: {error}.", folder.display()))?;
    Ok(folder)
}

/// Whether somebody has chosen the folder.
pub(crate) fn is_chosen() -> bool {
    chosen().is_some()
}

fn chosen() -> Option<OsString> {
    std::env::var_os("PORTICO_HOME").filter(|home| !home.is_empty())
}
