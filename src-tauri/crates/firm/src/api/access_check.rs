use axum::Json;
use axum::extract::State;
use contract::{
    AccessCheck, AccessCheckQuery, CheckedStep, KeyRehearsal, KeyRehearsalBody, OfferedRemedy, Problem, RecordedAttempt,
};
use domain::words::{self, Caller};
use domain::{ClientId, Email, Facts, RehearsalFacts, Typed, Who, decide, rehearse, remedies};

use super::Backend;
use super::extract::{Body, Query, Staff};
use super::problem::ApiError;
use crate::{Error, db, facts, keys};

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
    let data_as_of = db::imports::newest_as_of(&mut tx, firm).await?;
    let person = account.as_ref().map(|account| (account.name(), account.first_name.clone()));
    let asked = Asked { query: &query, facts: &facts, client: client_name.as_deref(), person };
    let attempts: Vec<_> = attempts
        .into_iter()
        .map(|(at, answer)| RecordedAttempt { at, answer, says: words::key_answer(answer).to_owned() })
        .collect();
    Ok(Json(AccessCheck {
        attempts_note: words::attempts(attempts.len()),
        attempts,
        portal_user_id: user,
        data_as_of,
        ..asked.answer()
    }))
}

/// What was asked, and what is known about it.
struct Asked<'a> {
    query: &'a AccessCheckQuery,
    facts: &'a Facts,
    client: Option<&'a str>,
    /// The person's name and first name, if there is an account.
    person: Option<(String, String)>,
}

impl Asked<'_> {
    fn answer(&self) -> AccessCheck {
        let action = self.query.action;
        let decision = decide(self.facts, Who::PortalUser, action, self.query.client_id.as_ref());
        let name = self.person.as_ref().map_or(self.query.email.trim(), |(name, _)| name);
        let first_name = self.person.as_ref().map(|(_, first)| first.as_str());
        let caller = Caller { first_name, client: self.client, settings: self.facts.settings_in_force() };
        let steps = decision.steps.iter();
        let remedies = remedies(action, &decision).into_iter();
        AccessCheck {
            allowed: decision.allowed,
            verdict: words::verdict(action, name, self.client, &decision),
            steps: steps.map(|step| CheckedStep { says: words::checked(*step), outcome: step.outcome }).collect(),
            decided_by: decision.decided_by(),
            remedies: remedies
                .map(|remedy| OfferedRemedy { remedy, by: remedy.by(), says: words::remedy(remedy, &caller) })
                .collect(),
            reply: words::reply(action, &caller, &decision),
            portal_user_id: None,
            portal_user: self.person.as_ref().map(|(name, _)| name.clone()),
            client: self.client.map(str::to_owned),
            attempts: Vec::new(),
            attempts_note: String::new(),
            data_as_of: None,
        }
    }
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
        asks_code: keys::asks_code(&mut tx, firm, settings.strict_keys, now).await?,
    };
    // Which client is meant is for the domain to say; what is asked next is about that one.
    let meant = match rehearse(&known, &body.client_id, &body.invoice_number, now).client_id {
        Typed::Exact => Some(body.client_id.clone()),
        Typed::Nearly { right, .. } => Some(right),
        _ => None,
    };
    if let Some(meant) = &meant {
        known.portal = db::clients::get(&mut tx, firm, meant).await?.map(|found| found.portal);
        known.tally = db::keys::tally(&mut tx, firm, meant).await?;
        known.invoice_numbers = Some(db::invoices::numbers(&mut tx, firm, meant).await?);
        known.of_another_client = db::invoices::is_of_another(&mut tx, firm, meant, &body.invoice_number).await?;
    }
    let rehearsal = rehearse(&known, &body.client_id, &body.invoice_number, now);
    let data_as_of = db::imports::newest_as_of(&mut tx, firm).await?;
    Ok(Json(KeyRehearsal {
        would_open: rehearsal.answer.map(|answer| answer == domain::KeyAnswer::Accepted),
        says: words::rehearsal(&rehearsal, data_as_of.map(|as_of| now - as_of)),
        say_back: words::say_back(&rehearsal, settings),
        meant_client: meant.and_then(|meant| ClientId::new(meant).ok()),
        closed_until: rehearsal.closed_until,
        data_as_of,
    }))
}
