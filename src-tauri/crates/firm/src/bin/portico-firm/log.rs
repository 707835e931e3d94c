//! The log: on standard error, one event a line, and nothing personal in it.

use std::io;

use firm::config::{Config, LogFormat};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Begins to log. The level is that of our own events; others' stay at warnings, since what HTTP and TLS libraries
/// tell in detail holds paths and headers.
pub(crate) fn begin(config: &Config) {
    let others = config.log_level.min(LevelFilter::WARN);
    let ours = [("firm", config.log_level), ("portico_firm", config.log_level)];
    let levels = Targets::new().with_default(others).with_targets(ours);
    let layer = tracing_subscriber::fmt::layer().with_writer(io::stderr).with_ansi(false);
    let registry = tracing_subscriber::registry().with(levels);
    match config.log_format {
        LogFormat::Json => registry.with(layer.json()).init(),
        LogFormat::Text => registry.with(layer).init(),
    }
}
