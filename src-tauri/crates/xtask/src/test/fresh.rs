//! Whether the files that the Rust tests generate for the window are committed as generated.

use std::{collections::BTreeMap, fs, path::PathBuf};

use anyhow::{Context, Result, ensure};

use crate::tree;

/// The generated files and their contents at one moment.
pub(super) struct Generated(BTreeMap<PathBuf, Vec<u8>>);

impl Generated {
    /// Reads the folder that they are written to.
    pub(super) fn now() -> Result<Self> {
        let paths = tree::files(&tree::ui().join("src/ipc"), |_| false)?;
        let read = |path: PathBuf| {
            let content = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            Ok((path, content))
        };
        Ok(Self(paths.into_iter().map(read).collect::<Result<_>>()?))
    }

    /// Compares with an earlier moment.
    ///
    /// # Errors
    /// Names every file that changed, came or went since.
    pub(super) fn same_as(&self, before: &Self) -> Result<()> {
        let every = before.0.keys().chain(self.0.keys().filter(|path| !before.0.contains_key(*path)));
        let differ = every.filter(|path| before.0.get(*path) != self.0.get(*path));
        let names: Vec<_> =
            differ.map(|path| path.strip_prefix(tree::root()).unwrap_or(path).display().to_string()).collect();
        ensure!(
            names.is_empty(),
            "These files are generated from Rust and were out of date. They are right now: commit them.\n  {}",
            names.join("\n  ")
        );
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn generated<const N: usize>(files: [(&str, &str); N]) -> Generated {
        Generated(files.map(|(path, content)| (PathBuf::from(path), content.as_bytes().to_vec())).into())
    }

    #[test]
    fn files_that_changed_came_or_went_are_named() {
        let before = generated([("same.ts", "a"), ("changed.ts", "b"), ("gone.ts", "c")]);
        let after = generated([("same.ts", "a"), ("changed.ts", "x"), ("new.ts", "d")]);
        let told = after.same_as(&before).expect_err("they differ").to_string();
        assert!(["changed.ts", "gone.ts", "new.ts"].iter().all(|name| told.contains(name)), "{told}");
        assert!(!told.contains("same.ts"));
        assert!(before.same_as(&before).is_ok());
    }
}
