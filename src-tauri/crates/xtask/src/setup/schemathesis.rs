//! Schemathesis, which tests the firm API against its own OpenAPI document (`trust.md` B3): a Python program, with the
//! very packages that `schemathesis.txt` lists, in a folder of its own beside what cargo builds.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::PathBuf;
use std::sync::Mutex;

use anyhow::{Context, Result};

use crate::process;
use crate::tree;

/// Every package and its version.
const PACKAGES: &str = include_str!("../../schemathesis.txt");

/// Where its program is, installed first if need be. The list is part of the folder's name: another list is installed anew.
///
/// # Errors
/// When Python cannot make the folder, or a package cannot be fetched.
pub fn schemathesis() -> Result<PathBuf> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _turn = ONE_AT_A_TIME.lock();
    let mut digest = DefaultHasher::new();
    digest.write(PACKAGES.as_bytes());
    let folder = tree::target().join("tools").join(format!("schemathesis-{:016x}", digest.finish()));
    let programs = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
    // Written last: a folder without it was left half-made.
    let complete = folder.join("complete");
    if !complete.exists() {
        println!("Installing Schemathesis");
        let python = if cfg!(windows) { "python" } else { "python3" };
        process::run(process::command(python).args(["-m", "venv", "--clear"]).arg(&folder))
            .context("Python 3.10 or newer with its venv module is needed to test the firm API")?;
        let mut install = process::command(programs.join("pip"));
        install.args(["install", "--quiet", "--disable-pip-version-check", "--no-deps", "--requirement"]);
        process::run(install.arg(tree::root().join("src-tauri/crates/xtask/schemathesis.txt")))?;
        fs::write(&complete, PACKAGES).with_context(|| format!("cannot write {}", complete.display()))?;
    }
    Ok(programs.join("schemathesis"))
}
