//! `portico-firm`: the firm backend as a server of its own, and the chores that go with it.

#[path = "portico-firm/fixture.rs"]
mod fixture;
#[path = "portico-firm/verify_activity.rs"]
mod verify_activity;

mod store {
    pub(crate) use crate::{Store, find};
}

use std::io::{self, BufRead, IsTerminal, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use chrono::{DateTime, Utc};
use clap::{Args, Parser, Subcommand};
use domain::Permission;
use firm::import::{Export, ExportFiles, Import, Imported, Summary, import};
use firm::{Clock, Database, FirmId, create_firm, find_firm, issue_token, serve};
use tokio::net::TcpListener;

/// How many bad rows of an import are named before the rest is only counted.
const BAD_ROWS_SHOWN: usize = 50;

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
    Serve {
        #[command(flatten)]
        store: Store,
        /// Where to listen. Without TLS only a loopback address will do.
        #[arg(long, default_value = "127.0.0.1:8080")]
        listen: SocketAddr,
    },
    /// Make a firm.
    Firm {
        #[command(subcommand)]
        command: FirmCommand,
    },
    /// Issue a token of the firm API to a member of staff. It is printed once.
    Token {
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
    },
    /// Import clients, contacts and invoices from the practice management system.
    Import(ImportArgs),
    /// Make firms of any size, with invented people and clients, to measure against.
    Fixture(fixture::Fixture),
    /// Check that the activity log is as it was written, and that every link stands as it says.
    VerifyActivity(verify_activity::VerifyActivity),
}

#[derive(Subcommand)]
enum FirmCommand {
    /// Make a firm.
    Create {
        #[command(flatten)]
        store: Store,
        /// Stands in addresses: small letters, digits and hyphens, such as harlow-pike.
        #[arg(long)]
        slug: String,
        /// The firm's name.
        #[arg(long)]
        name: String,
    },
}

#[derive(Args)]
struct ImportArgs {
    #[command(flatten)]
    store: Store,
    /// The firm's slug.
    #[arg(long)]
    firm: String,
    /// The folder with clients.csv, contacts.csv and invoices.csv.
    #[arg(long)]
    from: PathBuf,
    /// When the files were taken from the PMS, such as 2026-11-23T06:00:00Z. If not given: when the oldest of them was
    /// written.
    #[arg(long)]
    as_of: Option<DateTime<Utc>>,
    /// Take the files even if more than 2 % of the active clients turn inactive by them.
    #[arg(long)]
    confirm: bool,
}

/// Where the firm's data is.
#[derive(Args)]
struct Store {
    /// The database, as sqlite:FILE. `firm create` makes it if it is not there.
    #[arg(long, env = "PORTICO_DATABASE", value_parser = sqlite_file)]
    database: PathBuf,
}

fn permission(code: &str) -> Result<Permission, String> {
    Permission::from_code(code).ok_or_else(|| {
        let codes = Permission::ALL.map(Permission::code);
        format!("there is no such permission; there are {}", codes.join(", "))
    })
}

fn sqlite_file(text: &str) -> Result<PathBuf, String> {
    match text.strip_prefix("sqlite:") {
        Some(file) if !file.is_empty() => Ok(PathBuf::from(file)),
        _ => Err("give the database as sqlite:FILE, such as sqlite:firm.db".to_owned()),
    }
}

impl Store {
    async fn open(&self) -> Result<Database> {
        let file = self.database.display();
        Database::open_existing(&self.database).await.with_context(|| format!("The database {file} cannot be opened"))
    }

