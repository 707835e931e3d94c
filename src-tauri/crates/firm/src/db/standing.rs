//! What the activity log is compared with: how far the firm has counted, and how pairs stand, page by page in the order of
//! their key.

use sqlx::FromRow;

use super::{Transaction, query_as, query_scalar};
use crate::{Error, FirmId};

/// How a pair stands, as the link table has it: codes and all unread, since they may be anything.
#[derive(Debug, FromRow)]
pub(crate) struct StandingRow {
    pub(crate) portal_user_id: i64,
    pub(crate) client_id: String,
    pub(crate) origin: Option<String>,
    pub(crate) barred: bool,
}

/// At most `limit` pairs after this one.
pub(crate) async fn after(
    tx: &mut Transaction,
    firm: FirmId,
    user: i64,
    client: &str,
    limit: u32,
) -> Result<Vec<StandingRow>, Error> {
    query_as(
        "SELECT portal_user_id, client_id, origin, barred FROM link
         WHERE firm_id = $1 AND (portal_user_id, client_id) > ($2, $3) ORDER BY portal_user_id, client_id LIMIT $4",
    )
    .bind(firm.get())
    .bind(user)
    .bind(client)
    .bind(limit)
    .fetch_all(tx)
    .await
}

/// The number of the firm's last activity.
pub(crate) async fn last_activity(tx: &mut Transaction, firm: FirmId) -> Result<i64, Error> {
    query_scalar("SELECT last_activity FROM firm WHERE firm_id = $1").bind(firm.get()).fetch_one(tx).await
}
