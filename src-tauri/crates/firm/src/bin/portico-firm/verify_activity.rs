//! `verify-activity`.

use anyhow::{Result, bail};
use clap::Args;
use firm::audit::{Head, Verdict, verify};

use crate::store::{Store, find};
use crate::words::counted;

/// Whose log, and what is known of it.
#[derive(Args)]
pub(crate) struct VerifyActivity {
    #[command(flatten)]
    store: Store,
    /// The firm's slug.
    #[arg(long)]
    firm: String,
    /// What an earlier verification printed and you kept elsewhere: it has to be in the log still.
    #[arg(long, value_name = "NUMBER:DIGEST")]
    head: Option<Head>,
}

impl VerifyActivity {
    pub(crate) async fn run(self) -> Result<()> {
        let database = self.store.open().await?;
        let firm = find(&database, &self.firm).await?;
        let mut told = 0;
        let progress = &mut |rows: i64| {
            if rows >= told + 250_000 {
                told = rows;
                eprintln!("{rows} activities read");
            }
        };
        match verify(&database, firm, self.head.as_ref(), progress).await? {
            Verdict::Verified { head: None, .. } => println!("Nothing has happened in this firm yet."),
            Verdict::Verified { rows, head: Some(head) } => {
                println!(
                    "The activity log is as it was written: {} of it, and every pair stands as they say.",
                    counted(usize::try_from(rows).unwrap_or(usize::MAX), "row")
                );
                println!("Keep its head elsewhere, and give it as --head next time:\n{head}");
            }
            Verdict::Broken { number, why } => {
                bail!("the activity log is not as it was written: see activity {number}: {why}")
            }
            Verdict::Astray { user, client, number } => {
                let log = number.map_or("which the log does not know".to_owned(), |number| {
                    format!("whose last activity is {number}")
                });
                bail!("the portal user {user} and the client {client:?}, {log}, do not stand as the log says")
            }
        }
        Ok(())
    }
}
