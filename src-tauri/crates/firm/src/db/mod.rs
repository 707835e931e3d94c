//! The database: how it is opened, and the queries, in one file a table or question. Queries take a transaction; whoever
//! calls them owns it. SQLite and PostgreSQL answer the same statements.

mod backfill;
mod database;
mod query;
mod sqlite;
mod tally;
mod transaction;
mod turns;
mod version;

pub(crate) mod activity;
pub(crate) mod answered;
pub(crate) mod asked;
pub(crate) mod bulk;
pub(crate) mod chain;
pub(crate) mod changes;
pub(crate) mod cipher;
pub(crate) mod clients;
pub(crate) mod directory;
pub(crate) mod firms;
pub(crate) mod imports;
pub(crate) mod invoices;
pub(crate) mod keys;
pub(crate) mod links;
pub(crate) mod mails;
pub(crate) mod one_click;
pub(crate) mod plans;
pub(crate) mod portal_users;
pub(crate) mod records;
pub(crate) mod sessions;
pub(crate) mod sign_ins;
pub(crate) mod snapshot;
pub(crate) mod staff_tokens;
pub(crate) mod standing;
pub(crate) mod tokens;
pub(crate) mod user_list;
pub(crate) mod visits;

pub use database::Database;
pub(crate) use query::{Value, query, query_as, query_scalar};
pub use transaction::Transaction;

#[cfg(test)]
pub(crate) mod tests;
