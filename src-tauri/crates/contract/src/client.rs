use chrono::{DateTime, Utc};
use domain::{ClientId, Portal, PortalUserId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// A client, as staff see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct ClientDetail {
    /// The Client ID.
    pub client_id: ClientId,
    /// The client's name.
    pub name: String,
    /// The firm's office that looks after the client.
    pub office: String,
    /// Whether its portal is open.
    pub portal: Portal,
    /// The portal's state in words.
    pub portal_label: String,
    /// Its contacts, as the PMS lists them now.
    pub contacts: Vec<ClientContact>,
    /// How many portal users are linked.
    pub linked_users: i64,
    /// Until when wrong tries have closed its key; none if it is open (`rules.md` 10).
    pub key_closed_until: Option<DateTime<Utc>>,
    /// When the newest import was taken from the PMS; none before the first import.
    pub data_as_of: Option<DateTime<Utc>>,
}

/// A contact of a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct ClientContact {
    /// The contact's name.
    pub name: String,
    /// The e-mail address as the PMS writes it.
    pub email: String,
    /// Whether invoices are sent to it.
    pub receives_invoices: bool,
    /// The portal user with this address; none if there is none.
    pub portal_user_id: Option<PortalUserId>,
    /// Whether that portal user is linked to this client; if not, a link is suggested (`rules.md` 21).
    pub linked: bool,
}

/// The window's request to open a client's key before its time is over (`rules.md` 10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct KeyOpening {
    /// The client.
    pub client_id: ClientId,
    /// Why, if a reason was typed.
    pub reason: Option<String>,
}

/// What opening a client's key came to (`rules.md` 10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct KeyOpened {
    /// False where it was open already.
    pub changed: bool,
    /// The number of the activity that was written; none where nothing changed.
    pub activity: Option<i64>,
    /// What happened, in words.
    pub says: String,
}
