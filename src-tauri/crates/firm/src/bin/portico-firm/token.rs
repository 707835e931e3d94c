//! `token`, `token list` and `token revoke`.

use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use domain::Permission;
use firm::{Clock, Error, issue_token, issued_tokens, revoke_token};

use crate::store::{Store, find};
use crate::words;

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Token {
    #[command(subcommand)]
    command: Option<TokenCommand>,
    #[command(flatten)]
    issue: Issue,
}

#[derive(Subcommand)]
enum TokenCommand {
    /// List the tokens that are good: the id of each, since when, whose it is, and what its owner may do.
    List(List),
    /// Revoke a token. Whoever has it is asked to sign in again at the next request.
    Revoke(Revoke),
}

/// Required, except before a subcommand, which has its own.
#[derive(Args)]
struct Issue {
    #[command(flatten)]
    store: Store,
    /// The firm's slug.
    #[arg(long, required = true)]
    firm: Option<String>,
    /// The name that the activity log will record.
    #[arg(long, required = true)]
    staff: Option<String>,
    /// What they may do, apart by commas: payments.view (without which nothing is shown), access.review, import.run,
    /// firm.settings.
    #[arg(long, value_delimiter = ',', default_value = "payments.view", value_parser = permission)]
    permissions: Vec<Permission>,
}

#[derive(Args)]
struct List {
    #[command(flatten)]
    store: Store,
    /// The firm's slug.
    #[arg(long)]
    firm: String,
}

#[derive(Args)]
struct Revoke {
    #[command(flatten)]
    store: Store,
    /// The firm's slug.
    #[arg(long)]
    firm: String,
    /// The token's id, as `token list` shows it.
    #[arg(long)]
    id: String,
}

fn permission(code: &str) -> Result<Permission, String> {
    Permission::from_code(code).ok_or_else(|| {
        let codes = Permission::ALL.map(Permission::code);
        format!("there is no such permission; there are {}", codes.join(", "))
    })
}

impl Token {
    pub(crate) async fn run(self) -> Result<()> {
        match self.command {
            Some(TokenCommand::List(list)) => list.run().await,
            Some(TokenCommand::Revoke(revoke)) => revoke.run().await,
            None => self.issue.run().await,
        }
    }
}

impl Issue {
    async fn run(self) -> Result<()> {
        let (slug, staff) = (self.firm.unwrap_or_default(), self.staff.unwrap_or_default());
        let database = self.store.open().await?;
        let firm = find(&database, &slug).await?;
        let permissions = self.permissions.into_iter().collect();
        let token = issue_token(&database, firm, &staff, &permissions, Clock::system().now()).await?;
        println!("{}", token.reveal());
        Ok(())
    }
}

impl List {
    async fn run(self) -> Result<()> {
        let database = self.store.open().await?;
        let firm = find(&database, &self.firm).await?;
        let mut lines = String::new();
        for token in issued_tokens(&database, firm).await? {
            let permissions = token.permissions.iter().map(Permission::code).collect::<Vec<_>>().join(",");
            let since = token.issued_at.format("%Y-%m-%d %H:%M UTC");
            lines.push_str(&format!("{}  {since}  {}  {permissions}\n", token.id(), token.staff));
        }
        words::print(&lines)
    }
}

impl Revoke {
    async fn run(self) -> Result<()> {
        let database = self.store.open().await?;
        let firm = find(&database, &self.firm).await?;
        match revoke_token(&database, firm, &self.id).await {
            Ok(token) => words::print(&format!("Revoked the token {} of {}.\n", token.id(), token.staff)),
            Err(Error::NotFound(_)) => {
                bail!("{} has no token with the id {:?}: portico-firm token list shows them.", self.firm, self.id)
            }
            Err(error) => Err(error.into()),
        }
    }
}
