//! The desktop's engine against a real backend: what the window's commands call, the cache and what fills it.

#![allow(clippy::unwrap_used, reason = "a test ends there")]

mod between;
mod calls;
mod chaos;
mod damage;
mod follow;
mod full;
mod imports;
mod intents;
mod intents_killed;
mod keychain;
mod killed;
mod large;
mod lease;
mod offline;
mod place;
mod schedules;
mod session;
mod start;
mod statements;
mod stolen;
#[path = "../support/mod.rs"]
mod support;
mod tables;
mod trust;
mod versions;
