use chrono::{DateTime, Utc};
use domain::ClientId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// What a caller reads out, typed by staff (`rules.md` 42). Neither text has to be right, nor even possible. A body and
/// no query, since invoice numbers are keys and have no place in an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct KeyRehearsalBody {
    /// The Client ID, to the letter.
    pub client_id: String,
    /// The invoice number, to the letter; empty where none was read out.
    pub invoice_number: String,
}

/// What is wrong with a key, for staff alone, and what to say to the caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct KeyRehearsal {
    /// Whether the portal would open now; none if it depends on what is not known here.
    pub would_open: Option<bool>,
    /// Exactly what is right and wrong, each thing a sentence.
    pub says: Vec<String>,
    /// What to say back: it gives nothing away that the portal would not (10).
    pub say_back: String,
    /// The client that was meant; none if no Client ID is like the typed one.
    pub meant_client: Option<ClientId>,
    /// Until when no key of that client is accepted; none if its key is open.
    pub closed_until: Option<DateTime<Utc>>,
    /// When the newest import was taken from the PMS; none before the first import.
    pub data_as_of: Option<DateTime<Utc>>,
}
