//! `cargo xtask bench firm`: how long the firm backend takes, on F-BIG and with a million portal users, on both engines.
//!
//! Each figure stands beside its floor: the same question put to the bare database in the same run, on the same data, by
//! the same machine, with no HTTP, no permissions and no rules. So the ratios mean something on any machine; the times
//! are this one's. The server is the real `portico-firm`, asked over loopback by one client or by sixteen.

mod api;
mod bare;
#[path = "../figures.rs"]
mod figures;
mod floors;
mod place;
mod questions;
mod sample;

use std::sync::Arc;

use anyhow::Result;
use clap::Parser;
use firm::fixture::{BIG, Size};

use figures::{Figure, Figures};
use place::{Engine, Place};
use questions::{Crowd, Question};
use sample::Sample;

/// What to measure.
#[derive(Parser)]
struct Arguments {
    /// Firms of so many portal users.
    #[arg(long, value_delimiter = ',', default_values_t = [BIG.users, 1_000_000])]
    users: Vec<usize>,
    /// On these engines.
    #[arg(long, value_delimiter = ',', default_values_t = [Engine::Sqlite, Engine::Postgres])]
    engines: Vec<Engine>,
    /// How many times each question is put by one client; sixteen go on for a thirtieth of so many seconds.
    #[arg(long, default_value_t = 300)]
    rounds: usize,
    /// Given by `cargo bench`.
    #[arg(long, hide = true)]
    bench: bool,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let mut figures = Figures::default();
    for &users in &arguments.users {
        for &engine in &arguments.engines {
            measure(engine, size(users), arguments.rounds, &mut figures).await?;
        }
    }
    println!("\n{figures}");
    println!("Written to {}.", figures.write("firm")?.display());
    Ok(())
}

/// F-BIG, or as many users in its proportions. Beyond it no further invoices: no question measured here reads them all.
fn size(users: usize) -> Size {
    if users == BIG.users { BIG } else { Size { invoices: BIG.invoices.min(users * 10), ..Size::of_users(users) } }
}

async fn measure(engine: Engine, size: Size, rounds: usize, figures: &mut Figures) -> Result<()> {
    eprintln!("\n{engine}, {} portal users", size.users);
    let place = Place::make(engine, size).await?;
    let bare = Arc::new(place.bare().await?);
    let sample = Arc::new(Sample::take(&bare, rounds).await?);
    let server = Arc::new(place.serve().await?);
    let figure = |name| Figure { name, users: size.users, engine: engine.to_string() };
    for question in Question::ALL {
        let floor = questions::times(question, &*bare, &sample, rounds).await?;
        let times = questions::times(question, &*server, &sample, rounds).await?;
        figures.add(figure(question.name()), &times, &floor);
    }
    let seconds = (rounds as f64 / 30.0).max(1.0);
    for crowd in Crowd::ALL {
        let floor = questions::crowd(crowd, &bare, &sample, seconds).await?;
        let done = questions::crowd(crowd, &server, &sample, seconds).await?;
        figures.add_one(figure(crowd.name()), "requests/s", done, floor);
    }
    eprintln!("the server's memory: {} MiB at most", server.most_memory()?);
    Ok(())
}
