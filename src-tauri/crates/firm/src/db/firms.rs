//! Firms, the numbers they give out, and the tokens of their staff.

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use super::Connection;
use crate::{Error, FirmId};

#[derive(Debug, FromRow)]
pub(crate) struct FirmRow {
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) sample: bool,
    pub(crate) payment_history: bool,
}

pub(crate) async fn insert(
    conn: &mut Connection,
    slug: &str,
    name: &str,
    sample: bool,
    now: DateTime<Utc>,
) -> Result<FirmId, Error> {
    let inserted = sqlx::query_scalar(
        "INSERT INTO firm (slug, name, sample, created_at) VALUES ($1, $2, $3, $4) RETURNING firm_id",
    );
    match inserted.bind(slug).bind(name).bind(sample).bind(now).fetch_one(conn).await {
        Ok(id) => Ok(FirmId::from_database(id)),
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => Err(Error::SlugTaken),
        Err(error) => Err(error.into()),
    }
}

pub(crate) async fn by_slug(conn: &mut Connection, slug: &str) -> Result<Option<FirmId>, Error> {
    let id = sqlx::query_scalar("SELECT firm_id FROM firm WHERE slug = $1").bind(slug).fetch_optional(conn).await?;
    Ok(id.map(FirmId::from_database))
}

/// The firm that was made first; none in a new database.
pub(crate) async fn first(conn: &mut Connection) -> Result<Option<FirmId>, Error> {
    let id = sqlx::query_scalar("SELECT firm_id FROM firm ORDER BY firm_id LIMIT 1").fetch_optional(conn).await?;
    Ok(id.map(FirmId::from_database))
}

pub(crate) async fn get(conn: &mut Connection, firm: FirmId) -> Result<FirmRow, Error> {
    let row = sqlx::query_as("SELECT slug, name, sample, payment_history FROM firm WHERE firm_id = $1");
    Ok(row.bind(firm.get()).fetch_one(conn).await?)
}

/// The firm's next number of a kind. It locks the firm's row until the transaction ends, so that numbers follow
/// commits and have no gap.
pub(crate) async fn next_number(conn: &mut Connection, firm: FirmId, kind: Number) -> Result<i64, Error> {
    Ok(sqlx::query_scalar(kind.sql()).bind(firm.get()).fetch_one(conn).await?)
}

/// What a firm counts.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Number {
    PortalUser,
    Activity,
    Import,
    KeyAttempt,
}

impl Number {
    fn sql(self) -> &'static str {
        macro_rules! next {
            ($column:literal) => {
                concat!("UPDATE firm SET ", $column, " = ", $column, " + 1 WHERE firm_id = $1 RETURNING ", $column)
            };
        }
        match self {
            Self::PortalUser => next!("last_portal_user"),
            Self::Activity => next!("last_activity"),
            Self::Import => next!("last_import"),
            Self::KeyAttempt => next!("last_key_attempt"),
        }
    }
}

pub(crate) async fn insert_token(
    conn: &mut Connection,
    firm: FirmId,
    token_hash: &[u8],
    staff: &str,
    embedded: bool,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO staff_token (token_hash, firm_id, staff, embedded, created_at) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(token_hash)
    .bind(firm.get())
    .bind(staff)
    .bind(embedded)
    .bind(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends the tokens that an application made for itself at earlier starts.
pub(crate) async fn delete_embedded_tokens(conn: &mut Connection) -> Result<(), Error> {
    sqlx::query("DELETE FROM staff_token WHERE embedded").execute(conn).await?;
    Ok(())
}

/// Whose token has this digest.
pub(crate) async fn by_token(conn: &mut Connection, token_hash: &[u8]) -> Result<Option<(FirmId, String)>, Error> {
    let found: Option<(i64, String)> = sqlx::query_as("SELECT firm_id, staff FROM staff_token WHERE token_hash = $1")
        .bind(token_hash)
        .fetch_optional(conn)
        .await?;
    Ok(found.map(|(firm, staff)| (FirmId::from_database(firm), staff)))
}
