//! `cargo xtask bench desk`: how long the desktop's engine takes, with firms of 10,000 to a million portal users.
//!
//! The backend is the real `portico-firm`, the cache is encrypted with its key in a real keychain, and what a start costs
//! is measured in a process of its own. Each figure stands beside a floor measured in the same run: one scan of as many
//! names for a search, the same rows by key out of a plain SQLite file for what is shown, the bare download for what is
//! read over the wire.

#[path = "../figures.rs"]
mod figures;
mod floors;
mod place;
mod size;
mod start;
mod wire;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use clap::Parser;
use contract::{DeskConnection, PortalUsersPage, PortalUsersQuery};
use desk::{Backend, Clock, Desk, KeepingAt, Keychain};
use domain::PortalUserId;

use figures::{Figure, Figures};
use floors::Floors;
use place::Place;
use size::FirmSize;
use wire::Wire;

/// What to measure.
#[derive(Parser)]
struct Arguments {
    /// Firms of so many portal users.
    #[arg(long, value_delimiter = ',', default_values_t = [10_000, 100_000, 1_000_000])]
    users: Vec<usize>,
    /// Measure firms with more clients than users and twice the links, too.
    #[arg(long)]
    crowded: bool,
    /// A folder in which firms are kept from run to run: a large one takes minutes to invent.
    #[arg(long)]
    firms: Option<PathBuf>,
    /// How many times each question is put.
    #[arg(long, default_value_t = 200)]
    rounds: usize,
    /// Given to the process that measures a start: the folder of the cache, the backend's address, the token.
    #[arg(long, hide = true, num_args = 3)]
    start: Option<Vec<String>>,
    /// Given by `cargo bench`.
    #[arg(long, hide = true)]
    bench: bool,
}

/// How long anything may take.
const LONGEST: Duration = Duration::from_secs(900);

#[tokio::main]
async fn main() -> Result<()> {
    // Clients of its own ask beside the engine's, and can do TLS as that can.
    let _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
    let arguments = Arguments::parse();
    if let Some([folder, base, token]) = arguments.start.as_deref() {
        return start::measured(&PathBuf::from(folder), base, token).await;
    }
    let mut figures = Figures::default();
    for &users in &arguments.users {
        measure(("cache", FirmSize::judged(users)), &arguments, &mut figures).await?;
        if arguments.crowded {
            measure(("crowded", FirmSize::crowded(users)), &arguments, &mut figures).await?;
        }
    }
    println!("\n{figures}");
    println!("Written to {}.", figures.write("desk")?.display());
    Ok(())
}

async fn measure((engine, size): (&str, FirmSize), arguments: &Arguments, figures: &mut Figures) -> Result<()> {
    let (users, rounds) = (size.users, arguments.rounds);
    figures.say(&format!("{engine}: {size}"));
    let place = Place::make(size, arguments.firms.as_deref()).await?;
    let floors = Floors::of(&place).await?;
    let figure = |name| Figure { name, users, engine: engine.to_owned() };
    let wire = Wire::before(place.base()).await?;
    let cache = place.folder().join("cache");

    let begun = Instant::now();
    let desk = opened(&cache, &wire.base(), place.token());
    until(&desk, |desk| desk.standing().connection == DeskConnection::Live).await?;
    let durable = begun.elapsed();
    until(&desk, |desk| desk.standing().number.is_some()).await?;
    let searchable = begun.elapsed();
    let (download, bytes) = floors.download().await?;
    figures.add(figure("first_sync_searchable"), &[searchable], &[download]);
    figures.add(figure("first_sync_durable"), &[durable], &[download]);
    figures.add_one(figure("wire"), "MiB", mebibytes(wire.answered()), mebibytes(bytes));

    let sample = Sample::take(&desk, users).await?;
    let floor = floors.scans(&sample.texts, &sample.words, rounds);
    figures.add(figure("search"), &searches(&desk, &sample.words, rounds).await?, &floor);
    let letters: Vec<String> = "aeinrstz17健".chars().map(String::from).collect();
    let floor = floors.scans(&sample.texts, &letters, rounds);
    figures.add(figure("search_one_letter"), &searches(&desk, &letters, rounds).await?, &floor);
    let rows = floors.rows(rounds).await?;
    figures.add(figure("jump_middle"), &jumps(&desk, users / 2, rounds).await?, &rows);
    let many = floors.with_many_links().await?;
    figures.add(figure("open_200"), &opens(&desk, many, rounds, &wire).await?, &floors.opens(many, rounds).await?);
    drop(desk);

    let started = start::in_a_process_of_its_own(&cache, place.base(), place.token())?;
    figures.add(figure("first_page"), &[started.first_page], &rows);
    figures.add(figure("search_ready"), &[started.search_ready], &[floors.names().await?]);
    figures.add_one(figure("memory"), "MiB", started.memory, mebibytes(sample.bytes_of(users)));

    let (delta, changes) = place.delta(&cache).await?;
    figures.add(figure("delta_1000"), &[delta], &[changes]);
    Ok(())
}

