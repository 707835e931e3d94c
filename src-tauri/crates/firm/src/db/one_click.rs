//! One-click links: to whom they were sent, for which client, and until when they are good (`rules.md` 13).

use chrono::{DateTime, Utc};
use domain::{ClientId, OneClickLink};
use sqlx::FromRow;

use super::{Transaction, query, query_as, query_scalar};
use crate::{Error, FirmId};

#[derive(Debug, FromRow)]
struct LinkRow {
    recipient: String,
    recipient_key: String,
    sent_at: DateTime<Utc>,
    revoked_at: Option<DateTime<Utc>>,
}

/// The links that were sent for a client after this time, newest first, each with the address as written.
pub(crate) async fn of_client(
    tx: &mut Transaction,
    firm: FirmId,
    client: &ClientId,
    sent_after: DateTime<Utc>,
) -> Result<Vec<(OneClickLink, String)>, Error> {
    let rows: Vec<LinkRow> = query_as(
        "SELECT recipient, recipient_key, sent_at, revoked_at FROM one_click_link
         WHERE firm_id = $1 AND client_id = $2 AND sent_at > $3 ORDER BY sent_at DESC, link_id",
    )
    .bind(firm.get())
    .bind(client.as_str())
    .bind(sent_after)
    .fetch_all(tx)
    .await?;
    let read = |row: LinkRow| {
        let (recipient_key, sent_at, revoked_at) = (row.recipient_key, row.sent_at, row.revoked_at);
        (OneClickLink { client: client.clone(), recipient_key, sent_at, revoked_at }, row.recipient)
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Whether a link that was sent to this address for this client has not been revoked.
pub(crate) async fn unrevoked(
    tx: &mut Transaction,
    firm: FirmId,
    client: &ClientId,
    recipient_key: &str,
) -> Result<bool, Error> {
    let found = query_scalar(
        "SELECT EXISTS (SELECT 1 FROM one_click_link
             WHERE firm_id = $1 AND client_id = $2 AND recipient_key = $3 AND revoked_at IS NULL)",
    );
    found.bind(firm.get()).bind(client.as_str()).bind(recipient_key).fetch_one(tx).await
}

/// Revokes the links that were sent to this address for this client (`rules.md` 27).
pub(crate) async fn revoke(
    tx: &mut Transaction,
    firm: FirmId,
    client: &ClientId,
    recipient_key: &str,
    now: DateTime<Utc>,
) -> Result<u64, Error> {
    query(
        "UPDATE one_click_link SET revoked_at = $4
         WHERE firm_id = $1 AND client_id = $2 AND recipient_key = $3 AND revoked_at IS NULL",
    )
    .bind(firm.get())
    .bind(client.as_str())
    .bind(recipient_key)
    .bind(now)
    .execute(tx)
    .await
}
