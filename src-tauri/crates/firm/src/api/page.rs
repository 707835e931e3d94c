//! How much of a list a request may ask for at once.

use super::problem::ApiError;

/// The number of rows that a request asks for, up to `most`; `unasked` if it names none.
pub(super) fn limit(asked: Option<u32>, unasked: u32, most: u32) -> Result<u32, ApiError> {
    match asked.unwrap_or(unasked) {
        limit if (1..=most).contains(&limit) => Ok(limit),
        limit => Err(ApiError::invalid(format!("`limit` is 1 to {most}, not {limit}."))),
    }
}
