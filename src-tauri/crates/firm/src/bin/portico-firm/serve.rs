//! `serve`.

use anyhow::{Context, Result};
use clap::Args;
use firm::config::Flags;
use firm::{Clock, serve};
use tokio::net::TcpListener;

use crate::log;
use crate::stop::{reload_on_hangup, stop_signal};
use crate::store::{open, settings};

/// Files that are open beside connections: the socket, the log, those of the database.
const OTHER_FILES: usize = 100;

#[derive(Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    flags: Flags,
}

impl Serve {
    pub(crate) async fn run(&self) -> Result<()> {
        let (_, config) = settings(&self.flags)?;
        let serving = config.serving()?;
        let database_url = config.database()?;
        log::begin(&config);
        allow_files(config.limits.connections);
        let database = open(database_url).await?;
        let listen = config.listen;
        let listener = TcpListener::bind(listen).await.with_context(|| format!("{listen} cannot be listened on"))?;
        // Before it says that it is there: whoever reads that may ask it to stop.
        let stop = stop_signal()?;
        if let Some(tls) = &serving.tls {
            reload_on_hangup(tls.clone())?;
        }
        let scheme = if serving.tls.is_some() { "https" } else { "http" };
        println!("The firm API answers on {scheme}://{}/api/v1", listener.local_addr()?);
        if config.mail.is_none() {
            tracing::warn!("no smtp_host is set: messages wait, and nobody can verify an e-mail address");
        }
        tracing::info!(version = env!("CARGO_PKG_VERSION"), scheme, "serving");
        serve(listener, database, Clock::system(), serving, stop).await?;
        tracing::info!("stopped");
        Ok(())
    }
}

/// Each connection counts as an open file, and many systems let a process open 1024 unless it asks for more.
fn allow_files(connections: usize) {
    let wanted = u64::try_from(connections.saturating_add(OTHER_FILES)).unwrap_or(u64::MAX);
    match rlimit::increase_nofile_limit(wanted) {
        Ok(allowed) if allowed >= wanted => {}
        Ok(allowed) => tracing::warn!(allowed, wanted, "fewer files may be open than max_connections needs"),
        Err(error) => tracing::warn!(%error, "how many files may be open is not known"),
    }
}
