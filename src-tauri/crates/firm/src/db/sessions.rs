//! Who is signed in to the portals.

use chrono::{DateTime, Utc};
use domain::PortalUserId;

use super::{Transaction, query, query_scalar};
use crate::{Error, FirmId, Secret};

/// Begins a session, and forgets those of the same user that are over.
pub(crate) async fn insert(
    tx: &mut Transaction,
    firm: FirmId,
    user: PortalUserId,
    token: &Secret,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<(), Error> {
    let forget = "DELETE FROM portal_session WHERE firm_id = $1 AND portal_user_id = $2 AND expires_at <= $3";
    query(forget).bind(firm.get()).bind(user.get()).bind(now).execute(tx).await?;
    query(
        "INSERT INTO portal_session (token_hash, firm_id, portal_user_id, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(token.digest())
    .bind(firm.get())
    .bind(user.get())
    .bind(now)
    .bind(expires_at)
    .execute(tx)
    .await?;
    Ok(())
}

/// Whose session this is; none if it is nobody's, over, or of another firm.
pub(crate) async fn user(
    tx: &mut Transaction,
    firm: FirmId,
    token: &Secret,
    now: DateTime<Utc>,
) -> Result<Option<PortalUserId>, Error> {
    let user = query_scalar(
        "SELECT portal_user_id FROM portal_session WHERE token_hash = $1 AND firm_id = $2 AND expires_at > $3",
    );
    let user = user.bind(token.digest()).bind(firm.get()).bind(now).fetch_optional(tx).await?;
    Ok(user.map(PortalUserId::new))
}

/// Ends this session.
pub(crate) async fn delete(tx: &mut Transaction, firm: FirmId, token: &Secret) -> Result<(), Error> {
    let delete = query("DELETE FROM portal_session WHERE token_hash = $1 AND firm_id = $2");
    delete.bind(token.digest()).bind(firm.get()).execute(tx).await?;
    Ok(())
}

/// Ends every session of this user.
pub(crate) async fn delete_all(tx: &mut Transaction, firm: FirmId, user: PortalUserId) -> Result<(), Error> {
    let delete = query("DELETE FROM portal_session WHERE firm_id = $1 AND portal_user_id = $2");
    delete.bind(firm.get()).bind(user.get()).execute(tx).await?;
    Ok(())
}
