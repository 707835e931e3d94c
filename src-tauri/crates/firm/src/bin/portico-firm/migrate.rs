//! `migrate`.

use anyhow::{Context, Result};
use clap::Args;
use firm::Database;

use crate::store::{Store, cannot_be_opened, open};

#[derive(Args)]
pub(crate) struct Migrate {
    #[command(flatten)]
    store: Store,
}

impl Migrate {
    pub(crate) async fn run(&self) -> Result<()> {
        let url = self.store.url()?;
        let before = url.version().await.with_context(|| cannot_be_opened(&url))?;
        open(&url).await?.close().await;
        let now = Database::this_version();
        match before {
            Some(before) if before == now => println!("The database is at version {now} already."),
            Some(before) => println!("The database was brought from version {before} to {now}."),
            None => println!("The database was empty and is at version {now} now."),
        }
        Ok(())
    }
}
