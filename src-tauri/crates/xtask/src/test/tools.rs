//! The checkers that are no part of a Rust installation: installed once, into the folder that cargo builds into.

use std::{path::PathBuf, process::Command};

use anyhow::Result;

use crate::{process, tree};

/// A checker from the registry of Rust packages.
pub(super) struct Tool {
    name: &'static str,
    version: &'static str,
}

/// Licences, bans and version floors.
pub(super) const DENY: Tool = Tool { name: "cargo-deny", version: "0.20.2" };

/// Unused dependencies.
pub(super) const MACHETE: Tool = Tool { name: "cargo-machete", version: "0.9.2" };

impl Tool {
    /// A call of it; it must be installed.
    pub(super) fn command(&self) -> Command {
        process::command(self.folder().join("bin").join(self.name))
    }

    /// Installs it in this very version, unless it is there.
    pub(super) fn install(&self) -> Result<()> {
        let installed = self.folder().join("bin").join(format!("{}{}", self.name, std::env::consts::EXE_SUFFIX));
        if installed.exists() {
            return Ok(());
        }
        let mut install = process::command("cargo");
        install.args(["install", "--quiet", "--locked", "--debug", self.name, "--version", self.version]);
        println!("Installing {} {}", self.name, self.version);
        process::run(install.arg("--root").arg(self.folder()))
    }

    /// A folder a version, so that a newer one is installed when the version here is raised.
    fn folder(&self) -> PathBuf {
        tree::target().join("tools").join(format!("{}-{}", self.name, self.version))
    }
}
