//! The firm backend on SQLite: the very tests that it passes on the other database.

#![allow(clippy::unwrap_used, reason = "a test ends there")]

mod backend;
mod support;
