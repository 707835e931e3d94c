//! The bearer tokens by which staff are known. The token itself is never kept, only its digest.

use chrono::{DateTime, Utc};
use domain::{Permission, Permissions};

use super::{Transaction, query, query_as};
use crate::tokens::IssuedToken;
use crate::{Error, FirmId, Secret};

/// A bearer token, to be recorded.
pub(crate) struct NewToken<'a> {
    pub(crate) token: &'a Secret,
    pub(crate) staff: &'a str,
    pub(crate) permissions: &'a Permissions,
    pub(crate) embedded: bool,
}

/// Records a token.
pub(crate) async fn insert(
    tx: &mut Transaction,
    firm: FirmId,
    new: &NewToken<'_>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    query(
        "INSERT INTO staff_token (token_hash, firm_id, staff, permissions, embedded, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(new.token.digest())
    .bind(firm.get())
    .bind(new.staff)
    .bind(new.permissions.iter().map(Permission::code).collect::<Vec<_>>().join(" "))
    .bind(new.embedded)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(())
}

/// Ends the tokens that an application made for itself at earlier starts.
pub(crate) async fn delete_embedded(tx: &mut Transaction) -> Result<(), Error> {
    query("DELETE FROM staff_token WHERE embedded").execute(tx).await?;
    Ok(())
}

/// Whose token a bearer token is.
#[derive(Debug)]
pub(crate) struct TokenOwner {
    pub(crate) firm: FirmId,
    pub(crate) staff: String,
    pub(crate) permissions: Permissions,
}

/// Whose token this is; none if it is nobody's.
pub(crate) async fn owner(tx: &mut Transaction, token: &Secret) -> Result<Option<TokenOwner>, Error> {
    let found: Option<(i64, String, String)> =
        query_as("SELECT firm_id, staff, permissions FROM staff_token WHERE token_hash = $1")
            .bind(token.digest())
            .fetch_optional(tx)
            .await?;
    Ok(found.map(|(firm, staff, permissions)| TokenOwner {
        firm: FirmId::from_database(firm),
        staff,
        permissions: permissions_of(&permissions),
    }))
}

/// The tokens of the firm's staff, the oldest first; not those that an application made for itself.
pub(crate) async fn all(tx: &mut Transaction, firm: FirmId) -> Result<Vec<IssuedToken>, Error> {
    let rows: Vec<(Vec<u8>, String, String, DateTime<Utc>)> = query_as(
        "SELECT token_hash, staff, permissions, created_at FROM staff_token
         WHERE firm_id = $1 AND NOT embedded ORDER BY created_at, token_hash",
    )
    .bind(firm.get())
    .fetch_all(tx)
    .await?;
    let token = |(digest, staff, permissions, issued_at): (Vec<u8>, String, String, DateTime<Utc>)| IssuedToken {
        digest,
        staff,
        permissions: permissions_of(&permissions),
        issued_at,
    };
    Ok(rows.into_iter().map(token).collect())
}

/// Ends a token; it is nobody's from now on.
pub(crate) async fn delete(tx: &mut Transaction, firm: FirmId, token: &IssuedToken) -> Result<(), Error> {
    let delete = query("DELETE FROM staff_token WHERE firm_id = $1 AND token_hash = $2");
    delete.bind(firm.get()).bind(token.digest.clone()).execute(tx).await?;
    Ok(())
}

fn permissions_of(codes: &str) -> Permissions {
    codes.split(' ').filter_map(Permission::from_code).collect()
}
