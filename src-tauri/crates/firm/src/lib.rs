//! The firm backend: what a firm's desktops ask over the firm API, and what its clients' portals stand on.
//!
//! Data flows one way: a handler in [`api`] takes a checked caller, calls one function that carries out the act in a
//! transaction ([`linking`], [`accounts`], [`import`]), and those call the queries in `db`, one file a table. Whatever
//! decides something is asked of `domain`. The same library runs embedded in the desktop application ([`embedded`])
//! and as the server `portico-firm`, set up by [`config`]. [`portal`] is where people act for themselves, and [`mail`] how
//! they are written to. Payments are not here yet.

pub mod accounts;
pub mod api;
mod aside;
pub mod audit;
mod cached;
mod clock;
pub mod closing;
pub mod config;
mod db;
mod directories;
pub mod embedded;
mod error;
mod facts;
mod file_key;
mod firms;
pub mod fixture;
mod guessable;
mod hashing;
pub mod import;
pub mod keys;
pub mod linking;
pub mod mail;
mod one_click;
pub mod opening;
mod password;
pub mod portal;
mod private;
pub mod sample;
mod secret;
mod server;
pub mod settings;
mod surroundings;
mod tokens;
pub mod view;
pub mod visits;

pub use clock::Clock;
pub use db::{Database, Transaction};
pub use error::{Error, Moved};
pub use file_key::FileKey;
pub use firms::{FirmId, create_firm, find_firm, slugs};
pub use hashing::Hashing;
pub use password::{BadPassword, PasswordHash, PasswordProof};
pub use secret::Secret;
pub use server::{Caller, Limits, Proxies, Server, Serving, Tls, TlsFiles, serve};
pub use tokens::{IssuedToken, issue_token, issued_tokens, revoke_token};
