//! `firm create`.

use anyhow::Result;
use clap::{Args, Subcommand};
use firm::{Clock, create_firm};

use crate::store::Store;

#[derive(Subcommand)]
pub(crate) enum FirmCommand {
    /// Make a firm, and the database if it is not there.
    Create(Create),
}

#[derive(Args)]
pub(crate) struct Create {
    #[command(flatten)]
    store: Store,
    /// Stands in addresses: small letters, digits and hyphens, such as harlow-pike.
    #[arg(long)]
    slug: String,
    /// The firm's name.
    #[arg(long)]
    name: String,
}

impl FirmCommand {
    pub(crate) async fn run(&self) -> Result<()> {
        let Self::Create(Create { store, slug, name }) = self;
        create_firm(&store.open_or_make().await?, slug, name, Clock::system().now()).await?;
        println!("The firm {slug} is there. Next: portico-firm import, then portico-firm token.");
        Ok(())
    }
}
