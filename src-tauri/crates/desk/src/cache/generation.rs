use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection, SqlitePool};
use tokio::sync::OnceCell;

use super::lease::{Contact, Lease};
use super::trouble::Trouble;
use super::{Binding, times};
use crate::keychain::Key;

/// The form of `schema.sql`. A file of any other is thrown away: a newer Portico's as well as an older one's.
const FORM: i64 = 3;
/// How long a cache may be used without contact until the firm has said so.
pub(super) const USUAL_HOURS: u32 = 72;
/// How long a reader waits for a writer that is committing, and a writer for readers.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// How many may read at the same time.
const READERS: u32 = 3;

/// One first sync and what has been followed since, in a file with a key of its own, or in memory.
#[derive(Debug)]
pub(super) struct Generation {
    /// Counts the first syncs.
    pub(super) count: i64,
    pub(super) slot: Option<Slot>,
    pub(super) writer: SqlitePool,
    pub(super) readers: SqlitePool,
}

/// One of the two places for a generation: while one answers, the next is made in the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    A,
    B,
}

/// What a generation says of itself.
#[derive(Debug, Clone)]
pub(super) struct Says {
    pub(super) generation: i64,
    pub(super) whole: bool,
    pub(super) number: Option<i64>,
    pub(super) lease: Option<Lease>,
}

impl Slot {
    pub(super) const ALL: [Self; 2] = [Self::A, Self::B];

    pub(super) fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }

    fn letter(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
        }
    }

    pub(super) fn file(self, folder: &Path) -> PathBuf {
        folder.join(format!("{}.cache", self.letter()))
    }

    /// The directory that was made of it.
    pub(super) fn directory_file(self, folder: &Path) -> PathBuf {
        self.file(folder).with_extension("directory")
    }

    /// Every file that may be there of it, itself last.
    pub(super) fn files(self, folder: &Path) -> impl Iterator<Item = PathBuf> {
        let file = self.file(folder);
        let all = ["new", "new-journal", "directory-new", "directory", "cache-journal", "cache"];
        all.into_iter().map(move |extension| file.with_extension(extension))
    }

    /// What its key is called in the keychain.
    pub(super) fn key_name(self, binding: &Binding) -> String {
        let Binding { firm, staff, device } = binding;
        format!("cache {} of {firm} for {staff} on {device}", self.letter())
    }
}

impl Generation {
    /// A new one, empty, in this file with this key.
    pub(super) async fn make(
        (slot, file, key): (Slot, &Path, &Key),
        binding: &Binding,
        count: i64,
    ) -> Result<Self, Trouble> {
        // Under another name until it has its tables: a file of this name is always one of ours.
        let beginning = file.with_extension("new");
        let new = Self::open_file((slot, &beginning, key), count, true).await?;
        let begun = new.begin(binding).await;
        new.close().await;
        begun?;
        fs::rename(&beginning, file)?;
        Self::open_file((slot, file, key), count, false).await
    }

    /// A new one in memory, which nothing of is ever written down.
    pub(super) async fn make_in_memory(binding: &Binding, count: i64) -> Result<Self, Trouble> {
        let options = SqliteConnectOptions::new().in_memory(true).shared_cache(false).disable_statement_logging();
        let only_one = SqlitePoolOptions::new().min_connections(1).max_connections(1);
        // A connection that is closed for being idle would take everything with it.
        let pool = only_one.idle_timeout(None).max_lifetime(None).connect_with(options).await?;
        let this = Self { count, slot: None, writer: pool.clone(), readers: pool };
        this.begin(binding).await?;
        Ok(this)
    }

    /// The one in this file, if it is whole, undamaged so far as its first pages tell, and of this very binding.
    pub(super) async fn open(
        (slot, file, key): (Slot, &Path, &Key),
        binding: &Binding,
    ) -> Result<(Self, Says), Trouble> {
        let mut this = Self::open_file((slot, file, key), 0, false).await?;
        let says = match this.says(binding).await {
            Ok(says) => says,
            Err(trouble) => {
                this.close().await;
                return Err(trouble);
            }
        };
        this.count = says.generation;
        Ok((this, says))
    }

    async fn open_file((slot, file, key): (Slot, &Path, &Key), count: i64, create: bool) -> Result<Self, Trouble> {
        be_silent().await;
        let options = SqliteConnectOptions::new()
            .filename(file)
            .pragma("key", format!("\"x'{}'\"", key.hex().as_str()))
            .busy_timeout(LONGEST_WAIT)
            .row_buffer_size(2000)
            .pragma("temp_store", "MEMORY")
            .disable_statement_logging();
        // Several connections to a write-ahead log are not safe with the SQLite that SQLCipher comes with. What is written
        // stays in memory until it is committed, so that readers wait for no more than the commit.
        let writing = options
            .clone()
            .create_if_missing(create)
            .journal_mode(SqliteJournalMode::Truncate)
            .synchronous(SqliteSynchronous::Full)
            .pragma("cache_size", "-16000")
            .pragma("cache_spill", "OFF");
        let kept = || only_sound(SqlitePoolOptions::new().idle_timeout(None).max_lifetime(None));
        // It is first, since it takes back what a write that was cut off has left.
        let writer = kept().max_connections(1).connect_with(writing).await?;
        let reading = options.read_only(true).pragma("cache_size", "-8000");
        let readers = kept().max_connections(READERS).connect_lazy_with(reading);
        Ok(Self { count, slot: Some(slot), writer, readers })
    }

