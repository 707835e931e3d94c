//! One-click links: by which token they are found, to whom they were sent, for which client, and until when they are good (`rules.md` 13).

use chrono::{DateTime, Utc};
use domain::{ClientId, Email, OneClickLink};
use sqlx::FromRow;

use super::{Transaction, query, query_as, query_scalar};
use crate::{Error, FirmId, Secret};

/// A link to be sent.
pub(crate) struct NewLink<'a> {
    pub(crate) link_id: &'a str,
    pub(crate) token: &'a Secret,
    pub(crate) client: &'a ClientId,
    pub(crate) about: &'a str,
    pub(crate) recipient: &'a Email,
    /// The member of staff who sends it.
    pub(crate) by: &'a str,
}

/// A link that was sent.
#[derive(Debug)]
pub(crate) struct SentLink {
    pub(crate) link_id: String,
    pub(crate) about: String,
    /// The address, as written.
    pub(crate) recipient: String,
    pub(crate) sent_by: String,
    pub(crate) link: OneClickLink,
}

#[derive(Debug, FromRow)]
struct SentRow {
    link_id: String,
    client_id: String,
    about: String,
    recipient: String,
    recipient_key: String,
    sent_by: String,
    sent_at: DateTime<Utc>,
    revoked_at: Option<DateTime<Utc>>,
}

/// The links `l` of a firm, `$1`, that the rest of the statement names.
macro_rules! select_sent {
    ($rest:literal) => {
        concat!(
            "SELECT l.link_id, l.client_id, l.about, l.sent_by, l.recipient, l.recipient_key, l.sent_at, l.revoked_at ",
            "FROM one_click_link l ",
            $rest
        )
    };
}

pub(crate) async fn insert(
    tx: &mut Transaction,
    firm: FirmId,
    link: &NewLink<'_>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    query(
        "INSERT INTO one_click_link
             (firm_id, link_id, token_hash, client_id, about, recipient, recipient_key, sent_at, sent_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(firm.get())
    .bind(link.link_id)
    .bind(link.token.digest())
    .bind(link.client.as_str())
    .bind(link.about)
    .bind(link.recipient.as_str())
    .bind(link.recipient.key())
    .bind(now)
    .bind(link.by)
    .execute(tx)
    .await?;
    Ok(())
}

/// The link of this id, if it is this client's.
pub(crate) async fn get(
    tx: &mut Transaction,
    firm: FirmId,
    client: &ClientId,
    link_id: &str,
) -> Result<Option<SentLink>, Error> {
    let row = query_as(select_sent!("WHERE l.firm_id = $1 AND l.client_id = $2 AND l.link_id = $3"));
    let row: Option<SentRow> = row.bind(firm.get()).bind(client.as_str()).bind(link_id).fetch_optional(tx).await?;
    row.map(SentRow::read).transpose()
}

/// The link that this token opens, if it is one of this firm, whatever its state.
pub(crate) async fn by_token(tx: &mut Transaction, firm: FirmId, token: &Secret) -> Result<Option<SentLink>, Error> {
    let row = query_as(select_sent!("WHERE l.firm_id = $1 AND l.token_hash = $2"));
    let row: Option<SentRow> = row.bind(firm.get()).bind(token.digest()).fetch_optional(tx).await?;
    row.map(SentRow::read).transpose()
}

/// The link that this visit came by; none if it came by a key.
pub(crate) async fn of_visit(tx: &mut Transaction, firm: FirmId, visit: &Secret) -> Result<Option<SentLink>, Error> {
    let row = query_as(select_sent!(
        "JOIN portal_visit v ON v.firm_id = l.firm_id AND v.link_id = l.link_id
         WHERE l.firm_id = $1 AND v.token_hash = $2"
    ));
    let row: Option<SentRow> = row.bind(firm.get()).bind(visit.digest()).fetch_optional(tx).await?;
    row.map(SentRow::read).transpose()
}

/// The links that were sent for a client after this time, newest first.
pub(crate) async fn sent(
    tx: &mut Transaction,
    firm: FirmId,
    client: &ClientId,
    sent_after: DateTime<Utc>,
) -> Result<Vec<SentLink>, Error> {
    let rows = query_as(select_sent!(
        "WHERE l.firm_id = $1 AND l.client_id = $2 AND l.sent_at > $3 ORDER BY l.sent_at DESC, l.link_id DESC"
    ));
    let rows: Vec<SentRow> = rows.bind(firm.get()).bind(client.as_str()).bind(sent_after).fetch_all(tx).await?;
    rows.into_iter().map(SentRow::read).collect()
}

/// Revokes one link of a client, and says how many that were not revoked before.
pub(crate) async fn revoke_one(
    tx: &mut Transaction,
    firm: FirmId,
    client: &ClientId,
    link_id: &str,
    now: DateTime<Utc>,
) -> Result<u64, Error> {
    query(
        "UPDATE one_click_link SET revoked_at = $4
         WHERE firm_id = $1 AND client_id = $2 AND link_id = $3 AND revoked_at IS NULL",
    )
    .bind(firm.get())
    .bind(client.as_str())
    .bind(link_id)
    .bind(now)
    .execute(tx)
    .await
}

impl SentRow {
    fn read(self) -> Result<SentLink, Error> {
        let Self { link_id, client_id, about, recipient, recipient_key, sent_by, sent_at, revoked_at } = self;
        let link = OneClickLink { client: ClientId::new(client_id)?, recipient_key, sent_at, revoked_at };
        Ok(SentLink { link_id, about, recipient, sent_by, link })
    }
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
