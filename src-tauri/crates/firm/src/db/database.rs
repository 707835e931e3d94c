use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Executor, PgPool, SqlitePool};
use tokio::sync::watch;

use super::transaction::{Inner, Transaction};
use super::turns::Turns;
use super::{backfill, query, version};
use crate::private::keep_private;
use crate::{Error, FirmId};

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

/// The oldest SQLite without a known way to corrupt a write-ahead log that several connections use.
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);
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
        let journal = safe_journal().await?;
        let options = SqliteConnectOptions::new()
            .filename(file)
            .journal_mode(journal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            // So that REPLACE cannot go round the triggers that refuse a deletion.
            .pragma("recursive_triggers", "ON")
            .busy_timeout(LONGEST_WAIT)
            // In KiB, for each connection, as far as it is used: with the usual 2 MB a large firm is read from the file again
            // and again.
            .pragma("cache_size", "-32000")
            // Rows come from a thread of the connection's own: with the usual 50 on the way, long answers spend most of
            // their time in handing over.
            .row_buffer_size(2000)
            // Without a limit, ANALYZE takes samples of the values themselves, and a statement is planned anew for each
            // value that it is given.
            .analysis_limit(1000)
            .optimize_on_close(true, None);
        // Where there is no room, SQLite takes a transaction back by itself, and sqlx goes on counting it: such a connection
        // would refuse every transaction from then on.
        let sound = SqlitePoolOptions::new()
            .max_connections(4)
            .before_acquire(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }));
        let pool = sound.connect_with(options).await?;
        check_journal(&pool, journal).await?;
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
        let version = sqlite_version().await?;
        if is_safe_with_a_log(&version) {
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

/// Where the file system cannot do it, SQLite quietly keeps another journal, and readers would wait for writers.
async fn check_journal(pool: &SqlitePool, expected: SqliteJournalMode) -> Result<(), Error> {
    let journal: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(pool).await?;
    if expected == SqliteJournalMode::Wal && journal != "wal" {
        let why = "The folder's file system cannot keep a write-ahead log. Choose a folder on a local disk.";
        return Err(Error::NotOpened(why.to_owned()));
    }
    Ok(())
}

/// The fastest journal that several connections may use with the SQLite that was built in.
async fn safe_journal() -> Result<SqliteJournalMode, Error> {
    Ok(match is_safe_with_a_log(&sqlite_version().await?) {
        true => SqliteJournalMode::Wal,
        false => SqliteJournalMode::Truncate,
    })
}

async fn sqlite_version() -> Result<String, Error> {
    let mut connection = SqliteConnectOptions::new().in_memory(true).connect().await?;
    Ok(sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&mut connection).await?)
}

fn is_safe_with_a_log(version: &str) -> bool {
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    let mut part = || parts.next().unwrap_or(0);
    (part(), part(), part()) >= OLDEST_SQLITE
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

    #[test]
    fn a_log_is_kept_only_where_no_way_to_corrupt_it_is_known() {
        for (version, safe) in [("3.51.2", false), ("3.50.4", false), ("3.51.3", true), ("3.52.0", true), ("4.0", true)]
        {
            assert_eq!(is_safe_with_a_log(version), safe, "{version}");
        }
    }

    /// The backend by itself is built with an SQLite that can.
    #[tokio::test]
    async fn the_server_has_an_sqlite_that_is_fit_for_it() {
        Database::require_server_sqlite().await.unwrap();
    }
}
