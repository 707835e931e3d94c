use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::SqlitePoolOptions;
use sqlx::{Connection, Executor, PgPool, SqlitePool};
use tokio::sync::watch;

use super::transaction::{Inner, Transaction};
use super::turns::Turns;
use super::{backfill, cipher, query, sqlite, version};
use crate::{Error, FileKey, FirmId};

/// A firm database, of either engine. Cloning it is cheap and gives the same one.
#[derive(Debug, Clone)]
pub struct Database {
    pools: Pools,
    /// Counts the commits of this process that noted changes, so that whoever waits for some is woken at once.
    commits: Arc<watch::Sender<u64>>,
    turns: Turns,
}

#[derive(Debug, Clone)]
enum Pools {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// How long a change waits for another one of the same firm to end.
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// How long a request waits for a connection to the server: one that is away, or full, must not keep everybody waiting.
/// With what else it takes, whoever needs one connection is told so within two seconds.
const LONGEST_WAIT_FOR_A_CONNECTION: Duration = Duration::from_millis(1500);

/// What a session on a server is begun with.
const USUAL_OPTIONS: [(&str, &str); 4] = [
    ("lock_timeout", "10s"),
    ("statement_timeout", "60s"),
    ("idle_in_transaction_session_timeout", "60s"),
    // A rollback outside a transaction, as whenever a connection comes back, is no news.
    ("client_min_messages", "error"),
];

impl Database {
    /// Opens the SQLite database in this file, makes it if it is not there, for its owner alone (SQLite gives the files
    /// beside it the same rights), and brings it to the form of this version.
    ///
    /// Every transaction is on the disk before it is acknowledged (`synchronous = FULL`), foreign keys are enforced,
    /// and a reader never waits for a writer (WAL), except where the SQLite that was built in is too old for that: then it
    /// waits for the moment of the commit (see [`Database::require_server_sqlite`]).
    ///
    /// # Errors
    /// [`Error::Database`] or [`Error::Migration`] if the file cannot be used.
    pub async fn open(file: &Path) -> Result<Self, Error> {
        sqlite::make_if_missing(file)?;
        Self::open_file(file, None).await
    }

    /// As [`Database::open`], encrypted with this key: every page of the file and of its journal.
    ///
    /// # Errors
    /// As [`Database::open`]; [`Error::WrongKey`] if the file is encrypted with another one, and [`Error::NotOpened`] if the
    /// SQLite that was built in cannot encrypt. Then nothing was written.
    pub async fn open_encrypted(file: &Path, key: &FileKey) -> Result<Self, Error> {
        cipher::require().await?;
        sqlite::make_if_missing(file)?;
        Self::open_file(file, Some(key)).await
    }

    /// As [`Database::open`], for a database that has to be there already: a mistyped name makes no new one.
    ///
    /// # Errors
    /// As [`Database::open`], and [`Error::NotOpened`] if there is no such file.
    pub async fn open_existing(file: &Path) -> Result<Self, Error> {
        if !file.exists() {
            return Err(Error::NotOpened("There is no such file. Make a firm in it first.".to_owned()));
        }
        Self::open_file(file, None).await
    }

