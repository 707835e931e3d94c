//! Firms, and the numbers they give out.

use chrono::{DateTime, Utc};
use domain::{Colour, FirmSettings};
use sqlx::FromRow;

use super::{Transaction, query, query_as, query_scalar};
use crate::{Error, FirmId};

#[derive(Debug, FromRow)]
pub(crate) struct FirmRow {
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) sample: bool,
    pub(crate) payment_history: bool,
    pub(crate) asks_invoice: bool,
    pub(crate) strict_keys: bool,
    pub(crate) late_fees_shown: bool,
    pub(crate) cache_hours: i64,
    pub(crate) portal_colour: String,
    pub(crate) settings_version: i64,
    pub(crate) settings_changed_by: Option<String>,
    pub(crate) settings_changed_at: Option<DateTime<Utc>>,
}

impl FirmRow {
    /// Its colour on its portal's pages.
    pub(crate) fn colour(&self) -> Colour {
        self.portal_colour.parse().unwrap_or(Colour::USUAL)
    }

    pub(crate) fn settings(&self) -> FirmSettings {
        let usual = FirmSettings::default().cache_hours;
        FirmSettings {
            payment_history: self.payment_history,
            asks_invoice: self.asks_invoice,
            strict_keys: self.strict_keys,
            late_fees_shown: self.late_fees_shown,
            cache_hours: self.cache_hours.try_into().unwrap_or(usual),
        }
    }
}

pub(crate) async fn insert(
    tx: &mut Transaction,
    slug: &str,
    name: &str,
    sample: bool,
    now: DateTime<Utc>,
) -> Result<FirmId, Error> {
    let inserted =
        query_scalar("INSERT INTO firm (slug, name, sample, created_at) VALUES ($1, $2, $3, $4) RETURNING firm_id");
    match inserted.bind(slug).bind(name).bind(sample).bind(now).fetch_one(tx).await {
        Ok(id) => Ok(FirmId::from_database(id)),
        Err(error) if error.is_duplicate() => Err(Error::SlugTaken),
        Err(error) => Err(error),
    }
}

pub(crate) async fn by_slug(tx: &mut Transaction, slug: &str) -> Result<Option<FirmId>, Error> {
    let id = query_scalar("SELECT firm_id FROM firm WHERE slug = $1").bind(slug).fetch_optional(tx).await?;
    Ok(id.map(FirmId::from_database))
}

/// The slugs of all firms, in alphabetical order.
pub(crate) async fn slugs(tx: &mut Transaction) -> Result<Vec<String>, Error> {
    query_scalar("SELECT slug FROM firm ORDER BY slug").fetch_all(tx).await
}

/// The firm that was made first; none in a new database.
pub(crate) async fn first(tx: &mut Transaction) -> Result<Option<FirmId>, Error> {
    let id = query_scalar("SELECT firm_id FROM firm ORDER BY firm_id LIMIT 1").fetch_optional(tx).await?;
    Ok(id.map(FirmId::from_database))
}

/// Every firm there is.
pub(crate) async fn all(tx: &mut Transaction) -> Result<Vec<FirmId>, Error> {
    let ids = query_scalar("SELECT firm_id FROM firm ORDER BY firm_id").fetch_all(tx).await?;
    Ok(ids.into_iter().map(FirmId::from_database).collect())
}

/// Whether there is any firm.
pub(crate) async fn any(tx: &mut Transaction) -> Result<bool, Error> {
    query_scalar("SELECT EXISTS (SELECT 1 FROM firm)").fetch_one(tx).await
}

pub(crate) async fn get(tx: &mut Transaction, firm: FirmId) -> Result<FirmRow, Error> {
    let row = query_as(
        "SELECT slug, name, sample, payment_history, asks_invoice, strict_keys, late_fees_shown, cache_hours,
             portal_colour, settings_version, settings_changed_by, settings_changed_at
         FROM firm WHERE firm_id = $1",
    );
    row.bind(firm.get()).fetch_one(tx).await
}

/// Puts these settings in the place of those before, as their next version.
pub(crate) async fn put_settings(
    tx: &mut Transaction,
    firm: FirmId,
    settings: FirmSettings,
    colour: Colour,
    by: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    query(
        "UPDATE firm SET payment_history = $2, asks_invoice = $3, strict_keys = $4, late_fees_shown = $5,
             cache_hours = $6, settings_version = settings_version + 1, settings_changed_by = $7, settings_changed_at = $8, portal_colour = $9
         WHERE firm_id = $1",
    )
    .bind(firm.get())
    .bind(settings.payment_history)
    .bind(settings.asks_invoice)
    .bind(settings.strict_keys)
    .bind(settings.late_fees_shown)
    .bind(i64::from(settings.cache_hours))
    .bind(by)
    .bind(now)
    .bind(colour.to_string())
    .execute(tx)
    .await?;
    Ok(())
}

/// The firm's next number of a kind. It locks the firm's row until the transaction ends, so that numbers follow
/// commits and have no gap.
pub(crate) async fn next_number(tx: &mut Transaction, firm: FirmId, kind: Number) -> Result<i64, Error> {
    query_scalar(kind.sql()).bind(firm.get()).fetch_one(tx).await
}

/// What a firm counts, besides activities and changes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Number {
    PortalUser,
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
            Self::Import => next!("last_import"),
            Self::KeyAttempt => next!("last_key_attempt"),
        }
    }
}
