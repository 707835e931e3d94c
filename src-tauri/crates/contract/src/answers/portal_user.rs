use chrono::{DateTime, Utc};
use domain::{Action, ClientId, Facts, Origin, Portal, Who, access, decide, words};

use crate::{
    Ability, BarredClient, CachedPortalUser, DeLinkEffect, HistoryEntry, LinkedClient, PortalUserDetail, SuggestedLink,
};

/// What is known of a portal user.
#[derive(Debug)]
pub struct KnownUser<'a> {
    /// The account.
    pub account: CachedPortalUser,
    /// The linked clients, by name.
    pub links: Vec<KnownLink>,
    /// The clients that this user is barred from claiming, by name.
    pub bars: Vec<KnownBar>,
    /// The clients that list the address as a contact and are neither linked nor closed to the user, by name.
    pub suggested: Vec<Suggested>,
    /// The changes to the links, newest first; none where they are not known.
    pub changes: Option<Vec<KnownChange>>,
    /// What decides what the person can do.
    pub facts: &'a Facts,
}

/// A linked client.
#[derive(Debug, Clone)]
pub struct KnownLink {
    /// The Client ID.
    pub client_id: ClientId,
    /// The client's name.
    pub name: String,
    /// The firm's office that looks after it.
    pub office: String,
    /// Whether its portal is open.
    pub portal: Portal,
    /// Where the link comes from.
    pub origin: Origin,
    /// The version of the pair.
    pub version: i64,
    /// Who made the link.
    pub made_by: String,
    /// When.
    pub made_at: DateTime<Utc>,
}

/// A client that the user is barred from claiming (27).
#[derive(Debug, Clone)]
pub struct KnownBar {
    /// The Client ID.
    pub client_id: ClientId,
    /// The client's name.
    pub name: String,
    /// Whether its portal is open.
    pub portal: Portal,
    /// Who closed the access.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The version of the pair.
    pub version: i64,
}

/// A client that lists the user's address as a contact (21).
#[derive(Debug, Clone)]
pub struct Suggested {
    /// The Client ID.
    pub client_id: ClientId,
    /// The client's name.
    pub name: String,
    /// Whether its portal is open.
    pub portal: Portal,
    /// Whether that contact receives the invoices.
    pub receives_invoices: bool,
}

/// A change to the user's links.
#[derive(Debug, Clone)]
pub struct KnownChange {
    /// The number of the activity.
    pub number: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// What happened, in words.
    pub says: String,
}

/// Everything that the link manager shows of a portal user.
#[must_use]
pub fn detail(user: KnownUser<'_>) -> PortalUserDetail {
    let KnownUser { account, links, bars, suggested, changes, facts } = user;
    let access = access(account.verified_at.is_some(), links.len() as u64, facts.open_portals().count() as u64);
    PortalUserDetail {
        id: account.id,
        name: format!("{} {}", account.first_name, account.last_name),
        access,
        access_label: words::access(access).to_owned(),
        fixed_note: words::FIXED.to_owned(),
        barred: bars.into_iter().map(barred).collect(),
        suggestions: suggested.into_iter().map(suggestion).collect(),
        abilities: abilities(facts),
        not_checked: changes.is_none().then(|| words::HISTORY_NOT_KEPT.to_owned()).into_iter().collect(),
        history: history(&account, changes.unwrap_or_default()),
        links: linked_clients(&account.first_name, links),
        first_name: account.first_name,
        email: account.email,
        created_at: account.created_at,
        verified_at: account.verified_at,
        last_sign_in_at: account.last_sign_in_at,
    }
}

fn abilities(facts: &Facts) -> Vec<Ability> {
    let ability = |action| {
        let decision = decide(facts, Who::PortalUser, action, None);
        Ability {
            action,
            allowed: decision.allowed,
            title: words::ability(action, facts),
            detail: words::reason(action, &decision),
        }
    };
    [Action::SignIn, Action::SeeAndPay, Action::SeePaymentHistory].map(ability).into()
}

fn linked_clients(first_name: &str, links: Vec<KnownLink>) -> Vec<LinkedClient> {
    let staying = links.len() - 1.min(links.len());
    let linked = |link: KnownLink| LinkedClient {
        de_link: DeLinkEffect { last: staying == 0, says: words::de_link_effect(first_name, &link.name, staying) },
        portal_label: words::portal(link.portal).to_owned(),
        origin_label: words::origin(link.origin, &link.made_by),
        client_id: link.client_id,
        name: link.name,
        office: link.office,
        portal: link.portal,
        origin: link.origin,
        made_at: link.made_at,
        version: link.version,
    };
    links.into_iter().map(linked).collect()
}

fn barred(bar: KnownBar) -> BarredClient {
    BarredClient {
        says: words::barred(&bar.by),
        client_id: bar.client_id,
        name: bar.name,
        portal: bar.portal,
        barred_at: bar.at,
        version: bar.version,
    }
}

fn suggestion(client: Suggested) -> SuggestedLink {
    SuggestedLink {
        because: words::suggestion(client.receives_invoices).to_owned(),
        client_id: client.client_id,
        name: client.name,
        portal: client.portal,
    }
}

/// The account's own beginnings and the changes to its links, newest first.
fn history(account: &CachedPortalUser, changes: Vec<KnownChange>) -> Vec<HistoryEntry> {
    let change = |change: KnownChange| HistoryEntry { at: change.at, says: change.says, activity: Some(change.number) };
    let own = |at, says: &str| HistoryEntry { at, says: says.to_owned(), activity: None };
    let mut entries: Vec<_> = changes.into_iter().map(change).collect();
    entries.extend(account.verified_at.map(|at| own(at, words::EMAIL_VERIFIED)));
    entries.push(own(account.created_at, words::ACCOUNT_CREATED));
    // Stable: what happened at the same moment stays in the order of the log, and before that comes the account itself.
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    entries
}
