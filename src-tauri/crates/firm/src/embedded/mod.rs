//! The firm backend as the desktop application runs it inside itself: one encrypted file in the user's own folder, a
//! loopback port that stays the same from start to start, a token made anew at each start, and a sample firm to begin with.
//! It is nowhere in plain: where no key can be kept, a firm lasts as long as the program.

mod encrypt;
mod on_disk;
mod passing;

use std::fs::{self, File, TryLockError};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use domain::Permissions;
use tokio::net::TcpListener;

use crate::db::Transaction;
use crate::db::staff_tokens::NewToken;
use crate::private::keep_private;
use crate::{Clock, Database, Error, FileKey, FirmId, Secret, Server, db, firms, sample};
use on_disk::file_of;
pub use on_disk::{OnDisk, on_disk};
use passing::Passing;

/// An embedded firm that is answering.
#[derive(Debug)]
pub struct Embedded {
    server: Server,
    token: Secret,
    /// Dropped before the lock, and after the server.
    passing: Option<Passing>,
    /// Held for as long as the firm runs; the operating system frees it even after a crash.
    _lock: File,
}

/// How to open an embedded firm.
#[derive(Clone)]
pub struct Opening<'a> {
    /// The folder that holds the firm; made if it is not there, readable by its owner alone.
    pub folder: &'a Path,
    /// How it is kept there.
    pub keep: Keep,
    /// What a new one begins as.
    pub begins: Begins<'a>,
    /// The name of the person at this computer, as the activity log records it.
    pub staff: &'a str,
    /// The port of the start before; another one is taken if somebody else has it now.
    pub port: Option<u16>,
    /// Where the time comes from.
    pub clock: Clock,
}

/// What a folder without a firm gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begins<'a> {
    /// The sample firm.
    AsSample,
    /// A firm of this name, without anybody in it.
    As(&'a str),
    /// Nothing: there has to be one.
    Not,
}

/// How an embedded firm is kept.
#[derive(Debug, Clone)]
pub enum Keep {
    /// In its file, encrypted with this key. A plain one of an early Portico is encrypted first.
    Encrypted(FileKey),
    /// Until the program ends: encrypted with a key that nobody keeps. What the folder holds otherwise is left alone.
    ThisTimeOnly,
}

impl Embedded {
    /// Opens the firm in the folder and begins to answer. A new folder gets its firm whole or not at all.
    ///
    /// # Errors
    /// [`Error::NotOpened`], in words for the window, if the folder or the file in it cannot be used; [`Error::WrongKey`] if
    /// the key does not open the file, which is left as it was.
    pub async fn open(opening: &Opening<'_>) -> Result<Self, Error> {
        let lock = prepare_folder(opening.folder)?;
        Passing::remove_what_is_left(opening.folder)?;
        let (database, passing) = match &opening.keep {
            Keep::Encrypted(key) => (open_encrypted(opening.folder, key).await?, None),
            Keep::ThisTimeOnly => Passing::open(opening.folder).await.map(|(database, file)| (database, Some(file)))?,
        };
        let now = opening.clock.now();
        let mut tx = database.write_directory().await?;
        let firm = match db::firms::first(&mut tx).await? {
            Some(firm) => firm,
            None => begin(&mut tx, opening.begins, now).await?,
        };
        let token = Secret::random();
        db::staff_tokens::delete_embedded(&mut tx).await?;
        // Who sits at the computer is the embedded firm's only staff.
        let permissions = Permissions::all();
        let new = NewToken { token: &token, staff: opening.staff, permissions: &permissions, embedded: true };
        db::staff_tokens::insert(&mut tx, firm, &new, now).await?;
        tx.commit().await?;
        let listener = listen(opening.port).await?;
        let server = Server::start(listener, database, opening.clock.clone())?;
        Ok(Self { server, token, passing, _lock: lock })
    }

    /// Where it answers.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// The bearer token of this start.
    #[must_use]
    pub fn token(&self) -> &Secret {
        &self.token
    }

    /// Answers what has begun, writes everything out, and stops.
    pub async fn close(self) {
        self.server.stop().await;
        drop(self.passing);
    }
}

/// Moves the folder aside, as it is, with all that is in it, so that a firm can be begun anew; and says where to.
///
/// # Errors
/// [`Error::NotOpened`] if it is in use, or cannot be moved.
pub fn set_aside(folder: &Path, now: DateTime<Utc>) -> Result<PathBuf, Error> {
    // Whoever has it open goes on with it.
    drop(prepare_folder(folder)?);
    let mut name = folder.file_name().unwrap_or_default().to_owned();
    name.push(now.format(" set aside %Y-%m-%d %H%M%S").to_string());
    let aside = folder.with_file_name(name);
    let refused = |error| Error::NotOpened(format!("The folder {} cannot be moved aside: {error}.", folder.display()));
    fs::rename(folder, &aside).map_err(refused)?;
    Ok(aside)
}

async fn begin(tx: &mut Transaction, begins: Begins<'_>, now: DateTime<Utc>) -> Result<FirmId, Error> {
    match begins {
        Begins::AsSample => sample::found(tx, now).await,
        Begins::As(name) => firms::found(tx, &domain::slug_of(name), name, now).await,
        Begins::Not => Err(Error::NotOpened("There is no firm in this folder.".to_owned())),
    }
}

async fn open_encrypted(folder: &Path, key: &FileKey) -> Result<Database, Error> {
    let file = file_of(folder);
    let opened = async {
        encrypt::remove_copy(&file)?;
        if on_disk(folder)? == OnDisk::Plain {
            encrypt::encrypt(&file, key).await?;
        }
        Database::open_encrypted(&file, key).await
    };
    opened.await.map_err(|error| not_opened(&file, error))
}

fn prepare_folder(folder: &Path) -> Result<File, Error> {
    let refused =
        |error: &std::io::Error| Error::NotOpened(format!("The folder {} cannot be used: {error}.", folder.display()));
    fs::create_dir_all(folder).and_then(|()| keep_private(folder)).map_err(|error| refused(&error))?;
    let lock = File::create(folder.join("lock")).map_err(|error| refused(&error))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => {
            Err(Error::NotOpened(format!("Portico is open already with the folder {}.", folder.display())))
        }
        Err(TryLockError::Error(error)) => Err(refused(&error)),
    }
}

fn not_opened(file: &Path, error: Error) -> Error {
    tracing::error!(error = %error.for_log(), "the embedded firm could not be opened");
    let why = match &error {
        Error::WrongKey => return error,
        Error::NotOpened(why) => why.clone(),
        Error::Migration(sqlx::migrate::MigrateError::VersionMissing(_)) => {
            "it was written by a newer Portico".to_owned()
        }
        Error::Migration(sqlx::migrate::MigrateError::VersionMismatch(_)) => {
            "it was written by a Portico that was never released; move it away to begin anew".to_owned()
        }
        error => std::error::Error::source(error).unwrap_or(error).to_string(),
    };
    Error::NotOpened(format!("The firm's file {} cannot be opened: {why}.", file.display()))
}

async fn listen(port: Option<u16>) -> Result<TcpListener, Error> {
    if let Some(port) = port
        && let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await
    {
        return Ok(listener);
    }
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(Error::io("no loopback port is free"))
}
