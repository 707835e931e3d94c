//! Payment plans, as far as links bear on them (`rules.md` 26).

use chrono::{DateTime, Utc};
use domain::{ClientId, PortalUserId};

use super::{Transaction, query, query_scalar};
use crate::{Error, FirmId};

/// How many plans this user has running for this client.
pub(crate) async fn running(
    tx: &mut Transaction,
    firm: FirmId,
    user: PortalUserId,
    client: &ClientId,
) -> Result<u32, Error> {
    let count: i64 = query_scalar(
        "SELECT count(*) FROM plan
         WHERE firm_id = $1 AND portal_user_id = $2 AND client_id = $3 AND stopped_at IS NULL",
    )
    .bind(firm.get())
    .bind(user.get())
    .bind(client.as_str())
    .fetch_one(tx)
    .await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Stops them, since the user was de-linked.
pub(crate) async fn stop(
    tx: &mut Transaction,
    firm: FirmId,
    user: PortalUserId,
    client: &ClientId,
    now: DateTime<Utc>,
) -> Result<u64, Error> {
    query(
        "UPDATE plan SET stopped_at = $4, stopped_why = 'de_link'
         WHERE firm_id = $1 AND portal_user_id = $2 AND client_id = $3 AND stopped_at IS NULL",
    )
    .bind(firm.get())
    .bind(user.get())
    .bind(client.as_str())
    .bind(now)
    .execute(tx)
    .await
}

/// How many plans the de-link of this number has stopped.
pub(crate) async fn stopped_by_de_link(
    tx: &mut Transaction,
    firm: FirmId,
    user: PortalUserId,
    client: &ClientId,
    number: i64,
) -> Result<u64, Error> {
    let count: i64 = query_scalar(
        "SELECT count(*) FROM plan
         WHERE firm_id = $1 AND portal_user_id = $2 AND client_id = $3 AND stopped_why = 'de_link'
             AND stopped_at = (SELECT at FROM activity WHERE firm_id = $1 AND number = $4)",
    )
    .bind(firm.get())
    .bind(user.get())
    .bind(client.as_str())
    .bind(number)
    .fetch_one(tx)
    .await?;
    Ok(u64::try_from(count).unwrap_or_default())
}
