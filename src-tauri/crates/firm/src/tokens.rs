//! The tokens by which the firm's staff are known to the firm API: issued, listed and revoked by whoever administers the
//! server.

use chrono::{DateTime, Utc};
use domain::Permissions;

use crate::db::staff_tokens::NewToken;
use crate::{Database, Error, FirmId, Secret, db};

/// A token that was issued and is good.
#[derive(Debug, Clone)]
pub struct IssuedToken {
    pub(crate) digest: Vec<u8>,
    /// Whose it is, as the activity log records the name.
    pub staff: String,
    /// What its owner may do.
    pub permissions: Permissions,
    /// Since when.
    pub issued_at: DateTime<Utc>,
}

/// How many bytes of a digest name a token.
const NAMED_BY: usize = 6;

impl IssuedToken {
    /// What it is called where it is listed: the beginning of its digest, which opens nothing.
    #[must_use]
    pub fn id(&self) -> String {
        self.digest.iter().take(NAMED_BY).map(|byte| format!("{byte:02x}")).collect()
    }
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
    db::staff_tokens::insert(&mut tx, firm, &new, now).await?;
    tx.commit().await?;
    Ok(token)
}

/// The tokens of the firm's staff, the oldest first.
///
/// # Errors
/// [`Error::Database`] if it fails.
pub async fn issued_tokens(database: &Database, firm: FirmId) -> Result<Vec<IssuedToken>, Error> {
    db::staff_tokens::all(&mut database.read(firm).await?, firm).await
}

/// Revokes the token of this id: the next request with it is nobody's. A stream of changes that it opened ends by itself
/// within minutes.
///
/// # Errors
/// [`Error::NotFound`] if the firm has no such token, [`Error::Invalid`] if it has two.
pub async fn revoke_token(database: &Database, firm: FirmId, id: &str) -> Result<IssuedToken, Error> {
    let mut tx = database.write(firm).await?;
    let mut tokens = db::staff_tokens::all(&mut tx, firm).await?;
    tokens.retain(|token| token.id().eq_ignore_ascii_case(id));
    let token = tokens.pop().ok_or(Error::NotFound("token"))?;
    if !tokens.is_empty() {
        return Err(Error::Invalid("Two tokens have this id by chance: none was revoked.".to_owned()));
    }
    db::staff_tokens::delete(&mut tx, firm, &token).await?;
    tx.commit().await?;
    Ok(token)
}
