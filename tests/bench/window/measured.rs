//! What is measured, in which order.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Parser;
use contract::PortalUsersPage;
use serde_json::json;
use tempfile::TempDir;
use xtask::window::RealWindow;

use crate::figures::{Figure, Figures};
use crate::page::{Page, Scrolled};
use crate::processes::Processes;
use crate::{bare, home};

const PORTICO: &str = env!("CARGO_BIN_EXE_portico");

/// What to measure.
#[derive(Parser)]
struct Arguments {
    /// Firms of so many portal users.
    #[arg(long, value_delimiter = ',', default_values_t = [10_000, 50_000, 1_000_000])]
    users: Vec<usize>,
    /// How many keys are pressed, rows clicked, and places gone to.
    #[arg(long, default_value_t = 100)]
    rounds: usize,
    /// How many times the program is started.
    #[arg(long, default_value_t = 7)]
    starts: usize,
    /// Keeps the firms in this folder, and takes those that a run before has left there.
    #[arg(long)]
    homes: Option<PathBuf>,
    /// Measures this program instead of the one that was built for it.
    #[arg(long, hide = true)]
    program: Option<PathBuf>,
    /// Given by `cargo bench`.
    #[arg(long, hide = true)]
    bench: bool,
}

/// What one window takes.
struct Took {
    starts: Vec<Duration>,
    keys: Vec<Duration>,
    jumps: Vec<Duration>,
    clicks: Vec<Duration>,
    scrolled: Scrolled,
    /// In MiB, before all of that.
    standing: f64,
    /// In MiB, after it.
    memory: f64,
}

pub(crate) async fn measure() -> Result<()> {
    let arguments = Arguments::parse();
    let folder = tempfile::tempdir()?;
    let mut figures = Figures::default();
    eprintln!("a bare window");
    let bare = Window::bare(&folder)?.measured(&arguments, &[]).await?;
    for &users in &arguments.users {
        eprintln!("\n{users} portal users");
        let window = Window::portico(&arguments, &folder, users).await?;
        let words = window.words(users).await?;
        add(&mut figures, users, &window.measured(&arguments, &words).await?, &bare);
    }
    println!("\n{figures}");
    println!("Written to {}.", figures.write("window")?.display());
    Ok(())
}

fn add(figures: &mut Figures, users: usize, took: &Took, bare: &Took) {
    let figure = |name| Figure { name, users, engine: "window".to_owned() };
    figures.add(figure("key_to_rows"), &took.keys, &bare.keys);
    figures.add(figure("jump_middle"), &took.jumps, &bare.jumps);
    figures.add(figure("row_to_manager"), &took.clicks, &bare.clicks);
    figures.add(figure("start_to_rows"), &took.starts, &bare.starts);
    figures.add_one(figure("memory"), "MiB", took.standing, bare.standing);
    figures.add_one(figure("memory_after"), "MiB", took.memory, bare.memory);
    figures.add(figure("scroll_frame"), &took.scrolled.frames(), &bare.scrolled.frames());
    figures.add_one(figure("scroll_blank"), "ms", took.scrolled.blank, bare.scrolled.blank);
    figures.add_one(figure("row_elements"), "elements", took.scrolled.rows, bare.scrolled.rows);
}

/// A program with the folder it keeps its things in.
struct Window {
    program: PathBuf,
    /// The program that runs in the end, by which its processes are found.
    runs: PathBuf,
    home: PathBuf,
}

impl Window {
    fn bare(folder: &TempDir) -> Result<Self> {
        let home = folder.path().join("bare-home");
        std::fs::create_dir(&home)?;
        Ok(Self { program: bare::program(folder.path())?, runs: std::env::current_exe()?, home })
    }

    async fn portico(arguments: &Arguments, folder: &TempDir, users: usize) -> Result<Self> {
        let home = arguments.homes.as_deref().unwrap_or(folder.path()).join(users.to_string());
        let program = arguments.program.clone().unwrap_or_else(|| PathBuf::from(PORTICO));
        home::ready(&program, &home, users).await?;
        Ok(Self { runs: program.clone(), program, home })
    }

