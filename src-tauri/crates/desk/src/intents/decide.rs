//! What is kept of a decision.

use chrono::{DateTime, Utc};
use contract::answers::open_paths_of;
use contract::{IntentBody, IntentForeseen, IntentPaths, ProblemCode};
use domain::{DeLinkDoubt, Intention, Path, words};

use super::refused;
use super::rows::{Decision, Row};
use super::tell::{not_checked, stands};
use crate::Error;
use crate::backend::random_key;
use crate::kept::KnownPair;

/// The paths that are known here: which one-click links were sent is not.
const KNOWN_PATHS: [Path; 4] = [Path::Account, Path::Claim, Path::Key, Path::InvoicesToCome];

/// What is known of a pair before this is decided about it.
pub(super) fn foreseen(what: Intention, pair: &KnownPair) -> IntentForeseen {
    IntentForeseen { stands: stands(&pair.state), paths: paths(what, pair), not_checked: not_checked(what) }
}

/// The decision, as it is kept. `open` is what waits already, for whomever.
///
/// # Errors
/// [`Error::Refused`] if it would take the user's last link away, and nobody has confirmed that (28); or if the reason is
/// none.
pub(super) fn decision(
    body: IntentBody,
    pair: KnownPair,
    open: &[Row],
    by: String,
    at: DateTime<Utc>,
) -> Result<Decision, Error> {
    let reason = domain::reason(body.reason.as_deref());
    let reason = reason
        .map_err(|bad| refused(ProblemCode::Invalid, &bad.to_string(), "Correct the request and send it again."))?;
    let told = match body.what {
        Intention::DeLink => told_first(&body, &pair, open)?,
        // The request itself is the confirmation: nobody closes access by the way.
        Intention::Link | Intention::CloseAccess => None,
    };
    Ok(Decision {
        key: random_key(),
        what: body.what,
        user: body.portal_user_id,
        paths: (body.what == Intention::CloseAccess).then(|| paths(body.what, &pair)),
        client: body.client_id,
        reason,
        by,
        at,
        on: pair.state,
        told,
    })
}

/// What staff have to be told of a de-link, if anything: to the letter what the backend would ask, as far as it can be
/// known here. Whether payment plans would stop is asked by the backend alone.
fn told_first(body: &IntentBody, pair: &KnownPair, open: &[Row]) -> Result<Option<String>, Error> {
    let doubt = DeLinkDoubt { staying: staying(body, pair, open), running_plans: Vec::new() };
    if !doubt.asks() {
        return Ok(None);
    }
    let told = words::de_link_doubt(&pair.first_name, &pair.client_name, &doubt);
    match body.confirmed {
        true => Ok(Some(told)),
        false => Err(refused(ProblemCode::NeedsConfirmation, &told, "If that is what you want, confirm it.")),
    }
}

/// How many other clients the user will be linked to by then: what was decided before is sent before.
fn staying(body: &IntentBody, pair: &KnownPair, open: &[Row]) -> usize {
    let account = pair.person.facts.account.as_ref();
    let mut links = account.map(|account| account.links.clone()).unwrap_or_default();
    for row in open.iter().filter(|row| row.decision.user == body.portal_user_id) {
        match row.decision.what {
            Intention::Link => links.insert(row.decision.client.clone()),
            Intention::DeLink | Intention::CloseAccess => links.remove(&row.decision.client),
        };
    }
    links.remove(&body.client_id);
    links.len()
}

/// The paths that are known here, before and after (27). After a link they are those of a link.
fn paths(what: Intention, pair: &KnownPair) -> IntentPaths {
    let person = &pair.person;
    let after = match what {
        Intention::Link => person.after_link(),
        Intention::DeLink => person.after_de_link(),
        Intention::CloseAccess => person.after_close_access(),
    };
    IntentPaths { before: open_paths_of(person, &KNOWN_PATHS), after: open_paths_of(&after, &KNOWN_PATHS) }
}
