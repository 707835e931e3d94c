//! Wrong passwords, and messages that were asked for: what their limits are counted by. Both are forgotten after a day.

use chrono::{DateTime, TimeDelta, Utc};
use domain::PortalUserId;

use super::{Transaction, query, query_scalar};
use crate::{Error, FirmId};

/// How long what was counted is kept.
const KEPT_FOR: TimeDelta = TimeDelta::days(1);

/// What is counted.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Counted {
    WrongPassword,
    MessageRequest,
}

macro_rules! statement {
    ($counted:expr, $sql:literal, $rest:literal) => {
        match $counted {
            Counted::WrongPassword => concat!($sql, "sign_in_attempt", $rest),
            Counted::MessageRequest => concat!($sql, "message_request", $rest),
        }
    };
}

pub(crate) async fn insert(
    tx: &mut Transaction,
    firm: FirmId,
    counted: Counted,
    email_key: &str,
    network: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let forget = statement!(counted, "DELETE FROM ", " WHERE firm_id = $1 AND at <= $2");
    query(forget).bind(firm.get()).bind(now - KEPT_FOR).execute(tx).await?;
    let insert = statement!(counted, "INSERT INTO ", " (firm_id, at, email_key, network) VALUES ($1, $2, $3, $4)");
    query(insert).bind(firm.get()).bind(now).bind(email_key).bind(network).execute(tx).await?;
    Ok(())
}

/// How many there were for this address after `since`.
pub(crate) async fn by_email(
    tx: &mut Transaction,
    firm: FirmId,
    counted: Counted,
    email_key: &str,
    since: DateTime<Utc>,
) -> Result<i64, Error> {
    let sql = statement!(counted, "SELECT count(*) FROM ", " WHERE firm_id = $1 AND email_key = $2 AND at > $3");
    query_scalar(sql).bind(firm.get()).bind(email_key).bind(since).fetch_one(tx).await
}

/// How many came from this network after `since`.
pub(crate) async fn by_network(
    tx: &mut Transaction,
    firm: FirmId,
    counted: Counted,
    network: &str,
    since: DateTime<Utc>,
) -> Result<i64, Error> {
    let sql = statement!(counted, "SELECT count(*) FROM ", " WHERE firm_id = $1 AND network = $2 AND at > $3");
    query_scalar(sql).bind(firm.get()).bind(network).bind(since).fetch_one(tx).await
}

/// When the wrong password for this address was given that has `n` - 1 newer ones; none if there are fewer.
pub(crate) async fn nth_newest_wrong(
    tx: &mut Transaction,
    firm: FirmId,
    email_key: &str,
    n: u32,
) -> Result<Option<DateTime<Utc>>, Error> {
    let at = query_scalar(
        "SELECT at FROM sign_in_attempt WHERE firm_id = $1 AND email_key = $2 ORDER BY at DESC LIMIT 1 OFFSET $3",
    );
    at.bind(firm.get()).bind(email_key).bind(n.saturating_sub(1)).fetch_optional(tx).await
}

/// Counts one more wrong password of the account with this address, if there is one.
pub(crate) async fn add_wrong_in_a_row(tx: &mut Transaction, firm: FirmId, email_key: &str) -> Result<(), Error> {
    let add = "UPDATE portal_user SET wrong_in_a_row = wrong_in_a_row + 1 WHERE firm_id = $1 AND email_key = $2";
    query(add).bind(firm.get()).bind(email_key).execute(tx).await?;
    Ok(())
}

/// How many wrong passwords in a row the account has been given.
pub(crate) async fn wrong_in_a_row(tx: &mut Transaction, firm: FirmId, email_key: &str) -> Result<u32, Error> {
    let count = query_scalar("SELECT wrong_in_a_row FROM portal_user WHERE firm_id = $1 AND email_key = $2");
    let count: Option<i64> = count.bind(firm.get()).bind(email_key).fetch_optional(tx).await?;
    Ok(u32::try_from(count.unwrap_or(0)).unwrap_or(u32::MAX))
}

/// Forgets the wrong passwords of an account, which its owner has got past.
pub(crate) async fn forget_wrong(
    tx: &mut Transaction,
    firm: FirmId,
    user: PortalUserId,
    email_key: &str,
) -> Result<(), Error> {
    let reset = "UPDATE portal_user SET wrong_in_a_row = 0 WHERE firm_id = $1 AND portal_user_id = $2";
    query(reset).bind(firm.get()).bind(user.get()).execute(tx).await?;
    let forget = "DELETE FROM sign_in_attempt WHERE firm_id = $1 AND email_key = $2";
    query(forget).bind(firm.get()).bind(email_key).execute(tx).await?;
    Ok(())
}
