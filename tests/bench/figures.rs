use std::fmt;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;
use serde::Serialize;

/// What a figure is of.
pub(crate) struct Figure {
    pub(crate) name: &'static str,
    pub(crate) users: usize,
    /// What was asked: a database's name, or what stands for it.
    pub(crate) engine: String,
}

/// A figure, as it is written.
#[derive(Serialize)]
struct Row {
    name: &'static str,
    users: usize,
    engine: String,
    unit: &'static str,
    p50: f64,
    p95: f64,
    p99: f64,
    floor_p50: f64,
    /// The figure over its floor.
    ratio: f64,
}

/// All that was measured, in the order in which it was.
#[derive(Default)]
pub(crate) struct Figures {
    rows: Vec<Row>,
    /// What was measured with, a line each.
    with: Vec<String>,
}

impl Figures {
    /// Times of one request each, in milliseconds, beside those of the floor.
    pub(crate) fn add(&mut self, figure: Figure, times: &[Duration], floor: &[Duration]) {
        let (p50, floor_p50) = (percentile(times, 50), percentile(floor, 50));
        let (p95, p99) = (percentile(times, 95), percentile(times, 99));
        self.push(figure, "ms", [p50, p95, p99, floor_p50]);
    }

    /// One number, such as requests a second, beside its floor.
    pub(crate) fn add_one(&mut self, figure: Figure, unit: &'static str, number: f64, floor: f64) {
        self.push(figure, unit, [number, number, number, floor]);
    }

    fn push(&mut self, figure: Figure, unit: &'static str, [p50, p95, p99, floor_p50]: [f64; 4]) {
        let Figure { name, users, engine } = figure;
        let ratio = p50 / floor_p50;
        let row = Row { name, users, engine, unit, p50, p95, p99, floor_p50, ratio };
        eprintln!("{row}");
        self.rows.push(row);
    }

    /// Says at the end of the table what it was measured with.
    #[allow(dead_code, reason = "not every bench has something to say")]
    pub(crate) fn say(&mut self, with: &str) {
        eprintln!("\n{with}");
        self.with.push(with.to_owned());
    }

    /// Writes everything as JSON into the file of this name, and answers where.
    pub(crate) fn write(&self, name: &str) -> Result<PathBuf> {
        let folder = xtask::tree::target().join("bench");
        fs::create_dir_all(&folder)?;
        let file = folder.join(format!("{name}.json"));
        fs::write(&file, serde_json::to_string_pretty(&self.rows)?)?;
        Ok(file)
    }
}

/// In milliseconds: so many per cent took no longer.
fn percentile(times: &[Duration], per_cent: usize) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let at = (sorted.len() * per_cent).div_ceil(100).saturating_sub(1);
    sorted.get(at).map_or(f64::NAN, |time| time.as_secs_f64() * 1000.0)
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, users, engine, unit, p50, p95, p99, floor_p50, ratio } = self;
        write!(
            f,
            "{name:<22} {users:>9} {engine:<9} {unit:<10} {p50:>9.2} {p95:>9.2} {p99:>9.2} {floor_p50:>9.2} {ratio:>7.2}"
        )
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [p50, p95, p99, floor, ratio] = ["p50", "p95", "p99", "floor", "ratio"];
        writeln!(
            f,
            "{:<22} {:>9} {:<9} {:<10} {p50:>9} {p95:>9} {p99:>9} {floor:>9} {ratio:>7}",
            "", "users", "engine", "unit"
        )?;
        self.rows.iter().try_for_each(|row| writeln!(f, "{row}"))?;
        self.with.iter().try_for_each(|with| writeln!(f, "{with}"))
    }
}
