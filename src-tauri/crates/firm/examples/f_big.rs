//! How long the largest fixture and the verification of its activity log take, on both engines:
//! `cargo run --release -p firm --example f_big [-- LINKS]`.

use std::time::Instant;

use anyhow::{Context, Result};
use firm::audit::{Verdict, verify};
use firm::fixture::{BIG, SLUG, Size, build};
use firm::{Database, find_firm};
use xtask::postgres::Postgres;

#[tokio::main]
async fn main() -> Result<()> {
    let links = std::env::args().nth(1).map(|links| links.parse().context("how many links?")).transpose()?;
    let size = Size { links: links.unwrap_or(BIG.links), ..BIG };
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("firm.db");
    measure("SQLite", &Database::open(&file).await?, &size).await?;
    measure("PostgreSQL", &Database::connect(&Postgres::of_this_process().database(None)).await?, &size).await
}

async fn measure(engine: &str, database: &Database, size: &Size) -> Result<()> {
    let begun = Instant::now();
    let built =
        build(database, size, 1, &mut |what| eprintln!("{:6.1} s  {what}", begun.elapsed().as_secs_f64())).await?;
    println!("{engine}: built in {:.1} s: {built:?}", begun.elapsed().as_secs_f64());
    let begun = Instant::now();
    let firm = find_firm(database, SLUG).await?;
    let verdict = verify(database, firm, None, &mut |_| {}).await?;
    let Verdict::Verified { rows, .. } = verdict else { anyhow::bail!("{verdict:?}") };
    println!("{engine}: verified {rows} activities in {:.1} s", begun.elapsed().as_secs_f64());
    Ok(())
}
