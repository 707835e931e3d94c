//! The binary `portico-firm`, as an administrator runs it, and as a network treats it.

#![allow(clippy::unwrap_used, reason = "a test ends there")]

mod away;
mod commands;
mod faults;
mod firm;
mod health;
mod limits;
mod log;
mod settings;
mod stop;
mod tls;
