use axum::Json;
use axum::extract::State;
use contract::answers::{AskedAbout, checked, meant, rehearsed};
use contract::{AccessCheck, AccessCheckQuery, KeyRehearsal, KeyRehearsalBody, Problem};
use domain::{Email, RehearsalFacts, rehearse};

use super::Backend;
use super::extract::{Body, Query, Staff};
use super::problem::ApiError;
use crate::db::portal_users::AccountRow;
use crate::{Error, db, facts, keys, surroundings};

/// Whether a person can do something, step by step, with what would help (`rules.md` 40): the portal's own decision.
#[utoipa::path(
    get, path = "/access-check", security(("token" = [])), params(AccessCheckQuery),
    responses(
        (status = 200, body = AccessCheck), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem),
    )
)]
pub(super) async fn check(
    staff: Staff,
    State(backend): State<Backend>,
    Query(query): Query<AccessCheckQuery>,
) -> Result<Json<AccessCheck>, ApiError> {
    let (firm, now) = (staff.firm, backend.clock.now());
    let email =
        Email::new(query.email.trim()).map_err(|bad| ApiError::invalid(format!("The e-mail address {bad}.")))?;
    let mut tx = backend.database.read(firm).await?;
    let client = query.client_id.as_ref();
    let user = db::portal_users::by_email(&mut tx, firm, email.key()).await?;
    let account = match user {
        Some(user) => Some(db::portal_users::get(&mut tx, firm, user).await?),
        None => None,
    };
    let facts = match (user, &account, client) {
        (Some(user), Some(account), None) => {
            let links = db::links::of_user(&mut tx, firm, user, now).await?;
            facts::of_user(&mut tx, firm, user, account, &links, now).await?
        }
        (Some(user), Some(account), client) => {
            facts::of_user_and_client(&mut tx, firm, user, account, client, now).await?
        }
        (_, _, client) => facts::of_client_alone(&mut tx, firm, client, now).await?,
    };
    let client_name = match client {
        // Nothing can be said of a client that there is not, and no link helps: what was typed is for the rehearsal.
        Some(client) => {
            let found = db::clients::get(&mut tx, firm, client.as_str()).await?;
            Some(found.ok_or(Error::NotFound("client"))?.name)
        }
        None => None,
    };
    let attempts = db::keys::attempts(&mut tx, firm, user, client).await?;
    // Whatever was sent went to the address as the account has it, however staff typed it (3).
    let address = account.as_ref().map_or_else(|| Ok(email.clone()), AccountRow::address)?;
    let around = surroundings::of(&mut tx, firm, &address, (user, client), now).await?;
    let near = match user {
        Some(_) => Vec::new(),
        None => db::portal_users::near(&mut tx, firm, &email).await?,
    };
    let person = user.zip(account.as_ref()).map(|(user, account)| (user, account.name(), account.first_name.clone()));
    let (client, attempts) = (client_name.as_deref(), Some(attempts));
    Ok(Json(checked(AskedAbout { query: &query, facts: &facts, client, person, attempts, around, near, now })))
}

/// Rehearses a key that a caller reads out: exactly what is wrong with it, and what to say back (`rules.md` 42). Nothing
/// is tried or counted by it.
#[utoipa::path(
    post, path = "/key-rehearsal", security(("token" = [])), request_body = KeyRehearsalBody,
    responses(
        (status = 200, body = KeyRehearsal), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 413, body = Problem), (status = 415, body = Problem),
        (status = 422, body = Problem),
    )
)]
pub(super) async fn rehearse_key(
    staff: Staff,
    State(backend): State<Backend>,
    Body(body, _): Body<KeyRehearsalBody>,
) -> Result<Json<KeyRehearsal>, ApiError> {
    if body.client_id.chars().count() > 200 || body.invoice_number.chars().count() > 200 {
        return Err(ApiError::invalid("What is read out has 200 characters at most."));
    }
    let (firm, now) = (staff.firm, backend.clock.now());
    let mut tx = backend.database.read(firm).await?;
    let settings = db::firms::get(&mut tx, firm).await?.settings();
    let client_ids = db::clients::look_alikes(&mut tx, firm, &body.client_id).await?;
    let mut known = RehearsalFacts {
        client_ids,
        portal: None,
        tally: domain::KeyTally::default(),
        invoice_numbers: Some(Vec::new()),
        of_another_client: false,
        asks_invoice: settings.asks_invoice,
        asks_code: Some(keys::asks_code(&mut tx, firm, settings.strict_keys, now).await?),
    };
    // Which client is meant is for the domain to say; what is asked next is about that one.
    let meant = meant(&body, &rehearse(&known, &body.client_id, &body.invoice_number, now));
    if let Some(meant) = &meant {
        known.portal = db::clients::get(&mut tx, firm, meant).await?.map(|found| found.portal);
        known.tally = db::keys::tally(&mut tx, firm, meant).await?;
        known.invoice_numbers = Some(db::invoices::numbers(&mut tx, firm, meant).await?);
        known.of_another_client = db::invoices::is_of_another(&mut tx, firm, meant, &body.invoice_number).await?;
    }
    let rehearsal = rehearse(&known, &body.client_id, &body.invoice_number, now);
    let data_as_of = db::imports::newest_as_of(&mut tx, firm).await?;
    Ok(Json(rehearsed(&body, &rehearsal, settings, data_as_of, now)))
}
