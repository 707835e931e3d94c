//! Firms: made, and found by their slugs.

use chrono::{DateTime, Utc};

use crate::db::Transaction;
use crate::{Database, Error, db};

/// A firm in this database. It comes from a token or from the command line, never from a request's path alone
/// (`rules.md` 39); but the slug in a portal's address names the firm that is visited, which is open to anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FirmId(i64);

impl FirmId {
    pub(crate) fn from_database(id: i64) -> Self {
        Self(id)
    }

    pub(crate) fn get(self) -> i64 {
        self.0
    }
}

/// Makes a firm. `slug` stands in addresses: small letters, digits and hyphens.
///
/// # Errors
/// [`Error::Invalid`] if the slug or the name cannot be used, [`Error::SlugTaken`] if another firm has the slug.
pub async fn create_firm(database: &Database, slug: &str, name: &str, now: DateTime<Utc>) -> Result<FirmId, Error> {
    check_slug(slug)?;
    let mut tx = database.write_directory().await?;
    let firm = found(&mut tx, slug, name, now).await?;
    tx.commit().await?;
    Ok(firm)
}

/// As [`create_firm`], in the caller's transaction.
///
/// # Errors
/// As [`create_firm`].
pub(crate) async fn found(tx: &mut Transaction, slug: &str, name: &str, now: DateTime<Utc>) -> Result<FirmId, Error> {
    let bad = || Error::Invalid("A firm's name has 1 to 200 characters, none of them a control character.".to_owned());
    db::firms::insert(tx, slug, &domain::firm_name(name).ok_or_else(bad)?, false, now).await
}

fn check_slug(slug: &str) -> Result<(), Error> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if (1..=63).contains(&slug.len()) && slug.bytes().all(plain) && !slug.starts_with('-') && !slug.ends_with('-') {
        return Ok(());
    }
    Err(Error::Invalid("A slug has 1 to 63 small letters, digits and hyphens, such as harlow-pike.".to_owned()))
}

/// The firm of this slug.
///
/// # Errors
/// [`Error::NotFound`] if there is none.
pub async fn find_firm(database: &Database, slug: &str) -> Result<FirmId, Error> {
    db::firms::by_slug(&mut database.read_directory().await?, slug).await?.ok_or(Error::NotFound("firm"))
}

/// The slugs of all firms, in alphabetical order, for whoever administers them and mistyped one.
///
/// # Errors
/// [`Error::Database`] if it fails.
pub async fn slugs(database: &Database) -> Result<Vec<String>, Error> {
    db::firms::slugs(&mut database.read_directory().await?).await
}
