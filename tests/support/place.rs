//! Where a test's firms are kept: a file in a temporary folder, or a database of a PostgreSQL of the test program's own.

use std::sync::OnceLock;

use firm::Database;
use tempfile::TempDir;
use xtask::postgres::Postgres;

/// A place that can be opened again, as after a restart. It goes when it is dropped, or with the test program.
pub(crate) enum Place {
    File(TempDir),
    Postgres(String),
}

/// Which engine the tests of this program are about: the program's name says it.
fn on_postgres() -> bool {
    env!("CARGO_CRATE_NAME").ends_with("_postgres")
}

impl Place {
    /// A new, empty database.
    pub(crate) async fn make() -> (Database, Self) {
        let place =
            if on_postgres() { Self::Postgres(migrated().await) } else { Self::File(tempfile::tempdir().unwrap()) };
        (place.open().await, place)
    }

    /// Opens it, once more perhaps.
    pub(crate) async fn open(&self) -> Database {
        match self {
            Self::File(folder) => Database::open(&folder.path().join("firm.db")).await.unwrap(),
            Self::Postgres(url) => Database::connect(url).await.unwrap(),
        }
    }
}

impl Place {
    /// Whether nobody is inside a transaction. (SQLite shows nobody from outside.)
    pub(crate) fn is_idle(&self) -> bool {
        let Self::Postgres(url) = self else { return true };
        let name = url.split(['/', '?']).nth(3).unwrap();
        let nobody = format!(
            "DO $$ BEGIN ASSERT NOT EXISTS (SELECT 1 FROM pg_stat_activity
                 WHERE datname = '{name}' AND state LIKE 'idle in transaction%'); END $$"
        );
        Postgres::of_this_process().ask(&nobody).is_ok()
    }
}

/// A copy of a database that was migrated once: making one takes a fraction of migrating one.
async fn migrated() -> String {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    static MAKING: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
    let postgres = Postgres::of_this_process();
    let _making = MAKING.lock().await;
    if TEMPLATE.get().is_none() {
        let url = postgres.database(None);
        Database::connect(&url).await.unwrap().close().await;
        TEMPLATE.set(url).unwrap();
    }
    postgres.database(TEMPLATE.get().map(String::as_str))
}
