use chrono::{DateTime, Utc};
use domain::{Access, Action, ClientId, Origin, Portal, PortalUserId, UserFilter, UserSort};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::{IntoParams, ToSchema};

use crate::Marked;

/// Which portal users to list, and in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema, IntoParams)]
#[into_params(parameter_in = Query)]
#[ts(export)]
pub struct PortalUsersQuery {
    /// Words in any order; each must be somewhere in the name, the e-mail address, or a linked client's name or
    /// Client ID. Letter case and accents do not matter; `%` and `_` are plain characters. 200 characters at most.
    #[serde(default)]
    pub search: String,
    /// Only users in this state.
    #[serde(default)]
    pub filter: UserFilter,
    /// By what to order them; users of whom that is the same are in the order of their names.
    #[serde(default)]
    pub sort: UserSort,
    /// The other way round: Z before A, the newest before the oldest. Who never signed in comes last either way.
    #[serde(default)]
    pub descending: bool,
    /// The `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Instead of `after`: the row that the page begins with, counted from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u32>,
    /// How many to return, 1 to 200; 50 if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(minimum = 1, maximum = 200)]
    #[schema(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

/// How many portal users the firm has in each state, whatever is searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct PortalUserCounts {
    /// Everybody.
    pub all: i64,
    /// As [`UserFilter::NoLinkedClient`].
    pub no_linked_client: i64,
    /// As [`UserFilter::NotVerified`].
    pub not_verified: i64,
    /// As [`UserFilter::ClosedPortal`].
    pub closed_portal: i64,
    /// As [`UserFilter::Dormant`].
    pub dormant: i64,
    /// As [`UserFilter::Barred`].
    pub barred: i64,
}

/// A page of portal users.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct PortalUsersPage {
    /// In the order asked for.
    pub rows: Vec<PortalUserRow>,
    /// All portal users that answer the query, on every page.
    pub total: i64,
    /// Give it as `after` for the page after this one; none on the last page.
    pub next: Option<String>,
}

/// A portal user as a row answers without a click.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct PortalUserRow {
    /// The portal user.
    pub id: PortalUserId,
    /// First and last name.
    pub name: Marked,
    /// The e-mail address as written at sign-up.
    pub email: Marked,
    /// The first linked clients, those that answer the search before the others.
    pub clients: Vec<RowClient>,
    /// How many clients are linked.
    pub link_count: i64,
    /// What a sign-in leads to.
    pub access: Access,
    /// The same in words.
    pub access_label: String,
    /// The last sign-in; none if there never was one.
    pub last_sign_in_at: Option<DateTime<Utc>>,
    /// When the person created the account.
    pub created_at: DateTime<Utc>,
}

/// A linked client in a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct RowClient {
    /// The Client ID.
    pub client_id: Marked,
    /// The client's name.
    pub name: Marked,
    /// Whether its portal is open.
    pub portal: Portal,
}

/// Everything the link manager shows of a portal user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct PortalUserDetail {
    /// The portal user.
    pub id: PortalUserId,
    /// First and last name.
    pub name: String,
    /// What to call the person in a sentence: the first name.
    pub first_name: String,
    /// The e-mail address as written at sign-up.
    pub email: String,
    /// When the person created the account.
    pub created_at: DateTime<Utc>,
    /// When the person verified the e-mail address; none if not yet.
    pub verified_at: Option<DateTime<Utc>>,
    /// The last sign-in; none if there never was one.
    pub last_sign_in_at: Option<DateTime<Utc>>,
    /// What a sign-in leads to.
    pub access: Access,
    /// The same in words.
    pub access_label: String,
    /// What only the portal user can do, in words (`rules.md` 14, 17).
    pub fixed_note: String,
    /// The linked clients, by name.
    pub links: Vec<LinkedClient>,
    /// The clients that this user cannot claim, since access to them was closed (27); by name.
    pub barred: Vec<BarredClient>,
    /// Clients that list this e-mail address as a contact and are not linked (21).
    pub suggestions: Vec<SuggestedLink>,
    /// What the person can do now, from `domain::decide`.
    pub abilities: Vec<Ability>,
    /// What happened to the account and its links, newest first; at most the newest 100.
    pub history: Vec<HistoryEntry>,
    /// What could not be looked at, each in a sentence; nothing where the backend answers.
    pub not_checked: Vec<String>,
}

/// A linked client and where the link comes from (`rules.md` 20).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct LinkedClient {
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
    /// Where the link comes from.
    pub origin: Origin,
    /// The same in words, with who made it; `made_at` follows it in a sentence.
    pub origin_label: String,
    /// When the link was made.
    pub made_at: DateTime<Utc>,
    /// The version of the pair.
    pub version: i64,
    /// What de-linking this client would change.
    pub de_link: DeLinkEffect,
}

/// A client that the user is barred from claiming (`rules.md` 27).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct BarredClient {
    /// The Client ID.
    pub client_id: ClientId,
    /// The client's name.
    pub name: String,
    /// Whether its portal is open.
    pub portal: Portal,
    /// Who closed the access, and what lifts the bar, in words; `barred_at` stands beside it.
    pub says: String,
    /// When access was closed.
    pub barred_at: DateTime<Utc>,
    /// The version of the pair.
    pub version: i64,
}

/// What a de-link would change, told before it is done (`rules.md` 25, 28).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct DeLinkEffect {
    /// It is the last link: asks for a confirmation of its own.
    pub last: bool,
    /// The effect in words.
    pub says: String,
}

/// A client that lists the user's e-mail address as a contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct SuggestedLink {
    /// The Client ID.
    pub client_id: ClientId,
    /// The client's name.
    pub name: String,
    /// Whether its portal is open.
    pub portal: Portal,
    /// Why it is suggested, in words.
    pub because: String,
}

/// Something a portal user can or cannot do now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Ability {
    /// What it is about.
    pub action: Action,
    /// Whether it can be done.
    pub allowed: bool,
    /// What, in words.
    pub title: String,
    /// Why, in words.
    pub detail: String,
}

/// A line of a portal user's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct HistoryEntry {
    /// When it happened.
    pub at: DateTime<Utc>,
    /// What happened, in words.
    pub says: String,
    /// The number of the activity, for changes to links.
    pub activity: Option<i64>,
}
