use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// A text and the places in it that answer the search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Marked {
    /// The text as it is stored.
    pub text: String,
    /// Half-open ranges in UTF-16 code units, ascending and apart from each other.
    pub marks: Vec<(u32, u32)>,
}
