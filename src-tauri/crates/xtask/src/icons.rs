//! `cargo xtask icons`: every icon of the application, made from the one drawing `icons/portico.svg`.

use std::{fs, process::ExitCode};

use anyhow::{Context, Result};

use crate::{process, setup, tree};

/// What desktop bundles need, of all that the Tauri command line makes.
const KEPT: [&str; 6] = ["32x32.png", "128x128.png", "128x128@2x.png", "icon.icns", "icon.ico", "icon.png"];

/// Makes the icons anew; they are committed, so this is run only after the drawing changed.
///
/// # Errors
/// When the Tauri command line is missing or fails, or a file cannot be written.
pub fn icons() -> Result<ExitCode> {
    setup::node_packages()?;
    let drawing = tree::root().join("icons/portico.svg");
    let made = tree::target().join("icons");
    process::run(process::command(tree::tauri_cli()).arg("icon").arg(drawing).arg("--output").arg(&made))?;
    for name in KEPT {
        fs::copy(made.join(name), tree::root().join("icons").join(name))
            .with_context(|| format!("cannot put {name} into icons/"))?;
    }
    println!("Made {} in icons/.", KEPT.join(", "));
    Ok(ExitCode::SUCCESS)
}
