//! `portico-firm`: the firm backend as a server of its own, and the chores that go with it. One file a command.

mod config;
mod firm;
mod fixture;
mod import;
mod log;
mod migrate;
mod serve;
mod stop;
mod store;
mod token;
mod verify_activity;
mod words;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// The firm backend of Portico.
#[derive(Parser)]
#[command(name = "portico-firm", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Answer the firm API.
    Serve(serve::Serve),
    /// Make a firm.
    Firm {
        #[command(subcommand)]
        command: firm::FirmCommand,
    },
    /// Issue a token of the firm API to a member of staff, printed once; or list and revoke those that there are.
    Token(token::Token),
    /// Import clients, contacts and invoices from the practice management system.
    Import(import::Import),
    /// Bring the database to the form that this version needs. `serve` and the others do it too when they open it.
    Migrate(migrate::Migrate),
    /// Find out whether the activity log is as it was written.
    VerifyActivity(verify_activity::VerifyActivity),
    /// Fill an empty database with an invented firm of any size, to measure with.
    Fixture(fixture::Fixture),
    /// Print the OpenAPI document of the firm API.
    Openapi,
    /// Print the settings, and where each comes from. Secrets are not shown.
    Config(config::Config),
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Cli::parse().command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("portico-firm: {}", words::of(&error));
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<()> {
    match command {
        Command::Serve(serve) => serve.run().await,
        Command::Firm { command } => command.run().await,
        Command::Token(token) => token.run().await,
        Command::Import(import) => import.run().await,
        Command::Migrate(migrate) => migrate.run().await,
        Command::VerifyActivity(verify) => verify.run().await,
        Command::Fixture(fixture) => fixture.run().await,
        Command::Openapi => {
            let document = ::firm::api::open_api().to_pretty_json()?;
            words::print(&format!("{document}\n"))
        }
        Command::Config(config) => config.run(),
    }
}
