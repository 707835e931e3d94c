//! The processes of a window, as the system tells of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};

/// How many of the system's ticks a second has, in which it tells when a process began.
const TICKS: f64 = 100.0;

/// The application's process and all that it has started.
pub(crate) struct Processes(Vec<u32>);

impl Processes {
    /// Those of the one process that runs this program with this in its surroundings.
    pub(crate) fn of(program: &Path, home: &Path) -> Result<Self> {
        let program = program.canonicalize()?;
        let home = format!("PORTICO_HOME={}", home.display());
        let all = parents()?;
        let is_it = |process: &&u32| {
            let runs = fs::read_link(format!("/proc/{process}/exe")).is_ok_and(|exe| exe == program);
            let surroundings = fs::read(format!("/proc/{process}/environ")).unwrap_or_default();
            runs && surroundings.split(|byte| *byte == 0).any(|one| one == home.as_bytes())
        };
        let first = *all.keys().find(is_it).context("the application does not run")?;
        let mut found = vec![first];
        let mut at = 0;
        while let Some(&parent) = found.get(at) {
            found.extend(all.iter().filter(|(_, of)| **of == parent).map(|(process, _)| *process));
            at += 1;
        }
        Ok(Self(found))
    }

    /// The memory of all together in MiB, what they share counted once (PSS).
    pub(crate) fn memory(&self) -> Result<f64> {
        let each: Vec<(String, f64)> = self.0.iter().map(|process| memory_of(*process)).collect::<Result<_>>()?;
        let told: Vec<String> = each.iter().map(|(name, memory)| format!("{name} {memory:.0}")).collect();
        eprintln!("MiB: {}", told.join(", "));
        Ok(each.iter().map(|(_, memory)| memory).sum())
    }

    /// When the application's process began, since 1970; to a hundredth of a second.
    pub(crate) fn began(&self) -> Result<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.0[0]))?;
        let (_, rest) = stat.rsplit_once(')').context("no state is told")?;
        let ticks: f64 = rest.split_whitespace().nth(19).context("no beginning is told")?.parse()?;
        let uptime = fs::read_to_string("/proc/uptime")?;
        let up: f64 = uptime.split(' ').next().context("no time since the start is told")?.parse()?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
        Ok(now - Duration::from_secs_f64(up - ticks / TICKS))
    }
}

/// A process's name and its share of the memory, in MiB.
fn memory_of(process: u32) -> Result<(String, f64)> {
    let name = fs::read_to_string(format!("/proc/{process}/comm"))?.trim().to_owned();
    let rollup = fs::read_to_string(format!("/proc/{process}/smaps_rollup"))?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:")).context("no memory is told")?;
    let kibibytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok((name, kibibytes / 1024.0))
}

/// Each process with the one that started it.
fn parents() -> Result<BTreeMap<u32, u32>> {
    let processes = fs::read_dir("/proc")?.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    let parent = |process: u32| {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        let parent = stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()?;
        Some((process, parent))
    };
    Ok(processes.filter_map(parent).collect())
}
