use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// Who is asking, of which firm, and how old its data is (`rules.md` 2, 38).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Session {
    /// The firm that the caller's token belongs to.
    pub firm: FirmBrief,
    /// The name of the person, as it stands in the activity log.
    pub staff: String,
    /// When the newest import was taken from the PMS; none before the first import.
    pub data_as_of: Option<DateTime<Utc>>,
}

/// A firm in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct FirmBrief {
    /// Stands in addresses: `/p/harlow-pike`.
    pub slug: String,
    /// The firm's name.
    pub name: String,
    /// An invented firm to try Portico on; plainly marked wherever it is shown.
    pub sample: bool,
}
