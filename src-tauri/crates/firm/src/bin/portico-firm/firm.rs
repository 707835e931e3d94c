//! `firm create` and `token`.

use anyhow::Result;
use clap::{Args, Subcommand};
use domain::Permission;
use firm::{Clock, create_firm, issue_token};

use crate::store::{Store, find};

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

#[derive(Args)]
pub(crate) struct Token {
    #[command(flatten)]
    store: Store,
    /// The firm's slug.
    #[arg(long)]
    firm: String,
    /// The name that the activity log will record.
    #[arg(long)]
    staff: String,
    /// What they may do, apart by commas: payments.view (without which nothing is shown), access.review, import.run,
    /// firm.settings.
    #[arg(long, value_delimiter = ',', default_value = "payments.view", value_parser = permission)]
    permissions: Vec<Permission>,
}

fn permission(code: &str) -> Result<Permission, String> {
    Permission::from_code(code).ok_or_else(|| {
        let codes = Permission::ALL.map(Permission::code);
        format!("there is no such permission; there are {}", codes.join(", "))
    })
}

impl FirmCommand {
    pub(crate) async fn run(&self) -> Result<()> {
        let Self::Create(Create { store, slug, name }) = self;
        create_firm(&store.open_or_make().await?, slug, name, Clock::system().now()).await?;
        println!("The firm {slug} is there. Next: portico-firm import, then portico-firm token.");
        Ok(())
    }
}

impl Token {
    pub(crate) async fn run(self) -> Result<()> {
        let database = self.store.open().await?;
        let firm = find(&database, &self.firm).await?;
        let permissions = self.permissions.into_iter().collect();
        let token = issue_token(&database, firm, &self.staff, &permissions, Clock::system().now()).await?;
        println!("{}", token.reveal());
        Ok(())
    }
}
