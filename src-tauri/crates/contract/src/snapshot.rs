//! The snapshot that a desktop begins with: all that it caches, in pages by key. A page holds its records column by column,
//! as the database writes them in one go and as they pack best: a firm has millions. [`crate::answers::records`] reads them
//! as what they are, the records of [`crate::Change`] too.

use chrono::{DateTime, Utc};
use domain::{ClientId, Origin, Portal, PortalUserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{CachedAsOf, FirmSettingsView};

/// Which part of the snapshot to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SnapshotQuery {
    /// What kind of records.
    pub kind: RecordKind,
    /// The `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// How many to return, 1 to 20,000; 1,000 if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(minimum = 1, maximum = 20_000)]
    #[schema(minimum = 1, maximum = 20_000)]
    pub limit: Option<u32>,
}

/// The kinds of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    /// [`crate::CachedPortalUser`].
    PortalUser,
    /// [`crate::CachedClient`].
    Client,
    /// [`crate::CachedLink`].
    Link,
    /// [`crate::CachedKey`].
    Key,
    /// [`FirmSettingsView`]; there is one.
    Settings,
    /// [`CachedAsOf`]; there is one.
    AsOf,
}

/// A page of the snapshot, by key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SnapshotPage {
    /// The number of the last change that this page has seen. Whoever reads on from the lowest of all pages misses
    /// nothing.
    pub number: i64,
    /// Give it as `after` for the page after this one; none on the last page.
    pub next: Option<String>,
    /// How many records of the kind there are, told on its first page: for who shows how far a first sync is. What comes
    /// and goes meanwhile is not counted.
    #[serde(default)]
    pub total: Option<u64>,
    /// The records, all of the kind asked for.
    pub records: RecordColumns,
}

/// Records of one kind, by key: a list for each of their fields, all of one length.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecordColumns {
    /// Portal users.
    PortalUser(PortalUserColumns),
    /// Clients with their contacts, and what their portals show.
    Client(ClientPage),
    /// How portal users stand to clients.
    Link(LinkColumns),
    /// Which clients' keys are closed.
    Key(KeyColumns),
    /// The firm's settings.
    Settings(FirmSettingsView),
    /// How old the data is.
    AsOf(CachedAsOf),
}

/// Portal users; see [`crate::CachedPortalUser`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PortalUserColumns {
    /// The portal users.
    pub id: Vec<PortalUserId>,
    /// Their first names.
    pub first_name: Vec<String>,
    /// Their last names.
    pub last_name: Vec<String>,
    /// Their e-mail addresses as written at sign-up.
    pub email: Vec<String>,
    /// When each created the account.
    pub created_at: Vec<DateTime<Utc>>,
    /// When each verified the e-mail address.
    pub verified_at: Vec<Option<DateTime<Utc>>>,
    /// When each signed in last.
    pub last_sign_in_at: Vec<Option<DateTime<Utc>>>,
}

/// Clients, and the contacts of these clients.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClientPage {
    /// The clients.
    pub clients: ClientColumns,
    /// Their contacts, in the order of the clients.
    pub contacts: ContactColumns,
}

/// Clients; see [`crate::CachedClient`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClientColumns {
    /// Their Client IDs.
    pub client_id: Vec<ClientId>,
    /// Their names.
    pub name: Vec<String>,
    /// The offices that look after them.
    pub office: Vec<String>,
    /// Whether their portals are open.
    pub portal: Vec<Portal>,
    /// How many unpaid invoices each one's portal shows.
    pub invoices: Vec<u32>,
    /// How many of these have a late fee that shows.
    pub late_fees: Vec<u32>,
}

/// Contacts of clients; see [`crate::CachedContact`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContactColumns {
    /// Whose contacts they are.
    pub client_id: Vec<ClientId>,
    /// Their names.
    pub name: Vec<String>,
    /// Their e-mail addresses as the PMS writes them.
    pub email: Vec<String>,
    /// 1 where invoices are sent to it, else 0.
    pub receives_invoices: Vec<Flag>,
}

/// How portal users stand to clients; see [`crate::CachedLink`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LinkColumns {
    /// The portal users.
    pub portal_user_id: Vec<PortalUserId>,
    /// The clients.
    pub client_id: Vec<ClientId>,
    /// The versions of the pairs.
    pub version: Vec<i64>,
    /// Where the links come from; none while a pair is not linked.
    pub origin: Vec<Option<Origin>>,
    /// 1 where access was closed, else 0.
    pub barred: Vec<Flag>,
    /// Who made the links; none while a pair is not linked.
    pub made_by: Vec<Option<String>>,
    /// When the links were made.
    pub made_at: Vec<Option<DateTime<Utc>>>,
    /// Who changed the pairs last; none if it is who made the link.
    pub changed_by: Vec<Option<String>>,
    /// When the pairs changed last; none if it is when the link was made.
    pub changed_at: Vec<Option<DateTime<Utc>>>,
}

/// Which clients' keys are or were closed; see [`crate::CachedKey`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KeyColumns {
    /// The clients.
    pub client_id: Vec<ClientId>,
    /// Until when no key of theirs is accepted.
    pub closed_until: Vec<DateTime<Utc>>,
}

/// Yes as 1, and no as 0, which is how every database can write them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "u8", into = "u8")]
#[schema(value_type = u8, minimum = 0, maximum = 1)]
pub struct Flag(pub bool);

impl From<Flag> for u8 {
    fn from(flag: Flag) -> Self {
        Self::from(flag.0)
    }
}

impl TryFrom<u8> for Flag {
    type Error = &'static str;

    fn try_from(number: u8) -> Result<Self, Self::Error> {
        match number {
            0 | 1 => Ok(Self(number == 1)),
            _ => Err("a flag is 0 or 1"),
        }
    }
}
