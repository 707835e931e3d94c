//! Encryption of a database in a file, by SQLCipher. An SQLite without it takes a key, says nothing, and writes plain text;
//! so it is asked first, and without it nothing is opened.

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _};

use crate::{Error, FileKey};

/// SQLite's code for a first page that makes no sense: of another key, damaged, or no database at all.
const NO_DATABASE: &str = "26";

/// Proves that the SQLite that was built in encrypts.
///
/// # Errors
/// [`Error::NotOpened`] if it does not.
pub(crate) async fn require() -> Result<(), Error> {
    let options = SqliteConnectOptions::new().in_memory(true).disable_statement_logging();
    let mut connection = options.connect().await?;
    // It would write to standard error what is told to the caller anyway.
    sqlx::query("PRAGMA cipher_log_level = NONE").fetch_all(&mut connection).await?;
    let version: Option<String> = sqlx::query_scalar("PRAGMA cipher_version").fetch_optional(&mut connection).await?;
    connection.close().await?;
    match version {
        Some(_) => Ok(()),
        None => Err(Error::NotOpened("this program was built without encryption".to_owned())),
    }
}

/// These options for a file that is encrypted with this key. Nothing of it is written outside of the file in plain, and
/// statements, of which one names the key, are not logged.
pub(crate) fn keyed(options: SqliteConnectOptions, key: &FileKey) -> SqliteConnectOptions {
    let key = format!("\"{}\"", key.raw().as_str());
    options.pragma("key", key).pragma("temp_store", "MEMORY").disable_statement_logging()
}

/// Opens a file that is encrypted with this key, to be looked at.
pub(crate) async fn open(options: SqliteConnectOptions, key: &FileKey) -> Result<SqliteConnection, Error> {
    keyed(options, key).connect().await.map_err(refused)
}

/// What came of an attempt to open a file with a key.
pub(crate) fn refused(error: sqlx::Error) -> Error {
    match &error {
        sqlx::Error::Database(refused) if refused.code().as_deref() == Some(NO_DATABASE) => Error::WrongKey,
        _ => error.into(),
    }
}
