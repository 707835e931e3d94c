//! The database alone, asked by sqlx with nothing of ours in between: one statement text for both engines.

use anyhow::Result;
use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, Row, SqlitePool};

/// The bare database, as durable as the server has it.
#[derive(Clone)]
pub(crate) enum Bare {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// A parameter.
#[derive(Clone, Copy)]
pub(crate) enum Arg<'a> {
    Number(i64),
    Text(&'a str),
    Bytes(&'a [u8]),
}

macro_rules! bound {
    ($sql:expr, $args:expr) => {
        $args.iter().fold(sqlx::query($sql), |query, arg| match *arg {
            Arg::Number(number) => query.bind(number),
            Arg::Text(text) => query.bind(text.to_owned()),
            Arg::Bytes(bytes) => query.bind(bytes.to_vec()),
        })
    };
}

impl Bare {
    /// Row-level security does not bind the tests' superuser, who asks here.
    pub(crate) async fn open(url: &str) -> Result<Self> {
        Ok(match url.strip_prefix("sqlite:") {
            Some(file) => {
                let options = SqliteConnectOptions::new()
                    .filename(file)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .foreign_keys(true)
                    .busy_timeout(std::time::Duration::from_secs(60));
                Self::Sqlite(SqlitePoolOptions::new().max_connections(4).connect_with(options).await?)
            }
            None => {
                let url = url.replace("//portico@", "//boss@");
                Self::Postgres(PgPoolOptions::new().max_connections(16).connect(&url).await?)
            }
        })
    }

    /// The first column of all rows, numbers and texts alike as texts.
    pub(crate) async fn column(&self, sql: &'static str, args: &[Arg<'_>]) -> Result<Vec<String>> {
        Ok(match self {
            Self::Sqlite(pool) => {
                let rows = bound!(sql, args).fetch_all(pool).await?;
                rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?
            }
            Self::Postgres(pool) => {
                let rows = bound!(sql, args).fetch_all(pool).await?;
                rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?
            }
        })
    }

    /// How many rows a statement gives, every one of them read.
    pub(crate) async fn rows(&self, sql: &'static str, args: &[Arg<'_>]) -> Result<usize> {
        Ok(match self {
            Self::Sqlite(pool) => bound!(sql, args).fetch_all(pool).await?.len(),
            Self::Postgres(pool) => bound!(sql, args).fetch_all(pool).await?.len(),
        })
    }

    /// These statements in one durable transaction.
    pub(crate) async fn transaction(&self, statements: &[(&'static str, &[Arg<'_>])]) -> Result<()> {
        match self {
            Self::Sqlite(pool) => {
                let mut tx = pool.begin_with("BEGIN IMMEDIATE").await?;
                for (sql, args) in statements {
                    bound!(*sql, args).fetch_all(&mut *tx).await?;
                }
                tx.commit().await?;
            }
            Self::Postgres(pool) => {
                let mut tx = pool.begin().await?;
                for (sql, args) in statements {
                    bound!(*sql, args).fetch_all(&mut *tx).await?;
                }
                tx.commit().await?;
            }
        }
        Ok(())
    }
}