    async fn open(&self) -> Result<RealWindow> {
        let window = RealWindow::open(&self.program, Some(&self.home)).await?;
        window.wait_for_users().await?;
        Ok(window)
    }

    fn processes(&self) -> Result<Processes> {
        Processes::of(&self.runs, &self.home)
    }

    /// What is typed: the beginnings of people's names, and what stands in the middle of them.
    async fn words(&self, users: usize) -> Result<Vec<String>> {
        let window = self.open().await?;
        home::until_all_is_kept(&window).await?;
        let mut words = Vec::new();
        for part in 1..20 {
            let query = json!({ "search": "", "filter": "all", "sort": "name", "descending": false,
                "row": users / 20 * part, "limit": 1 });
            let found: PortalUsersPage = serde_json::from_value(window.command("portal_users", query).await?)?;
            let name = &found.rows.first().context("nobody is there")?.name.text;
            words.extend(name.split(' ').map(|word| word.chars().skip(part % 2).take(5).collect::<String>()));
        }
        window.close().await?;
        Ok(words.into_iter().filter(|word| !word.is_empty()).collect())
    }

    async fn measured(&self, arguments: &Arguments, words: &[String]) -> Result<Took> {
        let mut starts = Vec::new();
        for _ in 0..arguments.starts {
            starts.push(self.started().await?);
        }
        let window = self.open().await?;
        if !words.is_empty() {
            home::until_all_is_kept(&window).await?;
        }
        let processes = self.processes()?;
        let standing = processes.memory()?;
        let page = Page::of(&window).await?;
        let clicks = clicks(&page, arguments.rounds).await?;
        let jumps = jumps(&page, arguments.rounds).await?;
        let scrolled = scrolled(&page).await?;
        page.jump(0.0).await?;
        let keys = keys(&page, words, arguments.rounds).await?;
        let memory = processes.memory()?;
        window.close().await?;
        Ok(Took { starts, keys, jumps, clicks, scrolled, standing, memory })
    }

    /// From the start of the process until the first rows were painted.
    async fn started(&self) -> Result<Duration> {
        let window = self.open().await?;
        let began = self.processes()?.began()?;
        let painted = Page::of(&window).await?.started().await?;
        window.close().await?;
        Ok(painted.saturating_sub(began))
    }
}

/// Types one word after the other, each key once the one before is answered.
async fn keys(page: &Page<'_>, words: &[String], rounds: usize) -> Result<Vec<Duration>> {
    let bare = ["a".repeat(5)];
    let words = if words.is_empty() { &bare } else { words };
    let mut times = Vec::new();
    for word in words.iter().cycle() {
        for letter in word.chars() {
            times.extend(page.key(&letter.to_string()).await?);
            if times.len() >= rounds {
                return Ok(times);
            }
        }
        page.clear().await?;
    }
    Ok(times)
}

/// Clicks rows that are in sight, each another one than before.
async fn clicks(page: &Page<'_>, rounds: usize) -> Result<Vec<Duration>> {
    let mut times = Vec::new();
    for round in 0..rounds {
        times.extend(page.click(round * 7 % 15).await?);
    }
    Ok(times)
}

/// Goes to places around the middle of the list.
async fn jumps(page: &Page<'_>, rounds: usize) -> Result<Vec<Duration>> {
    let mut times = Vec::new();
    for round in 0..rounds {
        page.jump(0.0).await?;
        times.push(page.jump(0.5 + round as f64 / 1000.0).await?);
    }
    Ok(times)
}

/// Slowly, by the wheel, and as fast as a wheel goes that runs free.
async fn scrolled(page: &Page<'_>) -> Result<Scrolled> {
    let mut all = page.scroll(40, 2000).await?;
    for pixels in [120, 400, 1200] {
        all.also(page.scroll(pixels, 2000).await?);
    }
    Ok(all)
}
