//! `fixture`.

use std::time::Instant;

use anyhow::Result;
use clap::Args;
use firm::fixture::{BIG, Size, build};

use crate::store::Store;

/// What to invent, and from which seed.
#[derive(Args)]
pub(crate) struct Fixture {
    #[command(flatten)]
    store: Store,
    /// How many portal users the first firm has.
    #[arg(long, default_value_t = BIG.users)]
    users: usize,
    /// The same seed and numbers give the same data.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many clients it has. If not given, this and the next two follow from the portal users.
    #[arg(long)]
    clients: Option<usize>,
    /// How many pairs of the two are linked.
    #[arg(long)]
    links: Option<usize>,
    /// How many invoices its clients have.
    #[arg(long)]
    invoices: Option<usize>,
    /// How many firms there are besides.
    #[arg(long, default_value_t = BIG.further_firms)]
    further_firms: usize,
    /// How many portal users each of those has.
    #[arg(long, default_value_t = BIG.users_of_further)]
    users_of_further: usize,
}

impl Fixture {
    pub(crate) async fn run(self) -> Result<()> {
        let of_users = Size::of_users(self.users);
        let size = Size {
            users: self.users,
            clients: self.clients.unwrap_or(of_users.clients),
            links: self.links.unwrap_or(of_users.links),
            invoices: self.invoices.unwrap_or(of_users.invoices),
            further_firms: self.further_firms,
            users_of_further: self.users_of_further,
        };
        let database = self.store.open_or_make().await?;
        let begun = Instant::now();
        let say = &mut |what: &str| eprintln!("{:6.1} s  {what}", begun.elapsed().as_secs_f64());
        let built = build(&database, &size, self.seed, say).await?;
        database.close().await;
        println!(
            "{} firms: {} portal users, {} clients with {} contacts and {} invoices, {} links and {} former ones,",
            built.firms, built.users, built.clients, built.contacts, built.invoices, built.links, built.former_links
        );
        println!("{} activities. It took {:.1} seconds.", built.activities, begun.elapsed().as_secs_f64());
        Ok(())
    }
}
