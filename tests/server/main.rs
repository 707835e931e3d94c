//! The binary `portico-firm`, as an administrator runs it, and as a network treats it.

#![allow(clippy::unwrap_used, reason = "a test ends there")]

#[cfg(unix)]
mod away;
mod commands;
mod faults;
mod firm;
#[cfg(unix)]
mod forwarder;
mod health;
mod history;
mod huge;
mod limits;
mod log;
mod schema;
mod settings;
#[allow(dead_code, reason = "each test program uses a part of it")]
#[path = "../support/soak.rs"]
mod soak;
mod stop;
mod tls;
mod writers;