    /// Gives an empty database its tables and says whose it is: all at once or not at all.
    async fn begin(&self, binding: &Binding) -> Result<(), Trouble> {
        let mut tx = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::raw_sql(include_str!("schema.sql")).execute(&mut *tx).await?;
        let Binding { firm, staff, device } = binding;
        sqlx::query!(
            "INSERT INTO cache (only_row, form, firm, staff, device, generation, whole) VALUES (1, $1, $2, $3, $4, $5, 0)",
            FORM,
            firm,
            staff,
            device,
            self.count,
        )
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }

    async fn says(&self, binding: &Binding) -> Result<Says, Trouble> {
        let row = sqlx::query!(
            r#"SELECT form, firm, staff, device, generation, whole AS "whole: bool", number, contact_server, contact_local,
                 seen, (SELECT cache_hours FROM settings) AS "hours: u32"
             FROM cache"#
        )
        .fetch_one(&self.writer)
        .await?;
        let bound = Binding { firm: row.firm, staff: row.staff, device: row.device };
        if row.form != FORM || bound != *binding {
            return Err(Trouble::Damaged);
        }
        let time = |micros: Option<i64>| micros.map(times::read).transpose();
        let (server, local, seen) = (time(row.contact_server)?, time(row.contact_local)?, time(row.seen)?);
        let lease = |(server, local): (DateTime<Utc>, DateTime<Utc>)| {
            Lease::of(Contact { server, local }, seen.unwrap_or(server), row.hours.unwrap_or(USUAL_HOURS))
        };
        Ok(Says {
            generation: row.generation,
            whole: row.whole,
            number: row.number,
            lease: server.zip(local).map(lease),
        })
    }

    /// Makes the indexes, if they are not there: once everything has been read, and before it is followed.
    pub(super) async fn make_indexes(&self) -> Result<(), Trouble> {
        let mut tx = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        let made = sqlx::query_scalar!("SELECT count(*) FROM sqlite_schema WHERE name = 'link_by_client'");
        if made.fetch_one(&mut *tx).await? == 0 {
            sqlx::raw_sql(include_str!("indexes.sql")).execute(&mut *tx).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Looks at every page: whether it is one that was written with the key, in this place.
    pub(super) async fn verify(&self) -> Result<(), Trouble> {
        if self.slot.is_none() {
            return Ok(());
        }
        let mut connection = self.readers.acquire().await?;
        // The check takes no lock, so that nobody waits for it: whoever commits waits for readers, and then new readers for
        // the commit. So it may see a page that is being written as a damaged one, and is asked again while none is.
        if is_sound(&mut connection).await? {
            return Ok(());
        }
        let mut tx = connection.begin().await?;
        if is_sound(&mut tx).await? { Ok(()) } else { Err(Trouble::Damaged) }
    }

    /// Closes every connection, when whoever reads has ended.
    pub(super) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// Where there is no room, SQLite takes a transaction back by itself, and sqlx goes on counting it: such a connection would
/// refuse every transaction from then on. It is closed, and another takes its place.
pub(crate) fn only_sound(pool: SqlitePoolOptions) -> SqlitePoolOptions {
    pool.before_acquire(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }))
}

/// Whether every page of the file is one that was written.
async fn is_sound(connection: &mut SqliteConnection) -> Result<bool, Trouble> {
    // In a transaction this keeps everybody from writing.
    sqlx::query_scalar!("SELECT number FROM cache").fetch_one(&mut *connection).await?;
    Ok(sqlx::query("PRAGMA cipher_integrity_check").fetch_all(connection).await?.is_empty())
}

/// SQLCipher writes to standard error by itself what is told to the caller anyway.
pub(crate) async fn be_silent() {
    static SILENT: OnceCell<()> = OnceCell::const_new();
    let silenced = async || {
        let options = SqliteConnectOptions::new().in_memory(true).disable_statement_logging();
        let connection = options.pragma("cipher_log_level", "NONE").connect().await;
        // Without this it is noisy, and no worse.
        drop(connection);
    };
    SILENT.get_or_init(silenced).await;
}

/// How many hours the firm allows without contact.
pub(super) async fn hours(connection: &mut SqliteConnection) -> Result<u32, Trouble> {
    let hours = sqlx::query_scalar!(r#"SELECT cache_hours AS "hours: u32" FROM settings"#);
    Ok(hours.fetch_optional(connection).await?.unwrap_or(USUAL_HOURS))
}
