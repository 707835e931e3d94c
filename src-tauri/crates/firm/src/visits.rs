//! Visits without an account: begun by a key, and bound to its one client until they end (`rules.md` 8, 9, 12). Whether a
//! visit still sees its client is asked of `domain::decide()` each time: a portal that closes, or a key that wrong tries close,
//! ends what it shows at once.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Action, ClientId, Who, decide};

use crate::db::{self, Transaction};
use crate::keys::KeyShown;
use crate::{Error, FirmId, Secret, facts};

/// How long a visit lasts at most.
pub const VISIT_IS_GOOD_FOR: TimeDelta = TimeDelta::hours(2);

/// Begins a visit to the client whose key was shown; the one that the browser had `before` ends.
///
/// # Errors
/// [`Error::Database`] if it fails.
pub(crate) async fn begin(
    tx: &mut Transaction,
    firm: FirmId,
    shown: &KeyShown,
    before: Option<&Secret>,
    now: DateTime<Utc>,
) -> Result<Secret, Error> {
    if let Some(before) = before {
        end(tx, firm, before).await?;
    }
    let token = Secret::random();
    db::visits::insert(tx, firm, shown.client(), &token, now, now + VISIT_IS_GOOD_FOR).await?;
    Ok(token)
}

/// The client that this visit sees now; none if the visit is over, or sees it no longer.
///
/// # Errors
/// [`Error::Database`] if it fails.
pub(crate) async fn sees(
    tx: &mut Transaction,
    firm: FirmId,
    token: &Secret,
    now: DateTime<Utc>,
) -> Result<Option<ClientId>, Error> {
    let Some(client) = db::visits::client(tx, firm, token, now).await? else { return Ok(None) };
    let facts = facts::of_client_alone(tx, firm, Some(&client), now).await?;
    let allowed = decide(&facts, Who::ByKey(&client), Action::SeeAndPay, Some(&client)).allowed;
    Ok(allowed.then_some(client))
}

/// The key that this visit was begun with, for the sign-up that comes out of it (20).
///
/// # Errors
/// [`Error::Database`] if it fails.
pub(crate) async fn key_shown(
    tx: &mut Transaction,
    firm: FirmId,
    token: &Secret,
    now: DateTime<Utc>,
) -> Result<Option<KeyShown>, Error> {
    Ok(sees(tx, firm, token, now).await?.map(KeyShown::in_visit))
}

/// Ends a visit.
///
/// # Errors
/// [`Error::Database`] if it fails.
pub(crate) async fn end(tx: &mut Transaction, firm: FirmId, token: &Secret) -> Result<(), Error> {
    db::visits::delete(tx, firm, token).await
}
