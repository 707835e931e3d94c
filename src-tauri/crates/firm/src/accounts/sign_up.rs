use chrono::{DateTime, Utc};
use domain::{Email, PersonName, PortalUserId};

use super::limits::takes_request;
use super::{Asker, VERIFICATION_IS_GOOD_FOR};
use crate::db::tokens::Token;
use crate::db::{self, Transaction};
use crate::keys::KeyShown;
use crate::mail::{Message, queue};
use crate::{Error, FirmId, PasswordHash, Secret};

/// What a person gives when signing up.
#[derive(Clone)]
pub struct NewAccount<'a> {
    /// The address, which becomes the account's for ever (rule 17).
    pub email: &'a Email,
    /// The name, likewise.
    pub name: &'a PersonName,
    /// The password chosen, hashed.
    pub password: &'a PasswordHash,
    /// The key or one-click link that was shown before signing up, if the person came from a client's portal (20).
    pub came_from: Option<&'a KeyShown>,
}

/// An account that waits for its address to be verified.
#[derive(Debug)]
pub struct SignedUp {
    /// The account.
    pub user: PortalUserId,
    /// Goes into the message to the address, and nowhere else.
    pub verification: Secret,
}

/// Signs a visitor up, or not: an address that has an account is sent a message that says so, any other one the message
/// that verifies it. The visitor is told neither.
///
/// # Errors
/// [`Error::Database`] if it fails.
pub async fn ask_to_sign_up(
    tx: &mut Transaction,
    firm: FirmId,
    new: &NewAccount<'_>,
    asker: &Asker<'_>,
) -> Result<(), Error> {
    if !takes_request(tx, firm, new.email, asker).await? {
        return Ok(());
    }
    match sign_up(tx, firm, new, asker.now).await? {
        Some(account) => {
            let message = Message::verification(new.email, asker.letterhead, &account.verification);
            queue(tx, firm, &message, asker.now).await
        }
        None => {
            let Some(user) = db::portal_users::by_email(tx, firm, new.email.key()).await? else { return Ok(()) };
            let stored = db::portal_users::get(tx, firm, user).await?.address()?;
            queue(tx, firm, &Message::account_exists(&stored, asker.letterhead), asker.now).await
        }
    }
}

/// Creates an account, and queues no message. Nothing if the address has one already.
///
/// # Errors
/// [`Error::Database`] if it fails.
pub async fn sign_up(
    tx: &mut Transaction,
    firm: FirmId,
    new: &NewAccount<'_>,
    now: DateTime<Utc>,
) -> Result<Option<SignedUp>, Error> {
    if db::portal_users::by_email(tx, firm, new.email.key()).await?.is_some() {
        return Ok(None);
    }
    let user = db::portal_users::insert(tx, firm, new, now).await?;
    let verification = Secret::random();
    let expires_at = now + VERIFICATION_IS_GOOD_FOR;
    db::tokens::replace(tx, firm, Token::Verification, user, &verification, expires_at).await?;
    Ok(Some(SignedUp { user, verification }))
}
