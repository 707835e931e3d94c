//! Answers to requests that may be repeated, each written in the transaction of what it answers.

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use super::{Transaction, query, query_as};
use crate::{Error, FirmId};

/// A request that may be repeated.
#[derive(Debug)]
pub(crate) struct Asked {
    /// Who asks: another's key is unrelated.
    pub(crate) caller: String,
    pub(crate) key: String,
    /// What makes it this request and no other.
    pub(crate) request_hash: Vec<u8>,
}

/// An answer as it was given.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub(crate) struct Answered {
    pub(crate) status: i64,
    pub(crate) body: Vec<u8>,
    pub(crate) etag: Option<String>,
}

/// An answer, and to which request it was given.
#[derive(Debug, FromRow)]
pub(crate) struct Kept {
    pub(crate) request_hash: Vec<u8>,
    #[sqlx(flatten)]
    pub(crate) answered: Answered,
}

/// What was answered under this key.
pub(crate) async fn get(tx: &mut Transaction, firm: FirmId, asked: &Asked) -> Result<Option<Kept>, Error> {
    query_as("SELECT request_hash, status, body, etag FROM answered WHERE firm_id = $1 AND caller = $2 AND key = $3")
        .bind(firm.get())
        .bind(&asked.caller)
        .bind(&asked.key)
        .fetch_optional(tx)
        .await
}

pub(crate) async fn put(
    tx: &mut Transaction,
    firm: FirmId,
    asked: &Asked,
    answered: &Answered,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    query(
        "INSERT INTO answered (firm_id, caller, key, request_hash, status, body, etag, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(firm.get())
    .bind(&asked.caller)
    .bind(&asked.key)
    .bind(asked.request_hash.as_slice())
    .bind(answered.status)
    .bind(answered.body.as_slice())
    .bind(answered.etag.as_deref())
    .bind(now)
    .execute(tx)
    .await?;
    Ok(())
}

/// Forgets answers that are older than this.
pub(crate) async fn forget_before(tx: &mut Transaction, firm: FirmId, time: DateTime<Utc>) -> Result<(), Error> {
    let forget = query("DELETE FROM answered WHERE firm_id = $1 AND at < $2");
    forget.bind(firm.get()).bind(time).execute(tx).await?;
    Ok(())
}
