//! A database in a file: how each connection to it is begun, and with which journal.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, SqlitePool};

use crate::Error;
use crate::private::keep_private;

/// The oldest SQLite without a known way to corrupt a write-ahead log that several connections use.
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);

/// Makes the file, for its owner alone, if it is not there.
pub(super) fn make_if_missing(file: &Path) -> Result<(), Error> {
    if file.exists() {
        return Ok(());
    }
    let made = File::create_new(file).and_then(|_| keep_private(file));
    made.map_err(Error::io(format!("{} cannot be made", file.display())))
}

/// How each connection to a file is begun.
pub(super) fn options(file: &Path, journal: SqliteJournalMode, longest_wait: Duration) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(journal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        // So that REPLACE cannot go round the triggers that refuse a deletion.
        .pragma("recursive_triggers", "ON")
        .busy_timeout(longest_wait)
        // In KiB, for each connection, as far as it is used: with the usual 2 MB a large firm is read from the file again
        // and again.
        .pragma("cache_size", "-32000")
        // Rows come from a thread of the connection's own: with the usual 50 on the way, long answers spend most of their
        // time in handing over.
        .row_buffer_size(2000)
        // Without a limit, ANALYZE takes samples of the values themselves, and a statement is planned anew for each value
        // that it is given.
        .analysis_limit(1000)
        .optimize_on_close(true, None)
}

/// Where the file system cannot do it, SQLite quietly keeps another journal, and readers would wait for writers.
pub(super) async fn check_journal(pool: &SqlitePool, expected: SqliteJournalMode) -> Result<(), Error> {
    let journal: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(pool).await?;
    if expected == SqliteJournalMode::Wal && journal != "wal" {
        let why = "The folder's file system cannot keep a write-ahead log. Choose a folder on a local disk.";
        return Err(Error::NotOpened(why.to_owned()));
    }
    Ok(())
}

/// The fastest journal that several connections may use with the SQLite that was built in.
pub(super) async fn safe_journal() -> Result<SqliteJournalMode, Error> {
    Ok(match is_safe_with_a_log(&version().await?) {
        true => SqliteJournalMode::Wal,
        false => SqliteJournalMode::Truncate,
    })
}

/// The version of the SQLite that was built in.
pub(super) async fn version() -> Result<String, Error> {
    let mut connection = SqliteConnectOptions::new().in_memory(true).connect().await?;
    Ok(sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&mut connection).await?)
}

/// Whether several connections may use a write-ahead log with this version.
pub(super) fn is_safe_with_a_log(version: &str) -> bool {
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    let mut part = || parts.next().unwrap_or(0);
    (part(), part(), part()) >= OLDEST_SQLITE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_kept_only_where_no_way_to_corrupt_it_is_known() {
        for (version, safe) in [("3.51.2", false), ("3.50.4", false), ("3.51.3", true), ("3.52.0", true), ("4.0", true)]
        {
            assert_eq!(is_safe_with_a_log(version), safe, "{version}");
        }
    }
}