    async fn open_or_make(&self) -> Result<Database> {
        let file = self.database.display();
        Database::open(&self.database).await.with_context(|| format!("The database {file} cannot be opened"))
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Cli::parse().command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("portico-firm: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<()> {
    match command {
        Command::Serve { store, listen } => serve_until_stopped(&store, listen).await,
        Command::Firm { command: FirmCommand::Create { store, slug, name } } => {
            create_firm(&store.open_or_make().await?, &slug, &name, Clock::system().now()).await?;
            println!("The firm {slug} is there. Next: portico-firm import, then portico-firm token.");
            Ok(())
        }
        Command::Token { store, firm, staff, permissions } => {
            let database = store.open().await?;
            let firm = find(&database, &firm).await?;
            let permissions = permissions.into_iter().collect();
            let token = issue_token(&database, firm, &staff, &permissions, Clock::system().now()).await?;
            println!("{}", token.reveal());
            Ok(())
        }
        Command::Import(args) => import_folder(&args).await,
        Command::Fixture(fixture) => fixture.run().await,
        Command::VerifyActivity(verify) => verify.run().await,
    }
}

async fn find(database: &Database, slug: &str) -> Result<FirmId> {
    find_firm(database, slug).await.with_context(|| format!("The firm {slug:?} cannot be found"))
}

async fn serve_until_stopped(store: &Store, listen: SocketAddr) -> Result<()> {
    if !listen.ip().is_loopback() {
        bail!(
            "{listen} is not a loopback address. Without TLS, tokens and names would cross the network in the clear."
        );
    }
    tracing_subscriber::fmt().json().with_writer(io::stderr).init();
    let database = store.open().await?;
    let listener = TcpListener::bind(listen).await.with_context(|| format!("{listen} cannot be listened on"))?;
    // Before it says that it is there: whoever reads that may ask it to stop.
    let stop = stop_signal()?;
    println!("The firm API answers on http://{}/api/v1", listener.local_addr()?);
    Ok(serve(listener, database, Clock::system(), stop).await?)
}

/// Comes true when the process is asked to stop. The request is heard from the moment that this returns.
#[cfg(unix)]
fn stop_signal() -> Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminated, mut interrupted) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
    })
}

/// As above.
#[cfg(windows)]
fn stop_signal() -> Result<impl Future<Output = ()>> {
    let mut interrupted = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupted.recv().await;
    })
}

async fn import_folder(args: &ImportArgs) -> Result<()> {
    let (files, written) = ExportFiles::from_folder(&args.from)?;
    let export = match Export::read(&files) {
        Ok(export) => export,
        Err(bad) => {
            for row in bad.iter().take(BAD_ROWS_SHOWN) {
                eprintln!("{row}");
            }
            let more = bad.len().saturating_sub(BAD_ROWS_SHOWN);
            let more = if more > 0 { format!(" ({more} more are not shown)") } else { String::new() };
            bail!("nothing was imported: {} to mend{more}", counted(bad.len(), "place"));
        }
    };
    for column in &export.ignored_columns {
        println!("Ignored, since Portico does not know it: {column}");
    }
    let database = args.store.open().await?;
    let firm = find(&database, &args.firm).await?;
    let now = Clock::system().now();
    let mut order = Import {
        export: &export,
        as_of: args.as_of.unwrap_or(written),
        by: "portico-firm import",
        confirmed: args.confirm,
        now,
    };
    if let Imported::NeedsConfirmation { turning_inactive, active } = take(&database, firm, &order).await? {
        // No transaction is open while somebody thinks: it would keep the whole firm from changing anything.
        confirm(turning_inactive, active)?;
        order.confirmed = true;
        take(&database, firm, &order).await?;
    }
    Ok(())
}

/// Imports in a transaction of its own, and says what was taken.
async fn take(database: &Database, firm: FirmId, order: &Import<'_>) -> Result<Imported> {
    let mut tx = database.write(firm).await?;
    let imported = import(&mut tx, firm, order).await?;
    tx.commit().await?;
    if let Imported::Taken(summary) = &imported {
        report(summary, order.as_of);
    }
    Ok(imported)
}

/// Asks where there is somebody to ask, and refuses where there is not.
fn confirm(turning_inactive: usize, active: usize) -> Result<()> {
    let what = format!(
        "{turning_inactive} of {active} active clients would turn inactive, and their portals close. An export cut short \
         looks the same."
    );
    if !io::stdin().is_terminal() {
        bail!("nothing was imported: {what} If it is right, import again with --confirm.");
    }
    print!("{what}\nIs it right? Type yes to import: ");
    io::stdout().flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    if answer.trim() != "yes" {
        bail!("nothing was imported");
    }
    Ok(())
}

fn report(summary: &Summary, as_of: DateTime<Utc>) {
    println!("Imported, as of {as_of}:");
    println!(
        "  {}, {} new, {} turned inactive",
        counted(summary.clients, "client"),
        summary.new_clients,
        summary.turned_inactive
    );
    println!("  {}, {} no longer listed", counted(summary.contacts, "contact"), summary.contacts_gone);
    println!("  {}, {} closed", counted(summary.invoices, "invoice"), summary.invoices_closed);
}

fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
