//! `serve`.

use anyhow::{Context, Result};
use clap::Args;
use firm::config::Flags;
use firm::{Clock, serve};
use tokio::net::TcpListener;

use crate::log;
use crate::stop::{reload_on_hangup, stop_signal};
use crate::store::{open, settings};

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
        tracing::info!(version = env!("CARGO_PKG_VERSION"), scheme, "serving");
        serve(listener, database, Clock::system(), serving, stop).await;
        tracing::info!("stopped");
        Ok(())
    }
}
