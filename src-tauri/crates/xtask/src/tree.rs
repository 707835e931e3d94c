//! Where things are in the project, and which files a folder holds.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// The project's root folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3).expect("xtask lies three folders below the root")
}

/// The folder of the window's sources.
pub fn ui() -> PathBuf {
    root().join("ui")
}

/// The folder that cargo builds into; pictures, reports and tools go there too.
pub fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// The Tauri command line, from the window's node packages.
pub fn tauri_cli() -> PathBuf {
    let name = if cfg!(windows) { "tauri.cmd" } else { "tauri" };
    ui().join("node_modules/.bin").join(name)
}

/// Every file below `folder` in a fixed order, leaving out what `skip` says of a file or folder.
///
/// # Errors
/// When a folder cannot be read. A `folder` that is not there holds no files.
pub fn files(folder: &Path, skip: fn(&Path) -> bool) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if folder.is_dir() {
        collect(folder, skip, &mut found)?;
    }
    found.sort();
    Ok(found)
}

fn collect(folder: &Path, skip: fn(&Path) -> bool, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read the folder {}", folder.display()))? {
        let path = entry?.path();
        if skip(&path) {
            continue;
        }
        if path.is_dir() {
            collect(&path, skip, found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}
