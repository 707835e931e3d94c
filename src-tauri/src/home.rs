//! Where Portico keeps what is its own on this computer.

use std::path::{Path, PathBuf};

use tauri::{AppHandle, Manager};

/// The folder of this application: `PORTICO_HOME` if it is set, otherwise the one that the operating system gives it.
/// It is made if it is not there, and kept for its owner alone.
///
/// # Errors
/// A sentence for the window, if there is no such folder or it cannot be used.
pub(crate) fn folder(app: &AppHandle) -> Result<PathBuf, String> {
    let folder = match std::env::var_os("PORTICO_HOME").filter(|home| !home.is_empty()) {
        Some(home) => std::path::absolute(home).map_err(|error| format!("PORTICO_HOME names no folder: {error}."))?,
        None => app.path().app_data_dir().map_err(|error| format!("There is no folder for applications: {error}."))?,
    };
    let ready = std::fs::create_dir_all(&folder).and_then(|()| keep_private(&folder));
    ready.map_err(|error| format!("The folder {} cannot be used: {error}.", folder.display()))?;
    Ok(folder)
}

#[cfg(unix)]
fn keep_private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
}

/// On Windows a folder has the rights of the folder that it is in; a user's own is closed to other users.
#[cfg(not(unix))]
fn keep_private(_: &Path) -> std::io::Result<()> {
    Ok(())
}
