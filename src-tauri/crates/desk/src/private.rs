//! Files and folders that only their owner may read.

use std::fs::{self, File, OpenOptions};
use std::path::Path;

/// Takes everybody else's rights to this file or folder away.
///
/// # Errors
/// The operating system's, if it is not there or not ours.
#[cfg(unix)]
pub fn keep_private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = if fs::metadata(path)?.is_dir() { 0o700 } else { 0o600 };
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

/// On Windows a folder has the rights of the folder that it is in; a user's own is closed to other users.
///
/// # Errors
/// The operating system's, if it is not there.
#[cfg(not(unix))]
pub fn keep_private(path: &Path) -> std::io::Result<()> {
    fs::metadata(path).map(|_| ())
}

/// Makes a file that only its owner may read, from its first byte on.
///
/// # Errors
/// The operating system's, if it is there already or cannot be made.
pub(crate) fn create_private(path: &Path) -> std::io::Result<File> {
    let mut how = OpenOptions::new();
    how.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut how, 0o600);
    how.open(path)
}
