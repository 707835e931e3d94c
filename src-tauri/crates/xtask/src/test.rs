//! `cargo xtask test`: every check and test, cheap ones first.
//!
//! The list `checks` is all there is to it. A check that fails ends the run at once, except that test runners all
//! get their turn, so that the counts at the end are those of all tests.

mod count;
mod fresh;
mod tools;

use std::{
    fs,
    path::PathBuf,
    process::{Command, ExitCode},
    time::Instant,
};

use anyhow::{Context, Result, ensure};

use self::{
    count::Counts,
    fresh::Generated,
    tools::{DENY, MACHETE},
};
use crate::{process, setup, tree};

/// One check: what it is called, the command that makes it, and what it counts.
struct Check {
    name: &'static str,
    command: Command,
    counting: Counting,
}

/// Whether a check is a test runner, and where its counts are found.
enum Counting {
    /// It passes or fails as a whole.
    Nothing,
    /// Rust's own runner: in what it prints. It also writes the window's generated types, which must not change.
    Rust,
    /// Vitest: in the report it writes.
    Window(PathBuf),
}

fn checks() -> Vec<Check> {
    let report = tree::target().join("window-tests.json");
    let to_report = format!("--outputFile.json={}", report.display());
    let all = ["--workspace", "--features", "custom-protocol", "--locked"];
    // Cargo builds each dependency once for all that is asked for, and the desktop makes SQLCipher of SQLite: the backend
    // is tested as it is built, without that.
    let backend =
        ["--package", "domain", "--package", "contract", "--package", "firm", "--package", "xtask", "--locked"];
    let desktop = ["--package", "desk", "--package", "portico", "--features", "custom-protocol", "--locked"];
    let clippy = [&["clippy"], &all[..], &["--all-targets", "--", "-D", "warnings"]].concat();
    let doc = [&["doc"], &all[..], &["--no-deps", "--document-private-items"]].concat();
    let backend = [&["test"], &backend[..], &["--no-fail-fast"]].concat();
    let desktop = [&["test"], &desktop[..], &["--no-fail-fast"]].concat();
    vec![
        plain("Formatting of Rust", cargo(&["fmt", "--all", "--check"])),
        plain("Formatting, lints and types of the window", npm(&["run", "check"])),
        plain(
            "Licences, bans and version floors",
            with_arguments(DENY.command(), &["check", "licenses", "bans", "sources"]),
        ),
        plain("Unused dependencies", MACHETE.command()),
        plain("Lints of Rust", cargo(&clippy)),
        plain("Documentation of Rust", with_variable(cargo(&doc), "RUSTDOCFLAGS", "-Dwarnings")),
        Check {
            name: "Tests of the window",
            command: npm(&["test", "--", "--reporter=default", "--reporter=json", &to_report]),
            counting: Counting::Window(report),
        },
        Check { name: "Tests of the rules and of the backend", command: cargo(&backend), counting: Counting::Rust },
        Check {
            name: "Tests of the desktop, the real window among them",
            command: cargo(&desktop),
            counting: Counting::Rust,
        },
    ]
}

/// Sets up, makes every check, and ends with the counts alone on the last line.
///
/// # Errors
/// When something needed is missing, or a check that is no test runner fails.
pub fn test() -> Result<ExitCode> {
    let started = Instant::now();
    setup::for_tests()?;
    DENY.install()?;
    MACHETE.install()?;
    announced("The window builds", setup::built_window)?;
    let mut counts = Counts::default();
    let mut failures = Vec::new();
    for mut check in checks() {
        match announced(check.name, || check.make(&mut counts)) {
            Err(problem) if matches!(check.counting, Counting::Nothing) => return Err(problem),
            Err(problem) => {
                // A runner that fails without a failed test, say because it does not compile, counts as one.
                counts.failed = counts.failed.max(1);
                failures.push(problem);
            }
            Ok(()) => {}
        }
    }
    println!("\nAll of it took {} s.", started.elapsed().as_secs());
    for problem in &failures {
        eprintln!("{problem:#}");
    }
    println!("{counts}");
    Ok(if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Check {
    /// Runs the command and adds what it counted.
    fn make(&mut self, counts: &mut Counts) -> Result<()> {
        match &self.counting {
            Counting::Nothing => process::run(&mut self.command),
            Counting::Rust => {
                let before = Generated::now()?;
                let (succeeded, output) = process::tee(&mut self.command)?;
                *counts += Counts::of_rust(&output);
                let fresh = Generated::now()?.same_as(&before);
                let stale = fresh.as_ref().err().map(|stale| format!(" {stale}")).unwrap_or_default();
                ensure!(succeeded, "Tests of Rust failed.{stale}");
                fresh
            }
            Counting::Window(report) => {
                let _ = fs::remove_file(report);
                let outcome = process::run(&mut self.command);
                let report = fs::read_to_string(report).context("the window's tests wrote no report")?;
                *counts += Counts::of_vitest(&report)?;
                outcome
            }
        }
    }
}

fn plain(name: &'static str, command: Command) -> Check {
    Check { name, command, counting: Counting::Nothing }
}

fn cargo(arguments: &[&str]) -> Command {
    with_arguments(process::command("cargo"), arguments)
}

fn npm(arguments: &[&str]) -> Command {
    with_arguments(process::npm(), arguments)
}

fn with_arguments(mut command: Command, arguments: &[&str]) -> Command {
    command.args(arguments);
    command
}

fn with_variable(mut command: Command, name: &str, value: &str) -> Command {
    command.env(name, value);
    command
}

/// Shows the name of what begins, and when it has ended how that went and how long it took.
fn announced(name: &str, act: impl FnOnce() -> Result<()>) -> Result<()> {
    println!("\n== {name}");
    let began = Instant::now();
    let outcome = act();
    let verdict = if outcome.is_ok() { "passed" } else { "failed" };
    println!("== {name}: {verdict}, {:.0} s", began.elapsed().as_secs_f64());
    outcome
}
