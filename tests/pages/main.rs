//! Stories of the firm's clients, each from an empty mailbox to its end: the portal's pages in Chromium, and mail that a real
//! SMTP server took.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test ends there")]

mod accounts;
mod chromium;
mod mail;
#[path = "../support/mod.rs"]
mod support;
mod visits;
