//! What Portico finds when it starts: a firm of so many portal users, and all of it in the cache.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use contract::{DeskConnection, DeskStanding};
use serde_json::Value;
use xtask::window::RealWindow;

/// How long the first sync may take.
const LONGEST: Duration = Duration::from_secs(1800);
const PAUSE: Duration = Duration::from_millis(200);

/// Has Portico read all of the firm in this folder once, and leaves what it has kept. A firm is made where there is none.
pub(crate) async fn ready(portico: &Path, home: &Path, users: usize) -> Result<()> {
    if !home.is_dir() {
        let begun = Instant::now();
        firm(home, users)?;
        eprintln!("made in {:.1} s", begun.elapsed().as_secs_f64());
    }
    if is_kept(home) {
        return Ok(());
    }
    let begun = Instant::now();
    let window = RealWindow::open(portico, Some(home)).await?;
    until_all_is_kept(&window).await?;
    while !is_kept(home) {
        ensure!(begun.elapsed() < LONGEST, "what is searched is not kept");
        tokio::time::sleep(PAUSE).await;
    }
    window.command("recovery_key_is_kept", Value::Null).await?;
    eprintln!("read in {:.1} s", begun.elapsed().as_secs_f64());
    window.close().await
}

/// Whether what is searched is on the disk too: it is written a while after the lists.
fn is_kept(home: &Path) -> bool {
    let files = std::fs::read_dir(home.join("cache")).into_iter().flatten().flatten();
    files.map(|file| file.path()).any(|path| path.extension().is_some_and(|extension| extension == "directory"))
}

/// The firm that is embedded, as a Portico has it that imported one. It is encrypted at the first start.
fn firm(home: &Path, users: usize) -> Result<()> {
    let folder = home.join("firm");
    std::fs::create_dir_all(&folder)?;
    std::fs::create_dir_all(home.join("keyring"))?;
    let url = format!("sqlite:{}", folder.join("firm.db").display());
    let clients = users * 4 / 5;
    let [users, clients, links, invoices] =
        [users, clients, users * 5 / 4, clients * 2].map(|number| number.to_string());
    let mut fixture = Command::new(program());
    fixture.args(["fixture", "--database", &url, "--further-firms", "0", "--users", &users]);
    fixture.args(["--clients", &clients, "--links", &links, "--invoices", &invoices]);
    let status = fixture.stdout(Stdio::null()).stderr(Stdio::null()).status().context("portico-firm is not built")?;
    ensure!(status.success(), "portico-firm fixture failed");
    Ok(())
}

/// The server's program, which is built apart.
fn program() -> PathBuf {
    xtask::tree::target().join("release").join("portico-firm")
}

/// Waits until everything has been read, and lists come out of the cache.
pub(crate) async fn until_all_is_kept(window: &RealWindow) -> Result<()> {
    let begun = Instant::now();
    loop {
        let standing = window.command("standing", Value::Null).await?;
        if standing.is_null() {
            ensure!(begun.elapsed() < LONGEST, "the window does not answer{}", window.stderr_tail());
        } else {
            let standing: DeskStanding = serde_json::from_value(standing)?;
            if standing.connection == DeskConnection::Live && standing.number.is_some() && standing.progress.is_none() {
                return Ok(());
            }
            if begun.elapsed() > LONGEST {
                bail!("it stays {standing:?}");
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
}
