//! Which form the database has. Both engines' migrations go by the same numbers.

use std::path::Path;

use sqlx::migrate::Migrator;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection};

use super::query_scalar;
use crate::{Database, Error};

/// The migrations that lead to this version's form.
pub(super) static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
/// As above.
pub(super) static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

const NEWEST: &str = "SELECT max(version) FROM _sqlx_migrations WHERE success";

impl Database {
    /// Whether it answers and has the form of this version.
    ///
    /// # Errors
    /// [`Error::Database`] if it does not answer, [`Error::NotOpened`] if it has another form.
    pub(crate) async fn ping(&self) -> Result<(), Error> {
        let found: Option<i64> = query_scalar(NEWEST).fetch_one(&mut self.read_directory().await?).await?;
        if found == Some(Self::this_version()) {
            return Ok(());
        }
        Err(Error::NotOpened("The database has the form of another version of Portico.".to_owned()))
    }

    /// The version of the form that this program needs.
    #[must_use]
    pub fn this_version() -> i64 {
        SQLITE.iter().map(|migration| migration.version).max().unwrap_or_default()
    }

    /// The version of the form that the database in this file has now; none if it is empty.
    ///
    /// # Errors
    /// [`Error::NotOpened`] if there is no such file, [`Error::Database`] if it is no database.
    pub async fn version_of_file(file: &Path) -> Result<Option<i64>, Error> {
        if !file.exists() {
            return Err(Error::NotOpened("There is no such file. Make a firm in it first.".to_owned()));
        }
        let mut connection = SqliteConnectOptions::new().filename(file).connect().await?;
        let tables = "SELECT count(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'";
        let found = match sqlx::query_scalar::<_, i64>(tables).fetch_one(&mut connection).await? {
            0 => None,
            _ => sqlx::query_scalar(NEWEST).fetch_one(&mut connection).await?,
        };
        connection.close().await?;
        Ok(found)
    }

    /// The version of the form that this PostgreSQL database has now; none if it is empty.
    ///
    /// # Errors
    /// [`Error::Database`] if it does not answer.
    pub async fn version_of_server(url: &str) -> Result<Option<i64>, Error> {
        let mut connection = PgConnection::connect(url).await?;
        let table = "SELECT to_regclass('_sqlx_migrations') IS NOT NULL";
        let found = match sqlx::query_scalar(table).fetch_one(&mut connection).await? {
            false => None,
            true => sqlx::query_scalar(NEWEST).fetch_one(&mut connection).await?,
        };
        connection.close().await?;
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_engines_are_at_the_same_version() {
        assert_eq!(POSTGRES.iter().map(|migration| migration.version).max(), Some(Database::this_version()));
    }
}
