//! Visits without an account (`rules.md` 8, 12).

use chrono::{DateTime, Utc};
use domain::ClientId;

use super::{Transaction, query, query_scalar};
use crate::{Error, FirmId, Secret};

/// Begins a visit by a key, or by the one-click link of this id, and forgets those of the firm that are over.
pub(crate) async fn insert(
    tx: &mut Transaction,
    firm: FirmId,
    client: &ClientId,
    link_id: Option<&str>,
    token: &Secret,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<(), Error> {
    let forget = "DELETE FROM portal_visit WHERE firm_id = $1 AND expires_at <= $2";
    query(forget).bind(firm.get()).bind(now).execute(tx).await?;
    query(
        "INSERT INTO portal_visit (token_hash, firm_id, client_id, link_id, begun_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(token.digest())
    .bind(firm.get())
    .bind(client.as_str())
    .bind(link_id)
    .bind(now)
    .bind(expires_at)
    .execute(tx)
    .await?;
    Ok(())
}

/// The client that this visit is bound to; none if it is over, nobody's, or of another firm.
pub(crate) async fn client(
    tx: &mut Transaction,
    firm: FirmId,
    token: &Secret,
    now: DateTime<Utc>,
) -> Result<Option<ClientId>, Error> {
    let client: Option<String> =
        query_scalar("SELECT client_id FROM portal_visit WHERE token_hash = $1 AND firm_id = $2 AND expires_at > $3")
            .bind(token.digest())
            .bind(firm.get())
            .bind(now)
            .fetch_optional(tx)
            .await?;
    client.map(|client| Ok(ClientId::new(client)?)).transpose()
}

/// Ends this visit.
pub(crate) async fn delete(tx: &mut Transaction, firm: FirmId, token: &Secret) -> Result<(), Error> {
    let delete = query("DELETE FROM portal_visit WHERE token_hash = $1 AND firm_id = $2");
    delete.bind(token.digest()).bind(firm.get()).execute(tx).await?;
    Ok(())
}
