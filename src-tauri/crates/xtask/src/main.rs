//! `cargo xtask …`: reads the command line and calls the chore. See `cargo xtask --help`.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};
use xtask::{bench, dev, icons, run, screenshots, setup, soak, test};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Sets up, runs and tests Portico.")]
struct CommandLine {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Install what is missing, build, and open Portico (where there is no display: show it in a picture).
    Run,
    /// Work on Portico with live reload.
    Dev,
    /// Install what is missing and run every check and test.
    Test,
    /// Break the backend on purpose, at full size, on both databases: kill it, race for it, guess at it, flood it.
    Soak {
        /// How much of the full size, in per cent.
        #[arg(long, default_value_t = 100)]
        percent: u32,
        /// Only this, such as `faults` or `schema`; more than once for several.
        #[arg(long)]
        only: Vec<String>,
    },
    /// Measure, beside the bare database in the same run.
    #[command(subcommand)]
    Bench(Bench),
    /// Make a picture of every screen, in light and in dark.
    Screenshots,
    /// Make the icons of every system from icons/portico.svg.
    Icons,
    /// Only install what is missing for all of the above.
    Setup,
}

#[derive(Subcommand)]
enum Bench {
    /// The firm backend, on F-BIG and with a million portal users, on both databases.
    Firm {
        /// For the bench itself: `--users 10000`, `--engines sqlite`, `--rounds 100`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// The desktop's engine with its encrypted cache, with 10,000 to a million portal users.
    Desk {
        /// For the bench itself: `--users 10000`, `--rounds 100`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// The real window, built for release, with 10,000 to a million portal users in its cache.
    Window {
        /// For the bench itself: `--users 10000`, `--rounds 100`, `--starts 7`, `--homes FOLDER`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
}

fn main() -> ExitCode {
    match carry_out(&CommandLine::parse().chore) {
        Ok(code) => code,
        Err(problem) => {
            eprintln!("\n{problem:#}");
            ExitCode::FAILURE
        }
    }
}

fn carry_out(chore: &Chore) -> Result<ExitCode> {
    match chore {
        Chore::Run => run::run(),
        Chore::Dev => dev::dev(),
        Chore::Test => test::test(),
        Chore::Soak { percent, only } => soak::soak(*percent, only).map(|()| ExitCode::SUCCESS),
        Chore::Bench(Bench::Firm { arguments }) => bench::firm(arguments).map(|()| ExitCode::SUCCESS),
        Chore::Bench(Bench::Desk { arguments }) => bench::desk(arguments).map(|()| ExitCode::SUCCESS),
        Chore::Bench(Bench::Window { arguments }) => bench::window(arguments).map(|()| ExitCode::SUCCESS),
        Chore::Screenshots => screenshots::screenshots().map(|()| ExitCode::SUCCESS),
        Chore::Icons => icons::icons(),
        Chore::Setup => setup::for_tests().map(|()| ExitCode::SUCCESS),
    }
}
