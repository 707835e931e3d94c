//! Times that a request may name: those that every engine stores and compares.

use chrono::{DateTime, Datelike, Utc};

use super::problem::ApiError;

/// Whether a time is of the years that both engines write alike.
pub(super) fn is_storable(time: &DateTime<Utc>) -> bool {
    (1..=9999).contains(&time.year())
}

/// A time that a request gives, if it gives one.
pub(super) fn storable(time: Option<DateTime<Utc>>, name: &str) -> Result<Option<DateTime<Utc>>, ApiError> {
    match time {
        Some(time) if !is_storable(&time) => Err(ApiError::invalid(format!("`{name}` is not of the years 1 to 9999."))),
        time => Ok(time),
    }
}
