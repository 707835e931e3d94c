use chrono::{DateTime, Utc};
use domain::FirmSettings;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// The firm's settings that decide what its portals do (`rules.md` 9, 10, 33).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct FirmSettingsView {
    /// Counts the changes of the settings from 0. It is their `ETag`.
    pub version: i64,
    /// The settings.
    pub settings: FirmSettings,
    /// The firm's own colour on its portal's pages, as the web writes it: `#1d4e6b`.
    pub portal_colour: String,
    /// Who changed them last; none if nobody ever did.
    pub changed_by: Option<String>,
    /// When they changed last.
    pub changed_at: Option<DateTime<Utc>>,
}

/// A change of the settings; needs `If-Match` with their version. What is not given stays as it is, so that a program
/// that does not know a newer setting cannot reset it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct SettingsBody {
    /// Whether signed-in portal users see the payments made before.
    #[serde(default)]
    pub payment_history: Option<bool>,
    /// Whether a key is the Client ID with an invoice number, and not the Client ID alone.
    #[serde(default)]
    pub asks_invoice: Option<bool>,
    /// Whether a key is taken only together with a code sent to a contact on file.
    #[serde(default)]
    pub strict_keys: Option<bool>,
    /// Whether late fees are shown.
    #[serde(default)]
    pub late_fees_shown: Option<bool>,
    /// For how many hours a desktop may use what it has cached without having heard the backend, 1 to 720.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 720)]
    pub cache_hours: Option<u32>,
    /// The firm's own colour on its portal's pages, as the web writes it.
    #[serde(default)]
    #[schema(pattern = "^#[0-9A-Fa-f]{6}$")]
    pub portal_colour: Option<String>,
    /// Why, in the staff member's own words; at most 500 characters.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub reason: Option<String>,
}
