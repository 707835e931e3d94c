use domain::{ClientId, Portal};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::{IntoParams, ToSchema};

use crate::Marked;

/// A search for clients by name or Client ID.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema, IntoParams)]
#[into_params(parameter_in = Query)]
#[ts(export)]
pub struct ClientsQuery {
    /// Words in any order; each must be somewhere in the name or the Client ID. Empty finds every client.
    #[serde(default)]
    pub search: String,
    /// How many to return, 1 to 100; 20 if not given.
    #[serde(default)]
    #[param(minimum = 1, maximum = 100)]
    #[schema(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
}

/// The best hits, an exact Client ID first, and how many there are in all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct ClientsPage {
    /// At most `limit` clients.
    pub clients: Vec<ClientHit>,
    /// All clients that answer the search.
    pub total: i64,
}

/// A client found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct ClientHit {
    /// The Client ID, which is also how the client is named in every route.
    pub client_id: ClientId,
    /// The Client ID with the search marked in it.
    pub marked_id: Marked,
    /// The client's name.
    pub name: Marked,
    /// The firm's office that looks after the client.
    pub office: String,
    /// Whether its portal is open.
    pub portal: Portal,
    /// The portal's state in words.
    pub portal_label: String,
}
