//! What lists have in common: what may be asked for, and how it is given out.

use domain::LONGEST_SEARCH;
use domain::directory::Search;

use super::problem::ApiError;

/// The number of rows that a request asks for, up to `most`; `unasked` if it names none.
pub(super) fn limit(asked: Option<u32>, unasked: u32, most: u32) -> Result<u32, ApiError> {
    match asked.unwrap_or(unasked) {
        limit if (1..=most).contains(&limit) => Ok(limit),
        limit => Err(ApiError::invalid(format!("`limit` is 1 to {most}, not {limit}."))),
    }
}

/// What is searched for, or that it is too long.
pub(super) fn searched(search: &str) -> Result<Search, ApiError> {
    if search.chars().count() > LONGEST_SEARCH {
        return Err(ApiError::invalid("A search has 200 characters at most."));
    }
    Ok(Search::of(search))
}
