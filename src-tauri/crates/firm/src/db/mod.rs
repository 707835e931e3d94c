//! The database: how it is opened, and the queries, in one file a table. Queries take a connection; whoever calls them
//! owns the transaction.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, SqliteConnection, SqlitePool, Transaction};

use crate::Error;
use crate::private::keep_private;

pub(crate) mod activity;
pub(crate) mod clients;
pub(crate) mod firms;
pub(crate) mod imports;
pub(crate) mod keys;
pub(crate) mod links;
mod ping;
pub(crate) mod portal_users;
mod slugs;
pub(crate) mod user_list;

/// A connection, inside a transaction or not.
pub(crate) type Connection = SqliteConnection;

/// A firm database. Cloning it is cheap and gives the same one.
#[derive(Debug, Clone)]
pub struct Database(SqlitePool);

/// The oldest SQLite without a known way to corrupt a write-ahead log that several connections use.
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);

impl Database {
    /// Opens the database in this file, makes it if it is not there, for its owner alone (SQLite gives the files beside
    /// it the same rights), and brings it to the form of this version.
    ///
    /// Every transaction is on the disk before it is acknowledged (`synchronous = FULL`), foreign keys are enforced,
    /// and a reader never waits for a writer (WAL).
    ///
    /// # Errors
    /// [`Error::Database`] or [`Error::Migration`] if the file cannot be used, [`Error::NotOpened`] if the SQLite that
    /// was built in is too old.
    pub async fn open(file: &Path) -> Result<Self, Error> {
        if !file.exists() {
            let made = File::create_new(file).and_then(|_| keep_private(file));
            made.map_err(Error::io(format!("{} cannot be made", file.display())))?;
        }
        Self::open_existing(file).await
    }

    /// As [`Database::open`], for a database that has to be there already: a mistyped name makes no new one.
    ///
    /// # Errors
    /// As [`Database::open`], and [`Error::NotOpened`] if there is no such file.
    pub async fn open_existing(file: &Path) -> Result<Self, Error> {
        if !file.exists() {
            return Err(Error::NotOpened("There is no such file. Make a firm in it first.".to_owned()));
        }
        let options = SqliteConnectOptions::new()
            .filename(file)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            // So that REPLACE cannot go round the triggers that refuse a deletion.
            .pragma("recursive_triggers", "ON")
            .busy_timeout(Duration::from_secs(10))
            .optimize_on_close(true, None);
        let pool = SqlitePoolOptions::new().max_connections(4).connect_with(options).await?;
        check_version(&pool).await?;
        check_journal(&pool).await?;
        sqlx::migrate!("migrations/sqlite").run(&pool).await?;
        Ok(Self(pool))
    }

    /// A transaction that only reads: one state of the database from its first query to its end.
    ///
    /// # Errors
    /// [`Error::Database`] if no connection comes free in time.
    pub(crate) async fn read(&self) -> Result<Transaction<'static, Sqlite>, Error> {
        Ok(self.0.begin().await?)
    }

    /// A transaction that writes. It takes the write lock at once: one that began by reading could not get it later
    /// without failing under contention.
    ///
    /// # Errors
    /// [`Error::Database`] if the lock does not come free in time.
    pub async fn write(&self) -> Result<Transaction<'static, Sqlite>, Error> {
        Ok(self.0.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// Writes everything out and closes the file.
    pub async fn close(&self) {
        self.0.close().await;
    }
}

/// Where the file system cannot do it, SQLite quietly keeps another journal, and readers would wait for writers.
async fn check_journal(pool: &SqlitePool) -> Result<(), Error> {
    let journal: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(pool).await?;
    if journal != "wal" {
        let why = "The folder's file system cannot keep a write-ahead log. Choose a folder on a local disk.";
        return Err(Error::NotOpened(why.to_owned()));
    }
    Ok(())
}

async fn check_version(pool: &SqlitePool) -> Result<(), Error> {
    let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(pool).await?;
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    let mut part = || parts.next().unwrap_or(0);
    if (part(), part(), part()) < OLDEST_SQLITE {
        return Err(Error::NotOpened(format!("Portico was built with SQLite {version}, which is too old to be safe.")));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
