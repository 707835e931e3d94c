//! Node, the window's packages, and the built window. Each is made again only when what it is made from changed.

use std::{
    fs,
    hash::{DefaultHasher, Hasher},
    path::Path,
};

use anyhow::{Context, Result, ensure};

use crate::{
    process::{self, answer},
    tree,
};

/// The oldest version that Vite runs on, major and minor.
const OLDEST_NODE: [u32; 2] = [20, 19];

/// Installs the window's packages exactly as the lock file says, unless that was done already.
///
/// # Errors
/// When Node or npm is missing or too old, or npm fails.
pub fn packages() -> Result<()> {
    check_node()?;
    let lock = fs::read(tree::ui().join("package-lock.json")).context("cannot read ui/package-lock.json")?;
    let installed = tree::ui().join("node_modules/.installed-lock.json");
    if fs::read(&installed).is_ok_and(|before| before == lock) {
        return Ok(());
    }
    println!("Installing the window's packages");
    process::run(process::npm().args(["ci", "--no-audit", "--no-fund"]))?;
    fs::write(&installed, lock).with_context(|| format!("cannot write {}", installed.display()))
}

/// Builds the window into `ui/dist`, unless nothing it is made from changed since.
///
/// # Errors
/// When a file cannot be read or the build fails.
pub fn built_window() -> Result<()> {
    let stamp = tree::target().join("window.stamp");
    let inputs = digest_of_inputs()?;
    if tree::ui().join("dist/index.html").exists() && fs::read_to_string(&stamp).is_ok_and(|before| before == inputs) {
        return Ok(());
    }
    println!("Building the window");
    process::run(process::npm().args(["run", "build"]))?;
    fs::create_dir_all(tree::target())?;
    fs::write(&stamp, inputs).with_context(|| format!("cannot write {}", stamp.display()))
}

fn check_node() -> Result<()> {
    let version = answer("node", &["--version"]).unwrap_or_default();
    let numbers: Vec<u32> = version.trim_start_matches('v').split('.').flat_map(str::parse).collect();
    let found = if version.is_empty() { "none was found".into() } else { format!("this is {version}") };
    ensure!(
        numbers >= OLDEST_NODE.to_vec(),
        "Node {} or newer is needed to build the window; {found}. Get it from https://nodejs.org and run this again.",
        OLDEST_NODE.map(|number| number.to_string()).join(".")
    );
    ensure!(
        process::npm().arg("--version").output().is_ok_and(|output| output.status.success()),
        "npm is missing. It comes with Node from https://nodejs.org; install it and run this again."
    );
    Ok(())
}

/// A digest of the paths and contents of all that the window is built from. It only has to tell two states of one
/// working copy apart, so the standard library's hash does.
fn digest_of_inputs() -> Result<String> {
    let mut digest = DefaultHasher::new();
    for path in tree::files(&tree::ui(), is_made)? {
        digest.write(path.to_string_lossy().as_bytes());
        digest.write(&fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?);
    }
    Ok(format!("{:016x}", digest.finish()))
}

/// Whether a file or folder in `ui/` is made by a tool rather than written by a person.
fn is_made(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    ["node_modules", "dist"].contains(&&*name) || name.starts_with('.') || name.ends_with(".tsbuildinfo")
}
