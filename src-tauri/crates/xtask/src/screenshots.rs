//! `cargo xtask screenshots`: a picture of every screen, in light and in dark, made of the real window on the sample firm.

use anyhow::{Context, Result};

use crate::{run, setup};

/// Makes all of them below `target/pictures`, and anew those in `ui/pictures`, which the README shows.
///
/// # Errors
/// When something needed is missing, or a screen is not to be had.
pub fn screenshots() -> Result<()> {
    setup::for_tests()?;
    setup::built_window()?;
    let app = run::built_application()?;
    let runtime = tokio::runtime::Runtime::new().context("cannot start the runtime")?;
    runtime.block_on(pictures(&app))
}

#[cfg(target_os = "linux")]
async fn pictures(app: &std::path::Path) -> Result<()> {
    use crate::{
        tree,
        window::{RealWindow, screens::SCREENS},
    };
    use serde_json::json;

    let folder = tree::target().join("pictures");
    let shown = tree::ui().join("pictures");
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let home = tempfile::tempdir()?;
    let window = RealWindow::open(app, Some(home.path())).await?;
    window.wait_for_users().await?;
    for screen in SCREENS {
        window.show(screen).await?;
        for theme in ["light", "dark"] {
            window.command("set_setting", json!({ "name": "theme", "value": theme })).await?;
            let name = format!("{}-{theme}.png", screen.name);
            window.screenshot(&folder.join(&name)).await?;
            if shown.join(&name).exists() {
                std::fs::copy(folder.join(&name), shown.join(&name))?;
            }
            println!("{}", folder.join(&name).display());
        }
        window.command("set_setting", json!({ "name": "theme", "value": "light" })).await?;
    }
    window.close().await
}

#[cfg(not(target_os = "linux"))]
async fn pictures(_: &std::path::Path) -> Result<()> {
    anyhow::bail!("Pictures are made on Linux: no other system has a driver for the window.")
}
