//! Keys to portals: a Client ID and an invoice number, given by a visitor or by a portal user who claims a client
//! (`rules.md` 9, 10, 22). Every try is recorded; ten wrong ones in a row close the client's key.

use chrono::{DateTime, Utc};
use domain::{ClientId, KeyAnswer, PortalUserId};

use crate::db::{self, Transaction};
use crate::{Error, FirmId};

/// Exists only where the right key of this client was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyShown(ClientId);

impl KeyShown {
    /// The client whose key it is.
    #[must_use]
    pub fn client(&self) -> &ClientId {
        &self.0
    }
}

/// Tries a key, records the try, and counts the wrong ones. The answer's reason is for staff alone: a visitor is told
/// only yes or no.
///
/// # Errors
/// [`Error::Database`] if it fails.
pub async fn show_key(
    tx: &mut Transaction,
    firm: FirmId,
    user: Option<PortalUserId>,
    client_given: &str,
    invoice_number: &str,
    now: DateTime<Utc>,
) -> Result<Result<KeyShown, KeyAnswer>, Error> {
    let facts = db::keys::facts(tx, firm, client_given, invoice_number).await?;
    let answer = facts.answer(now);
    db::keys::insert_attempt(tx, firm, user, client_given, answer, now).await?;
    let tally = facts.tally.after(answer, now);
    if tally != facts.tally {
        db::keys::put_tally(tx, firm, client_given, tally).await?;
    }
    match answer {
        KeyAnswer::Accepted => Ok(Ok(KeyShown(ClientId::new(client_given)?))),
        refused => Ok(Err(refused)),
    }
}
