//! An embedded firm of an early Portico lies in a plain file. An encrypted copy is made beside it, whole and on the disk,
//! and takes its name in one step: whenever that is cut off, the one or the other is there.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{ConnectOptions as _, Connection as _};

use crate::db::cipher;
use crate::private::keep_private;
use crate::{Error, FileKey};

/// Puts an encrypted copy of this plain file in its place. Nobody else may have it open.
///
/// # Errors
/// Any; then the plain file is as it was.
pub(super) async fn encrypt(file: &Path, key: &FileKey) -> Result<(), Error> {
    cipher::require().await?;
    let copy = copy_of(file);
    remove_copy(file)?;
    export(file, &copy, key).await?;
    check(&copy, key).await?;
    // A journal of the plain file must not be taken for one of the other, and has nothing in it any more.
    for beside in ["-journal", "-wal", "-shm"].map(|ending| beside(file, ending)) {
        remove(&beside)?;
    }
    let failed = || Error::io(format!("{} cannot be put in its place", copy.display()));
    let opened = File::options().write(true).open(&copy);
    opened.and_then(|copy| copy.sync_all()).and_then(|()| sync_folder_of(file)).map_err(failed())?;
    fs::rename(&copy, file).and_then(|()| sync_folder_of(file)).map_err(failed())
}

/// Takes away what an attempt that was cut off has left.
///
/// # Errors
/// [`Error::Io`] if it is there and stays.
pub(super) fn remove_copy(file: &Path) -> Result<(), Error> {
    let copy = copy_of(file);
    remove(&beside(&copy, "-journal")).and_then(|()| remove(&copy))
}

fn copy_of(file: &Path) -> PathBuf {
    file.with_extension("new")
}

async fn export(file: &Path, copy: &Path, key: &FileKey) -> Result<(), Error> {
    File::create_new(copy)
        .and_then(|_| keep_private(copy))
        .map_err(Error::io(format!("{} cannot be made", copy.display())))?;
    // With this journal whatever lies beside the file is taken into it first.
    let options = SqliteConnectOptions::new().filename(file).journal_mode(SqliteJournalMode::Delete);
    let mut plain = options.pragma("temp_store", "MEMORY").disable_statement_logging().connect().await?;
    let attach = sqlx::query("ATTACH DATABASE $1 AS encrypted KEY $2");
    attach.bind(name_of(copy)?).bind(key.raw().to_string()).execute(&mut plain).await?;
    sqlx::query("SELECT sqlcipher_export('encrypted')").fetch_all(&mut plain).await?;
    sqlx::query("DETACH DATABASE encrypted").execute(&mut plain).await?;
    plain.close().await?;
    Ok(())
}

/// Every page has to be readable with the key, and everything in them in order.
async fn check(copy: &Path, key: &FileKey) -> Result<(), Error> {
    let mut copy = cipher::open(SqliteConnectOptions::new().filename(copy).read_only(true), key).await?;
    let found: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check").fetch_all(&mut copy).await?;
    copy.close().await?;
    if found == ["ok"] { Ok(()) } else { Err(Error::Corrupt("an encrypted copy that is not whole".to_owned())) }
}

fn name_of(file: &Path) -> Result<String, Error> {
    let name = file.to_str().map(str::to_owned);
    name.ok_or_else(|| Error::NotOpened("the name of its folder is no text".to_owned()))
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Takes a file away, if it is there.
pub(super) fn remove(file: &Path) -> Result<(), Error> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(Error::io(format!("{} cannot be removed", file.display()))(error))
        }
        _ => Ok(()),
    }
}

/// A file that was renamed keeps its new name over a loss of power.
#[cfg(unix)]
fn sync_folder_of(file: &Path) -> std::io::Result<()> {
    file.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

/// On Windows a folder cannot be opened for that, and NTFS writes names down by itself.
#[cfg(not(unix))]
fn sync_folder_of(_: &Path) -> std::io::Result<()> {
    Ok(())
}
