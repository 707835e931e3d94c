//! Firms and the tokens by which their staff are known.

use chrono::{DateTime, Utc};
use domain::Permissions;

use crate::db::firms::NewToken;
use crate::{Database, Error, Secret, db};

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
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 200 || name.contains(char::is_control) {
        return Err(Error::Invalid(
            "A firm's name has 1 to 200 characters, none of them a control character.".to_owned(),
        ));
    }
    let mut tx = database.write_directory().await?;
    let firm = db::firms::insert(&mut tx, slug, &domain::composed(name), false, now).await?;
    tx.commit().await?;
    Ok(firm)
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

/// Issues a bearer token of the firm API to a member of staff, named as the activity log will record it, with these
/// permissions (`rules.md` 38). The token is returned once; only its digest is kept.
///
/// # Errors
/// [`Error::Invalid`] if the name is empty or too long.
pub async fn issue_token(
    database: &Database,
    firm: FirmId,
    staff: &str,
    permissions: &Permissions,
    now: DateTime<Utc>,
) -> Result<Secret, Error> {
    let staff = staff.trim();
    if staff.is_empty() || staff.chars().count() > 200 || staff.chars().any(char::is_control) {
        return Err(Error::Invalid("The name of a member of staff has 1 to 200 characters.".to_owned()));
    }
    let token = Secret::random();
    let mut tx = database.write(firm).await?;
    let new = NewToken { token: &token, staff, permissions, embedded: false };
    db::firms::insert_token(&mut tx, firm, &new, now).await?;
    tx.commit().await?;
    Ok(token)
}
