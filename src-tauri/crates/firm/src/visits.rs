//! Visits without an account: begun by a key or a one-click link, and bound to its one client until they end (`rules.md` 8, 9, 12, 13). Whether a
//! visit still sees its client is asked of `domain::decide()` each time: a portal that closes, a key that wrong tries close, or a
//! link that is revoked ends what it shows at once.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Action, ClientId, Email, Who, decide};

use crate::db::{self, Transaction};
use crate::keys::KeyShown;
use crate::{Error, FirmId, Secret, facts, one_click};

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
    insert(tx, firm, shown.client(), None, before, now).await
}

/// Begins a visit by a one-click link; the one that the browser had `before` ends. None if the link opens nothing now.
///
/// # Errors
/// [`Error::Database`] if it fails.
pub(crate) async fn begin_by_link(
    tx: &mut Transaction,
    firm: FirmId,
    token: &Secret,
    before: Option<&Secret>,
    now: DateTime<Utc>,
) -> Result<Option<Secret>, Error> {
    let Some(opens) = one_click::opens(tx, firm, token, now).await? else { return Ok(None) };
    Ok(Some(insert(tx, firm, &opens.client, Some(&opens.link_id), before, now).await?))
}

async fn insert(
    tx: &mut Transaction,
    firm: FirmId,
    client: &ClientId,
    link_id: Option<&str>,
    before: Option<&Secret>,
    now: DateTime<Utc>,
) -> Result<Secret, Error> {
    if let Some(before) = before {
        end(tx, firm, before).await?;
    }
    let token = Secret::random();
    db::visits::insert(tx, firm, client, link_id, &token, now, now + VISIT_IS_GOOD_FOR).await?;
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
    if let Some(came_by) = db::one_click::of_visit(tx, firm, token).await? {
        let allowed = one_click::is_open(tx, firm, &came_by.link, now).await?;
        return Ok(allowed.then_some(client));
    }
    let facts = facts::of_client_alone(tx, firm, Some(&client), now).await?;
    let allowed = decide(&facts, Who::ByKey(&client), Action::SeeAndPay, Some(&client)).allowed;
    Ok(allowed.then_some(client))
}

/// What a sign-up out of this visit is linked to once its address is verified: the client whose key was shown, or the one of
/// the link, if that was sent to this very address (15, 20).
///
/// # Errors
/// [`Error::Database`] if it fails.
pub(crate) async fn came_from(
    tx: &mut Transaction,
    firm: FirmId,
    token: &Secret,
    email: &Email,
    now: DateTime<Utc>,
) -> Result<Option<KeyShown>, Error> {
    let Some(client) = sees(tx, firm, token, now).await? else { return Ok(None) };
    let by = db::one_click::of_visit(tx, firm, token).await?;
    if by.as_ref().is_some_and(|by| !by.link.is_good_for(email.key(), now)) {
        return Ok(None);
    }
    Ok(Some(KeyShown::in_visit(client, by.map(|by| by.link_id))))
}

/// To whom the one-click link was sent that this visit came by: what a form is filled in with, and no proof of anything (15).
/// None once the visit is over, or sees its client no longer.
///
/// # Errors
/// [`Error::Database`] if it fails.
pub(crate) async fn sent_to(
    tx: &mut Transaction,
    firm: FirmId,
    token: &Secret,
    now: DateTime<Utc>,
) -> Result<Option<String>, Error> {
    if sees(tx, firm, token, now).await?.is_none() {
        return Ok(None);
    }
    Ok(db::one_click::of_visit(tx, firm, token).await?.map(|by| by.recipient))
}

/// Ends a visit.
///
/// # Errors
/// [`Error::Database`] if it fails.
pub(crate) async fn end(tx: &mut Transaction, firm: FirmId, token: &Secret) -> Result<(), Error> {
    db::visits::delete(tx, firm, token).await
}
