//! Whether the database answers, and which form it has.

use std::path::Path;

use sqlx::migrate::Migrator;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection as _};

use super::Connection;
use crate::{Database, Error};

/// The migrations that lead to this version's form.
static MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");

impl Database {
    /// Whether it answers and has the form of this version.
    ///
    /// # Errors
    /// [`Error::Database`] if it does not answer, [`Error::NotOpened`] if it has another form.
    pub(crate) async fn ping(&self) -> Result<(), Error> {
        let found = version(&mut *self.read().await?).await?;
        if found == Some(Self::this_version()) {
            return Ok(());
        }
        Err(Error::NotOpened("The database has the form of another version of Portico.".to_owned()))
    }

    /// The version of the form that this program needs.
    #[must_use]
    pub fn this_version() -> i64 {
        MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or_default()
    }

    /// The version of the form that the database in this file has now; none if it is empty.
    ///
    /// # Errors
    /// [`Error::NotOpened`] if there is no such file, [`Error::Database`] if it is no database.
    pub async fn version_of(file: &Path) -> Result<Option<i64>, Error> {
        if !file.exists() {
            return Err(Error::NotOpened("There is no such file. Make a firm in it first.".to_owned()));
        }
        let mut conn = SqliteConnectOptions::new().filename(file).connect().await?;
        let found = version(&mut conn).await?;
        conn.close().await?;
        Ok(found)
    }
}

async fn version(conn: &mut Connection) -> Result<Option<i64>, Error> {
    let tables = "SELECT count(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'";
    if sqlx::query_scalar::<_, i64>(tables).fetch_one(&mut *conn).await? == 0 {
        return Ok(None);
    }
    let newest = "SELECT max(version) FROM _sqlx_migrations WHERE success";
    Ok(sqlx::query_scalar(newest).fetch_one(conn).await?)
}
