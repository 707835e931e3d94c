use axum::Json;
use axum::extract::State;
use contract::{
    Ability, BarredClient, DeLinkEffect, HistoryEntry, LinkedClient, PortalUserDetail, Problem, SuggestedLink,
};
use domain::{Action, Facts, PortalUserId, Who, access, decide, words};

use super::Backend;
use super::activity::sentence;
use super::extract::{Path, Staff};
use super::problem::ApiError;
use crate::db::activity::Activity;
use crate::db::links::{BarOfUser, LinkOfUser};
use crate::db::portal_users::AccountRow;
use crate::{db, facts};

/// How many changes the history shows.
const NEWEST: u32 = 100;

/// Everything the link manager shows of a portal user.
#[utoipa::path(
    get, path = "/portal-users/{id}", security(("token" = [])),
    params(("id" = i64, Path, description = "The portal user's number")),
    responses((status = 200, body = PortalUserDetail), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn show(
    staff: Staff,
    State(backend): State<Backend>,
    Path(id): Path<PortalUserId>,
) -> Result<Json<PortalUserDetail>, ApiError> {
    let mut tx = backend.database.read(staff.firm).await?;
    let account = db::portal_users::get(&mut tx, staff.firm, id).await?;
    let now = backend.clock.now();
    let links = db::links::of_user(&mut tx, staff.firm, id, now).await?;
    let suggested = db::clients::suggested(&mut tx, staff.firm, id, &account.email_key).await?;
    let name = account.name();
    let activity = db::activity::of_user(&mut tx, staff.firm, (id, &name), &links, NEWEST).await?;
    let facts = facts::of_user(&mut tx, staff.firm, id, &account, &links, now).await?;
    let open_portals = facts.open_portals().count() as u64;
    let access = access(account.verified_at.is_some(), links.linked.len() as u64, open_portals);
    let suggestions = suggested.into_iter().map(|client| SuggestedLink {
        because: words::suggestion(client.receives_invoices).to_owned(),
        client_id: client.client_id,
        name: client.name,
        portal: client.portal,
    });
    Ok(Json(PortalUserDetail {
        id,
        name,
        access,
        access_label: words::access(access).to_owned(),
        fixed_note: words::FIXED.to_owned(),
        barred: links.barred.into_iter().map(barred).collect(),
        suggestions: suggestions.collect(),
        abilities: abilities(&facts),
        history: history(&account, activity),
        links: linked_clients(&account.first_name, links.linked),
        first_name: account.first_name,
        email: account.email,
        created_at: account.created_at,
        verified_at: account.verified_at,
        last_sign_in_at: account.last_sign_in_at,
    }))
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

fn linked_clients(first_name: &str, links: Vec<LinkOfUser>) -> Vec<LinkedClient> {
    let staying = links.len() - 1.min(links.len());
    let linked = |link: LinkOfUser| LinkedClient {
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

fn barred(bar: BarOfUser) -> BarredClient {
    BarredClient {
        says: words::barred(&bar.by),
        client_id: bar.client_id,
        name: bar.name,
        portal: bar.portal,
        barred_at: bar.at,
        version: bar.version,
    }
}

/// The account's own beginnings and the changes to its links, newest first.
fn history(account: &AccountRow, activity: Vec<Activity>) -> Vec<HistoryEntry> {
    let change =
        |change: Activity| HistoryEntry { at: change.at, says: sentence(&change), activity: Some(change.number) };
    let own = |at, says: &str| HistoryEntry { at, says: says.to_owned(), activity: None };
    let mut entries: Vec<_> = activity.into_iter().map(change).collect();
    entries.extend(account.verified_at.map(|at| own(at, words::EMAIL_VERIFIED)));
    entries.push(own(account.created_at, words::ACCOUNT_CREATED));
    // Stable: what happened at the same moment stays in the order of the log, and before that comes the account itself.
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    entries
}
