//! What a start costs, in a process of its own.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use contract::PortalUsersQuery;
use serde::{Deserialize, Serialize};

use crate::{opened, until};

/// What was measured.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Started {
    /// From opening until the first page of rows was there.
    pub(crate) first_page: Duration,
    /// From opening until a search was answered by the cache.
    pub(crate) search_ready: Duration,
    /// What the process has more of than before, in MiB.
    pub(crate) memory: f64,
}

/// Measures a start in this process, prints it, and waits to be ended.
pub(crate) async fn measured(folder: &Path, base: &str, token: &str) -> Result<()> {
    let before = resident();
    let begun = Instant::now();
    let desk = opened(folder, base, token);
    desk.portal_users(PortalUsersQuery { limit: Some(50), ..PortalUsersQuery::default() }).await?;
    let first_page = begun.elapsed();
    until(&desk, |desk| desk.standing().number.is_some()).await?;
    desk.portal_users(PortalUsersQuery { search: "an".to_owned(), ..PortalUsersQuery::default() }).await?;
    let search_ready = begun.elapsed();
    let memory = resident() - before;
    println!("{}", serde_json::to_string(&Started { first_page, search_ready, memory })?);
    std::future::pending().await
}

/// Has a new process measure a start. It is ended as soon as it has: it would go on to look at all of its cache.
pub(crate) fn in_a_process_of_its_own(folder: &Path, base: &str, token: &str) -> Result<Started> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("--start").arg(folder).args([base, token]).stdout(Stdio::piped());
    let mut process = command.spawn()?;
    let mut line = String::new();
    BufReader::new(process.stdout.take().context("it has an output")?).read_line(&mut line)?;
    process.kill()?;
    process.wait()?;
    serde_json::from_str(&line).context("the start that is measured failed")
}

/// The memory of this process that is in use, in MiB; 0 where the system does not tell.
fn resident() -> f64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages: f64 = statm.split(' ').nth(1).and_then(|pages| pages.parse().ok()).unwrap_or(0.0);
    pages * 4.0 / 1024.0
}
