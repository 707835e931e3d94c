//! `cargo xtask bench window`: how long the real window takes, with firms of 10,000 to a million portal users in its cache.
//!
//! The program is a release build under Xvfb. All times are taken in the page itself, from a real key or click of the driver's
//! to the end of the frame that answers it. Beside each stands the same in a bare window with a list of which only the rows in
//! sight are drawn, measured in the same run.

#![cfg_attr(not(target_os = "linux"), allow(unused, reason = "only Linux has a driver for the window"))]

#[cfg(target_os = "linux")]
mod bare;
#[cfg(target_os = "linux")]
#[path = "../figures.rs"]
mod figures;
#[cfg(target_os = "linux")]
mod home;
#[cfg(target_os = "linux")]
mod measured;
#[cfg(target_os = "linux")]
mod page;
#[cfg(target_os = "linux")]
mod processes;

use anyhow::Result;

#[cfg(target_os = "linux")]
fn main() -> Result<()> {
    if std::env::args().any(|argument| argument == bare::ARGUMENT) {
        return bare::show();
    }
    tokio::runtime::Runtime::new()?.block_on(measured::measure())
}

#[cfg(not(target_os = "linux"))]
fn main() -> Result<()> {
    anyhow::bail!("The window is measured on Linux only: no other system has a driver for it.")
}