    async fn open_file(file: &Path, key: Option<&FileKey>) -> Result<Self, Error> {
        let journal = sqlite::safe_journal().await?;
        // Where there is no room, SQLite takes a transaction back by itself, and sqlx goes on counting it: such a connection
        // would refuse every transaction from then on.
        let connecting = SqlitePoolOptions::new()
            .max_connections(4)
            .before_acquire(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }));
        let pool = match key {
            None => connecting.connect_with(sqlite::options(file, journal, LONGEST_WAIT)).await?,
            Some(key) => {
                let options = cipher::keyed(sqlite::options(file, journal, LONGEST_WAIT), key);
                connecting.connect_with(options).await.map_err(cipher::refused)?
            }
        };
        sqlite::check_journal(&pool, journal).await?;
        version::SQLITE.run(&pool).await?;
        let database = Self::of(Pools::Sqlite(pool));
        backfill::run(&database).await?;
        Ok(database)
    }

    /// A server has many callers, who would wait for each other with any journal but the write-ahead log. (A desktop, which
    /// is built with SQLCipher and so with an older SQLite, has one.)
    ///
    /// # Errors
    /// [`Error::NotOpened`] if the SQLite that was built in cannot keep one safely.
    pub async fn require_server_sqlite() -> Result<(), Error> {
        let version = sqlite::version().await?;
        if sqlite::is_safe_with_a_log(&version) {
            return Ok(());
        }
        let why =
            format!("This server was built with SQLite {version}, which is too old to be safe. Build it by itself.");
        Err(Error::NotOpened(why))
    }

    /// Connects to a PostgreSQL database and brings it to the form of this version. What its address says in `options`, such
    /// as how long a statement may take, holds instead of what is usual here.
    ///
    /// # Errors
    /// [`Error::Database`] or [`Error::Migration`] if it cannot be used, [`Error::NotOpened`] if the role in the address
    /// is one that row-level security does not bind.
    pub async fn connect(url: &str) -> Result<Self, Error> {
        let options: PgConnectOptions = url.parse()?;
        let chosen = options.get_options().unwrap_or_default().to_owned();
        let usual = USUAL_OPTIONS.into_iter().filter(|(name, _)| !chosen.contains(name));
        let options = options.application_name("portico-firm").options(usual);
        let pool = PgPoolOptions::new()
            .max_connections(16)
            .acquire_timeout(LONGEST_WAIT_FOR_A_CONNECTION)
            // Somebody who goes away in the middle of a BEGIN can leave the connection inside a transaction. It is rolled
            // back as it comes back, not when it is next needed: until then it would hold up whoever vacuums.
            .after_release(|connection, _| {
                Box::pin(async move {
                    connection.execute("ROLLBACK").await?;
                    Ok(true)
                })
            })
            .connect_with(options)
            .await?;
        check_role(&pool).await?;
        version::POSTGRES.run(&pool).await?;
        Ok(Self::of(Pools::Postgres(pool)))
    }

    fn of(pools: Pools) -> Self {
        let turns = match pools {
            Pools::Sqlite(_) => Turns::OfAll(Arc::default()),
            Pools::Postgres(_) => Turns::OfEachFirm(Arc::default()),
        };
        Self { pools, commits: Arc::new(watch::Sender::new(0)), turns }
    }

    /// Changes whenever this process has committed something that desktops follow.
    pub(crate) fn commits(&self) -> watch::Receiver<u64> {
        self.commits.subscribe()
    }

    /// A transaction that only reads this firm's data: one state of it from the first query to the end.
    ///
    /// # Errors
    /// [`Error::Database`] if no connection comes free in time.
    pub async fn read(&self, firm: FirmId) -> Result<Transaction, Error> {
        let mut tx = self.read_directory().await?;
        tx.enter(firm).await?;
        Ok(tx)
    }

    /// A transaction that changes this firm's data. It waits for its turn at once: changes of one firm are made one
    /// after the other, so that what a change has read still holds when it writes.
    ///
    /// # Errors
    /// [`Error::Database`] if its turn does not come in time.
    pub async fn write(&self, firm: FirmId) -> Result<Transaction, Error> {
        let turn = self.turns.take(firm, LONGEST_WAIT).await?;
        let mut tx = self.write_directory().await?;
        tx.enter(firm).await?;
        tx.take_turn(firm).await?;
        tx.turn = Some(turn);
        Ok(tx)
    }

    /// A transaction that asks to which firm a slug or a token belongs.
    pub(crate) async fn read_directory(&self) -> Result<Transaction, Error> {
        Ok(Transaction::reading(match &self.pools {
            Pools::Sqlite(pool) => Inner::Sqlite(pool.begin().await.map_err(Error::not_begun)?),
            Pools::Postgres(pool) => {
                let begun = pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await;
                Inner::Postgres(begun.map_err(Error::not_begun)?)
            }
        }))
    }

    /// A transaction that makes a firm, and may [`Transaction::enter`] it then.
    pub(crate) async fn write_directory(&self) -> Result<Transaction, Error> {
        let inner = match &self.pools {
            // The write lock at once: a transaction that began by reading could not get it later without failing.
            Pools::Sqlite(pool) => Inner::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await.map_err(Error::not_begun)?),
            Pools::Postgres(pool) => Inner::Postgres(pool.begin().await.map_err(Error::not_begun)?),
        };
        Ok(Transaction::writing(inner, Arc::clone(&self.commits)))
    }

    /// Writes everything out and closes the database.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite(pool) => pool.close().await,
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

impl Transaction {
    /// From here on the transaction sees this firm's rows; on PostgreSQL no other's, whatever it asks (`rules.md` 39).
    pub(crate) async fn enter(&mut self, firm: FirmId) -> Result<(), Error> {
        if let Inner::Postgres(_) = self.inner {
            query("SELECT set_config('portico.firm', $1, true)").bind(firm.get().to_string()).execute(self).await?;
        }
        Ok(())
    }
}

/// Row-level security, the second wall between firms, does not bind everybody.
async fn check_role(pool: &PgPool) -> Result<(), Error> {
    let unbound = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user";
    if sqlx::query_scalar(unbound).fetch_one(pool).await? {
        let why = "The database's address names a superuser or a role with BYPASSRLS, whom row-level security does not \
                   bind. Make a plain role, let it own the database, and name that one.";
        return Err(Error::NotOpened(why.to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The backend by itself is built with an SQLite that can.
    #[tokio::test]
    async fn the_server_has_an_sqlite_that_is_fit_for_it() {
        Database::require_server_sqlite().await.unwrap();
    }

    /// An SQLite without SQLCipher would take the key, and write plain text.
    #[tokio::test]
    async fn without_encryption_nothing_is_opened_with_a_key() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("firm.db");
        let key = FileKey::from_hex(&"ab".repeat(32), &"cd".repeat(16)).unwrap();
        let refused = Database::open_encrypted(&file, &key).await.unwrap_err();
        assert!(refused.to_string().contains("without encryption"), "{refused}");
        assert!(!file.exists());
    }
}
