//! `import`.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::PathBuf;

use anyhow::{Result, bail};
use chrono::{DateTime, Utc};
use clap::Args;
use contract::ActorKind;
use firm::import::{Export, ExportFiles, Import as Order, Imported, Summary, import};
use firm::linking::{Actor, By};
use firm::{Clock, Database, FirmId};

use crate::store::{Store, find};
use crate::words::counted;

/// How many bad rows of an import are named before the rest is only counted.
const BAD_ROWS_SHOWN: usize = 50;

#[derive(Args)]
pub(crate) struct Import {
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
    #[arg(long, value_parser = time)]
    as_of: Option<DateTime<Utc>>,
    /// Take the files even if more than 2 % of the active clients turn inactive by them.
    #[arg(long)]
    confirm: bool,
    /// Read and check the files and say what they would change, but take nothing.
    #[arg(long)]
    dry_run: bool,
}

fn time(text: &str) -> Result<DateTime<Utc>, String> {
    text.parse().map_err(|_| "give a date, a time and where it is that time, such as 2026-11-23T06:00:00Z".to_owned())
}

impl Import {
    pub(crate) async fn run(&self) -> Result<()> {
        let (files, written) = ExportFiles::from_folder(&self.from)?;
        let export = read(&files)?;
        for column in &export.ignored_columns {
            println!("Ignored, since Portico does not know it: {column}");
        }
        let database = self.store.open().await?;
        let firm = find(&database, &self.firm).await?;
        let now = Clock::system().now();
        let as_of = self.as_of.unwrap_or(written);
        let actor = Actor { kind: ActorKind::Staff, name: "portico-firm import" };
        let by = By { actor, reason: None, now, request_id: "portico-firm import" };
        let mut order = Order { export: &export, as_of, by, confirmed: self.confirm };
        if let Imported::NeedsConfirmation { turning_inactive, active } = self.take(&database, firm, &order).await? {
            let what = cut_short(turning_inactive, active);
            if self.dry_run {
                println!("It would have to be confirmed: {what}");
            } else {
                // No transaction is open while somebody thinks: it would keep the whole firm from changing anything.
                confirm(&what)?;
            }
            order.confirmed = true;
            self.take(&database, firm, &order).await?;
        }
        Ok(())
    }

    /// Imports in a transaction of its own, and says what was taken, or would be.
    async fn take(&self, database: &Database, firm: FirmId, order: &Order<'_>) -> Result<Imported> {
        let mut tx = database.write(firm).await?;
        let imported = import(&mut tx, firm, order).await?;
        if self.dry_run {
            drop(tx);
        } else {
            tx.commit().await?;
        }
        if let Imported::Taken(summary) = &imported {
            let done = if self.dry_run { "Nothing was taken. It would be" } else { "Imported" };
            println!("{done}, as of {}:", order.as_of);
            report(summary);
        }
        Ok(imported)
    }
}

/// Reads the files; names what is wrong with them.
fn read(files: &ExportFiles) -> Result<Export> {
    let bad = match Export::read(files) {
        Ok(export) => return Ok(export),
        Err(bad) => bad,
    };
    for row in bad.iter().take(BAD_ROWS_SHOWN) {
        eprintln!("{row}");
    }
    let more = bad.len().saturating_sub(BAD_ROWS_SHOWN);
    let more = if more > 0 { format!(" ({more} more are not shown)") } else { String::new() };
    bail!("nothing was imported: {} to mend{more}", counted(bad.len(), "place"));
}

fn cut_short(turning_inactive: usize, active: usize) -> String {
    format!(
        "{turning_inactive} of {active} active clients would turn inactive, and their portals close. An export cut short \
         looks the same."
    )
}

/// Asks where there is somebody to ask, and refuses where there is not.
fn confirm(what: &str) -> Result<()> {
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

fn report(summary: &Summary) {
    println!(
        "  {}, {} new, {} turned inactive",
        counted(summary.clients, "client"),
        summary.new_clients,
        summary.turned_inactive
    );
    println!("  {}, {} no longer listed", counted(summary.contacts, "contact"), summary.contacts_gone);
    println!("  {}, {} closed", counted(summary.invoices, "invoice"), summary.invoices_closed);
}
