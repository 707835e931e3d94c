//! The firm backend as the desktop application runs it inside itself: one file in the user's own folder, a loopback
//! port that stays the same from start to start, a token made anew at each start, and a sample firm to begin with.

use std::fs::{self, File, TryLockError};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use domain::Permissions;
use tokio::net::TcpListener;

use crate::db::staff_tokens::NewToken;
use crate::private::keep_private;
use crate::{Clock, Database, Error, Secret, Server, db, sample};

/// An embedded firm that is answering.
#[derive(Debug)]
pub struct Embedded {
    server: Server,
    token: Secret,
    /// Held for as long as the firm runs; the operating system frees it even after a crash.
    _lock: File,
}

/// How to open an embedded firm.
#[derive(Clone)]
pub struct Opening<'a> {
    /// The folder that holds the firm; made if it is not there, readable by its owner alone.
    pub folder: &'a Path,
    /// The name of the person at this computer, as the activity log records it.
    pub staff: &'a str,
    /// The port of the start before; another one is taken if somebody else has it now.
    pub port: Option<u16>,
    /// Where the time comes from.
    pub clock: Clock,
}

impl Embedded {
    /// Opens the firm in the folder and begins to answer. A new folder gets the sample firm, whole or not at all.
    ///
    /// # Errors
    /// [`Error::NotOpened`], in words for the window, if the folder or the file in it cannot be used.
    pub async fn open(opening: &Opening<'_>) -> Result<Self, Error> {
        let folder = opening.folder;
        let lock = prepare_folder(folder)?;
        let file = folder.join("firm.db");
        let database = Database::open(&file).await.map_err(|error| not_opened(&file, &error))?;
        let now = opening.clock.now();
        let mut tx = database.write_directory().await?;
        let firm = match db::firms::first(&mut tx).await? {
            Some(firm) => firm,
            None => sample::found(&mut tx, now).await?,
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
        Ok(Self { server, token, _lock: lock })
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
    }
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

fn not_opened(file: &Path, error: &Error) -> Error {
    tracing::error!(error = %error.for_log(), "the embedded firm could not be opened");
    let why = match error {
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
