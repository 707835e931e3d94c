//! What a desktop caches, and what has changed since it began with a [`crate::SnapshotPage`]. There are no invoice numbers,
//! payment methods and letters among it, by design: a desktop names them as not checked (`rules.md` 42, 45). The desktop's
//! engine alone reads this, so that it has no TypeScript twins.

use chrono::{DateTime, Utc};
use domain::{ClientId, Portal, PortalUserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{FirmSettingsView, PairState};

/// Which changes to read. Those past retention are gone (410): begin again with a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ChangesQuery {
    /// Only changes with a higher number than this one: the `next` of the page before, or the lowest `number` of the
    /// pages of the snapshot.
    pub after: i64,
    /// How many to return, 1 to 5,000; 1,000 if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(minimum = 1, maximum = 5000)]
    #[schema(minimum = 1, maximum = 5000)]
    pub limit: Option<u32>,
}

/// Changes in the order in which they were committed, so that none can be missed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChangesPage {
    /// By rising number. What changed more than once may be told once, as it stands at the last of its numbers.
    pub changes: Vec<Change>,
    /// Give it as `after` for what comes after this page, at once or later.
    pub next: i64,
    /// Whether there is more already.
    pub more: bool,
}

/// One thing that changed, as it is now. Nothing is ever deleted (`rules.md` 2, 18): a pair that is not linked any more
/// says so itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Change {
    /// Counts the firm's changes in the order of their commits.
    pub number: i64,
    /// What it is now.
    pub now: CachedRecord,
}

/// What a desktop keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind", content = "record")]
pub enum CachedRecord {
    /// A portal user.
    PortalUser(CachedPortalUser),
    /// A client with its contacts, and what its portal shows.
    Client(CachedClient),
    /// How a portal user stands to a client.
    Link(CachedLink),
    /// Whether a client's key is closed.
    Key(CachedKey),
    /// The firm's settings.
    Settings(FirmSettingsView),
    /// How old the data is.
    AsOf(CachedAsOf),
}

/// A portal user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CachedPortalUser {
    /// The portal user.
    pub id: PortalUserId,
    /// The first name.
    pub first_name: String,
    /// The last name.
    pub last_name: String,
    /// The e-mail address as written at sign-up.
    pub email: String,
    /// When the person created the account.
    pub created_at: DateTime<Utc>,
    /// When the person verified the e-mail address; none if not yet.
    pub verified_at: Option<DateTime<Utc>>,
    /// The last sign-in; none if there never was one. It counts as a change once a day at most, so it may be behind by
    /// hours.
    pub last_sign_in_at: Option<DateTime<Utc>>,
}

/// A client, its contacts, and in numbers what its portal shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CachedClient {
    /// The Client ID.
    pub client_id: ClientId,
    /// The client's name.
    pub name: String,
    /// The firm's office that looks after the client.
    pub office: String,
    /// Whether its portal is open.
    pub portal: Portal,
    /// How many unpaid invoices its portal shows.
    pub invoices: u32,
    /// How many of them have a late fee that shows.
    pub late_fees: u32,
    /// Its contacts, as the PMS lists them now.
    pub contacts: Vec<CachedContact>,
}

/// A contact of a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CachedContact {
    /// The contact's name.
    pub name: String,
    /// The e-mail address as the PMS writes it.
    pub email: String,
    /// Whether invoices are sent to it.
    pub receives_invoices: bool,
}

/// How a portal user stands to a client. Pairs that were never linked nor barred have no record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CachedLink {
    /// The portal user.
    pub portal_user_id: PortalUserId,
    /// The client.
    pub client_id: ClientId,
    /// How they stand, with the version that an intent made offline is decided on (`rules.md` 45).
    pub state: PairState,
    /// Who made the link; none while they are not linked.
    pub made_by: Option<String>,
    /// When the link was made.
    pub made_at: Option<DateTime<Utc>>,
}

/// Whether a client's key is closed (`rules.md` 10). Without a record it is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CachedKey {
    /// The client.
    pub client_id: ClientId,
    /// Until when no key is accepted; in the past or none when it is open.
    pub closed_until: Option<DateTime<Utc>>,
}

/// How old the firm's data is (`rules.md` 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CachedAsOf {
    /// When the newest import was taken from the PMS; none before the first import.
    pub data_as_of: Option<DateTime<Utc>>,
}
