use chrono::{DateTime, Utc};
use domain::directory::{Search, UserCounts};
use domain::{Portal, PortalUserId, access, words};

use super::{KnownClient, marked, whole};
use crate::{PortalUserCounts, PortalUserRow, RowClient};

/// What is known of a portal user in a list.
#[derive(Debug, Clone)]
pub struct ListedUser {
    /// The portal user.
    pub id: PortalUserId,
    /// First and last name.
    pub name: String,
    /// The e-mail address as written at sign-up.
    pub email: String,
    /// Whether it is verified.
    pub verified: bool,
    /// The last sign-in; none if there never was one.
    pub last_sign_in_at: Option<DateTime<Utc>>,
    /// When the person created the account.
    pub created_at: DateTime<Utc>,
    /// How many clients are linked.
    pub links: u64,
    /// How many of their portals are open.
    pub open_portals: u64,
    /// The first linked clients, those that answer the search before the others.
    pub clients: Vec<ListedClient>,
}

/// A linked client in a row.
#[derive(Debug, Clone)]
pub struct ListedClient {
    /// The Client ID.
    pub client_id: String,
    /// The client's name.
    pub name: String,
    /// Whether its portal is open.
    pub portal: Portal,
}

impl ListedClient {
    /// What a row shows of a client.
    #[must_use]
    pub fn of(client: &KnownClient) -> Self {
        Self { client_id: client.client_id.to_string(), name: client.name.clone(), portal: client.portal }
    }
}

/// A portal user as a row answers.
#[must_use]
pub fn row(user: ListedUser, search: &Search) -> PortalUserRow {
    let access = access(user.verified, user.links, user.open_portals);
    let client = |client: ListedClient| RowClient {
        client_id: marked(&client.client_id, search),
        name: marked(&client.name, search),
        portal: client.portal,
    };
    PortalUserRow {
        id: user.id,
        name: marked(&user.name, search),
        email: marked(&user.email, search),
        clients: user.clients.into_iter().map(client).collect(),
        link_count: i64::try_from(user.links).unwrap_or(i64::MAX),
        access,
        access_label: words::access(access).to_owned(),
        last_sign_in_at: user.last_sign_in_at,
        created_at: user.created_at,
    }
}

/// The counts of a directory as they are given out.
#[must_use]
pub fn counted(counts: &UserCounts) -> PortalUserCounts {
    PortalUserCounts {
        all: whole(counts.all),
        no_linked_client: whole(counts.no_linked_client),
        not_verified: whole(counts.not_verified),
        closed_portal: whole(counts.closed_portal),
        dormant: whole(counts.dormant),
        barred: whole(counts.barred),
    }
}
