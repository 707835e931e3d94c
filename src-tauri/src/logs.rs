//! What Portico writes down of its own doings: no personal data, a file a day, two weeks of them.

use std::path::Path;

use tauri::Manager as _;
use tracing_appender::non_blocking::WorkerGuard;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _, Registry, fmt};

/// How many files are kept, one of each day on which Portico ran.
const FILES: usize = 14;

/// What is written into files, whatever is asked for on standard error: what others say at length names addresses, and those
/// name people.
const USUAL: &str = "warn,firm=info,desk=info";

/// Writes out what is left when it is dropped.
struct WrittenOut(#[expect(dead_code, reason = "it acts when it is dropped")] WorkerGuard);

/// Begins to write to standard error, and into the folder `logs` of `home`, where there is one. What cannot be written
/// there is left out: a log is no reason not to start.
pub(crate) fn begin(app: &tauri::App, home: Option<&Path>) {
    let asked_for = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(USUAL));
    let to_stderr = fmt::layer().with_writer(std::io::stderr).with_filter(asked_for);
    let Some((writer, guard)) = home.and_then(into_files) else {
        Registry::default().with(to_stderr).init();
        return;
    };
    let to_files = fmt::layer().with_ansi(false).with_writer(writer).with_filter(EnvFilter::new(USUAL));
    Registry::default().with(to_stderr).with(to_files).init();
    app.manage(WrittenOut(guard));
}

fn into_files(home: &Path) -> Option<(tracing_appender::non_blocking::NonBlocking, WorkerGuard)> {
    let daily = RollingFileAppender::builder().rotation(Rotation::DAILY).max_log_files(FILES);
    let files = daily.filename_prefix("portico").filename_suffix("log").build(home.join("logs")).ok()?;
    Some(tracing_appender::non_blocking(files))
}