/// A desk whose cache is in this folder.
fn opened(folder: &std::path::Path, base: &str, token: &str) -> Desk {
    let (desk, connecting) = Desk::connecting();
    let keeping = KeepingAt {
        folder: folder.to_owned(),
        keychain: Keychain::system(),
        device: "bench".to_owned(),
        clock: Clock::system(),
    };
    connecting.done(Backend::new(base, token), Some(keeping));
    desk
}

async fn until(desk: &Desk, is_so: impl Fn(&Desk) -> bool) -> Result<()> {
    let begun = Instant::now();
    while !is_so(desk) {
        ensure!(begun.elapsed() < LONGEST, "it stays {:?}", desk.standing());
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    Ok(())
}

/// Some of what is searched in and for.
struct Sample {
    /// Names and addresses.
    texts: Vec<String>,
    /// Letters out of the middle of names, 2 to 8 of them.
    words: Vec<String>,
}

impl Sample {
    async fn take(desk: &Desk, users: usize) -> Result<Self> {
        let mut texts = Vec::new();
        for page in 0..20_u32 {
            let row = u32::try_from(users)? / 20 * page;
            let query = PortalUsersQuery { row: Some(row), limit: Some(200), ..PortalUsersQuery::default() };
            let found: PortalUsersPage = desk.portal_users(query).await?;
            texts.extend(found.rows.iter().map(|row| domain::directory::search_text(&row.name.text, &row.email.text)));
        }
        let words = texts.iter().step_by(7).enumerate().filter_map(|(turn, text)| word(text, turn)).collect();
        Ok(Self { texts, words })
    }

    /// How many bytes the texts of so many users have.
    fn bytes_of(&self, users: usize) -> u64 {
        let sampled: usize = self.texts.iter().map(String::len).sum();
        (sampled / self.texts.len().max(1) * users) as u64
    }
}

fn word(text: &str, turn: usize) -> Option<String> {
    let words: Vec<&str> = text.split(['\n', ' ', '@', '.']).filter(|word| word.chars().count() >= 2).collect();
    let word = words.get(turn % words.len().max(1))?;
    let (length, wanted) = (word.chars().count(), 2 + turn % 7);
    Some(word.chars().skip(length.saturating_sub(wanted) / 2).take(wanted).collect())
}

async fn searches(desk: &Desk, words: &[String], rounds: usize) -> Result<Vec<Duration>> {
    let mut times = Vec::new();
    for word in words.iter().cycle().take(rounds) {
        let sort = domain::UserSort::Relevance;
        let query = PortalUsersQuery { search: word.clone(), sort, limit: Some(50), ..PortalUsersQuery::default() };
        let begun = Instant::now();
        desk.portal_users(query).await?;
        times.push(begun.elapsed());
    }
    Ok(times)
}

async fn jumps(desk: &Desk, row: usize, rounds: usize) -> Result<Vec<Duration>> {
    let mut times = Vec::new();
    for _ in 0..rounds {
        let row = Some(u32::try_from(row)?);
        let query = PortalUsersQuery { row, limit: Some(50), ..PortalUsersQuery::default() };
        let begun = Instant::now();
        desk.portal_users(query).await?;
        times.push(begun.elapsed());
    }
    Ok(times)
}

/// Opening from the cache, as it is while the backend does not answer.
async fn opens(desk: &Desk, user: PortalUserId, rounds: usize, wire: &Wire) -> Result<Vec<Duration>> {
    wire.cut();
    until(desk, |desk| desk.standing().connection == DeskConnection::Offline).await?;
    let mut times = Vec::new();
    for _ in 0..rounds {
        let begun = Instant::now();
        desk.portal_user(user).await?;
        times.push(begun.elapsed());
    }
    Ok(times)
}

fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}
