//! The file of intents: encrypted, with a key of its own, durable by itself. It is made whole under another name first, so
//! that whatever stands under its own name and cannot be read was damaged, and is no beginning.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, SqlitePool};

use crate::cache::{Binding, CachePlace, Trouble, be_silent, only_sound};
use crate::keychain::{Key, NoKeychain};
use crate::private::keep_private;
use crate::{Error, Keychain};

/// The form of `schema.sql`.
const FORM: i64 = 1;

/// Where the intents of one firm, member of staff and computer are kept.
pub(super) struct IntentsFile {
    folder: PathBuf,
    file: PathBuf,
    keychain: Keychain,
    binding: Binding,
}

fn folder_beside(cache: &Path) -> PathBuf {
    cache.with_file_name("intents")
}

/// What was found of them.
pub(super) enum Found {
    /// They are kept.
    Kept(SqlitePool),
    /// They can be kept in memory only; the sentence says why.
    NowhereToKeep(String),
    /// They are there and cannot be read.
    Unreadable(Error),
}

impl IntentsFile {
    /// Beside the cache's folder, which is thrown away as a whole. Each binding has a file of its own: somebody else who
    /// signs in on this computer takes nobody's intents away.
    pub(super) fn beside(cache: &CachePlace) -> Self {
        let folder = folder_beside(&cache.folder);
        let Binding { firm, staff, device } = &cache.binding;
        let digest = Sha256::digest([firm.as_str(), staff, device].join("\n"));
        let name: String = digest[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        Self {
            file: folder.join(format!("{name}.intents")),
            folder,
            keychain: cache.keychain.clone(),
            binding: cache.binding.clone(),
        }
    }

    /// Takes the whole folder away, of whomever it is.
    ///
    /// # Errors
    /// [`Error::CacheFailed`] if it could not be removed.
    pub(super) fn remove_all(cache: &Path) -> Result<(), Error> {
        match fs::remove_dir_all(folder_beside(cache)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(told(error.into())),
            _ => Ok(()),
        }
    }

    /// Whether there are any from an earlier start.
    pub(super) fn is_there(&self) -> bool {
        self.file.exists()
    }

    /// Opens what is there, or begins.
    pub(super) async fn open(&self) -> Found {
        match self.opened().await {
            Ok(pool) => Found::Kept(pool),
            Err(Closed::NoKeychain(why)) => Found::NowhereToKeep(why.to_string()),
            Err(Closed::NoFolder(why)) => Found::NowhereToKeep(why),
            Err(Closed::Unreadable(error)) => {
                tracing::warn!(%error, "what was decided offline cannot be read");
                Found::Unreadable(error)
            }
        }
    }

    async fn opened(&self) -> Result<SqlitePool, Closed> {
        self.prepare_folder()?;
        let key = self.keychain.key(&self.key_name()).await?;
        match (self.file.exists(), key) {
            (true, Some(key)) => self.existing(&key).await,
            // Without its key nobody reads it.
            (true, None) => Err(Closed::Unreadable(Error::IntentsDamaged)),
            (false, Some(key)) => self.begun(&key).await,
            (false, None) => self.begun(&self.keychain.new_key(&self.key_name()).await?).await,
        }
    }

    fn prepare_folder(&self) -> Result<(), Closed> {
        let prepared = fs::create_dir_all(&self.folder).and_then(|()| keep_private(&self.folder));
        prepared
            .map_err(|error| Closed::NoFolder(format!("The folder {} cannot be used: {error}.", self.folder.display())))
    }

    async fn existing(&self, key: &Key) -> Result<SqlitePool, Closed> {
        let pool = connected(&self.file, key, false).await.map_err(unreadable)?;
        match self.check(&pool).await {
            Ok(()) => Ok(pool),
            Err(error) => {
                pool.close().await;
                Err(Closed::Unreadable(error))
            }
        }
    }

    /// Makes it, all at once.
    async fn begun(&self, key: &Key) -> Result<SqlitePool, Closed> {
        let begun = self.file.with_extension("new");
        remove(&begun).map_err(unreadable)?;
        let pool = connected(&begun, key, true).await.map_err(unreadable)?;
        let made = make(&pool, &self.binding).await;
        pool.close().await;
        made.map_err(unreadable)?;
        fs::rename(&begun, &self.file).and_then(|()| sync_folder(&self.folder)).map_err(unreadable)?;
        connected(&self.file, key, false).await.map_err(unreadable)
    }

    /// Every page has to be as it was written, of a form that is known here, and of this very binding.
    async fn check(&self, pool: &SqlitePool) -> Result<(), Error> {
        let found = sqlx::query!("SELECT form, firm, staff, device FROM intents_file").fetch_one(pool).await;
        let found = found.map_err(|error| told(error.into()))?;
        let wrong = sqlx::query("PRAGMA cipher_integrity_check").fetch_all(pool).await;
        let wrong = wrong.map_err(|error| told(error.into()))?;
        let bound = Binding { firm: found.firm, staff: found.staff, device: found.device };
        if !wrong.is_empty() || bound != self.binding {
            return Err(Error::IntentsDamaged);
        }
        match found.form {
            FORM => Ok(()),
            newer if newer > FORM => Err(Error::IntentsOfNewerPortico),
            _ => Err(Error::IntentsDamaged),
        }
    }

    /// Takes it away, key first: from then on it is unreadable.
    ///
    /// # Errors
    /// [`Error::CacheFailed`] if the file could not be removed.
    pub(super) async fn erase(&self) -> Result<(), Error> {
        if let Err(why) = self.keychain.forget(&self.key_name()).await {
            tracing::warn!(%why, "the key of what was decided offline stays in the keychain");
        }
        for file in ["intents-journal", "new", "new-journal", "intents"] {
            remove(&self.file.with_extension(file)).map_err(|error| told(error.into()))?;
        }
        // Somebody else's may be there.
        let _ = fs::remove_dir(&self.folder);
        Ok(())
    }

    fn key_name(&self) -> String {
        let Binding { firm, staff, device } = &self.binding;
        format!("intents of {firm} for {staff} on {device}")
    }
}

/// Why no file is open.
enum Closed {
    NoKeychain(NoKeychain),
    NoFolder(String),
    Unreadable(Error),
}

impl From<NoKeychain> for Closed {
    fn from(why: NoKeychain) -> Self {
        Self::NoKeychain(why)
    }
}

fn unreadable(trouble: impl Into<Trouble>) -> Closed {
    Closed::Unreadable(told(trouble.into()))
}

/// What a caller is told of trouble with intents.
pub(super) fn told(trouble: Trouble) -> Error {
    match trouble {
        Trouble::Damaged => Error::IntentsDamaged,
        other => other.into(),
    }
}

async fn connected(file: &Path, key: &Key, create: bool) -> Result<SqlitePool, Trouble> {
    be_silent().await;
    let options = SqliteConnectOptions::new()
        .filename(file)
        .pragma("key", format!("\"x'{}'\"", key.hex().as_str()))
        .pragma("temp_store", "MEMORY")
        .create_if_missing(create)
        // What is acknowledged is on the disk.
        .journal_mode(SqliteJournalMode::Truncate)
        .synchronous(SqliteSynchronous::Full)
        .disable_statement_logging();
    Ok(only_sound(only_one()).connect_with(options).await?)
}

/// One connection, which is never closed for being idle: in memory it would take everything with it.
fn only_one() -> SqlitePoolOptions {
    SqlitePoolOptions::new().min_connections(1).max_connections(1).idle_timeout(None).max_lifetime(None)
}

/// In memory, where nothing of it is ever written down.
pub(super) async fn in_memory(binding: &Binding) -> Result<SqlitePool, Error> {
    be_silent().await;
    let options = SqliteConnectOptions::new().in_memory(true).shared_cache(false).disable_statement_logging();
    let made = async {
        let pool = only_one().connect_with(options).await?;
        make(&pool, binding).await?;
        Ok(pool)
    };
    made.await.map_err(told)
}

async fn make(pool: &SqlitePool, binding: &Binding) -> Result<(), Trouble> {
    let mut tx = pool.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::raw_sql(include_str!("schema.sql")).execute(&mut *tx).await?;
    let Binding { firm, staff, device } = binding;
    sqlx::query!(
        "INSERT INTO intents_file (only_row, form, firm, staff, device) VALUES (1, $1, $2, $3, $4)",
        FORM,
        firm,
        staff,
        device,
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(())
}

fn remove(file: &Path) -> std::io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A file that was renamed keeps its new name over a loss of power.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

/// On Windows a folder cannot be opened for that, and NTFS writes names down by itself.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> std::io::Result<()> {
    Ok(())
}
