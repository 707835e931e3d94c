use chrono::{DateTime, TimeDelta, Utc};
use domain::{Email, PortalUserId};

use super::Asker;
use super::limits::takes_request;
use super::person::Person;
use crate::db::portal_users::AccountRow;
use crate::db::tokens::Token;
use crate::db::{self, Transaction};
use crate::mail::{Message, queue};
use crate::{Error, FirmId, PasswordHash, PasswordProof, Secret};

/// How long the message that verifies an address is good for.
pub const VERIFICATION_IS_GOOD_FOR: TimeDelta = TimeDelta::hours(24);

/// Sends the message that verifies an address once more, if there is an account that waits for it; older ones die. Whoever
/// asks is told neither.
///
/// # Errors
/// [`Error::Database`] if it fails.
pub async fn ask_for_verification(
    tx: &mut Transaction,
    firm: FirmId,
    email: &Email,
    asker: &Asker<'_>,
) -> Result<(), Error> {
    if !takes_request(tx, firm, email, asker).await? {
        return Ok(());
    }
    let Some(user) = db::portal_users::by_email(tx, firm, email.key()).await? else { return Ok(()) };
    let account = db::portal_users::get(tx, firm, user).await?;
    if account.verified_at.is_some() {
        return Ok(());
    }
    let token = Secret::random();
    let expires_at = asker.now + VERIFICATION_IS_GOOD_FOR;
    db::tokens::replace(tx, firm, Token::Verification, user, &token, expires_at).await?;
    queue(tx, firm, &Message::verification(&account.address()?, asker.letterhead, &token), asker.now).await
}

/// What whoever opens the message brings besides its token (rule 15).
#[derive(Clone)]
pub enum Password<'a> {
    /// The password chosen at sign-up.
    Known(&'a PasswordProof),
    /// A new one: the sign-up may have been a stranger's, who is left with nothing.
    New(&'a PasswordHash),
}

/// The account that waits for this token, if it is still good.
pub(crate) async fn waits_for(
    tx: &mut Transaction,
    firm: FirmId,
    token: &Secret,
    now: DateTime<Utc>,
) -> Result<Option<AccountRow>, Error> {
    match db::tokens::owner(tx, firm, Token::Verification, token, now).await? {
        Some(user) => Ok(Some(db::portal_users::get(tx, firm, user).await?)),
        None => Ok(None),
    }
}

/// Verifies an address and links every client that lists it as a contact (21), and the client that the person came
/// from, if the same person signed up (20). Nothing if the token or the password is not good.
///
/// # Errors
/// [`Error::Database`] if it fails.
pub async fn verify(
    tx: &mut Transaction,
    firm: FirmId,
    token: &Secret,
    password: &Password<'_>,
    now: DateTime<Utc>,
    request_id: &str,
) -> Result<Option<PortalUserId>, Error> {
    let Some(user) = db::tokens::owner(tx, firm, Token::Verification, token, now).await? else { return Ok(None) };
    let account = db::portal_users::get(tx, firm, user).await?;
    let (hash, is_same_person) = match password {
        Password::Known(proof) if proof.opens(&account.password_hash) => (account.password_hash.as_str(), true),
        Password::Known(_) => return Ok(None),
        Password::New(hash) => (hash.as_str(), false),
    };
    db::portal_users::set_verified(tx, firm, user, hash, now).await?;
    db::tokens::delete_all(tx, firm, Token::Verification, user).await?;
    // The password is known to be the owner's from here on: what a stranger had, or tried, is over.
    db::sessions::delete_all(tx, firm, user).await?;
    db::tokens::delete_all(tx, firm, Token::Reset, user).await?;
    db::sign_ins::forget_wrong(tx, firm, user, &account.email_key).await?;
    let person = Person { user, account: &account, now, request_id };
    if is_same_person {
        person.link_where_from(tx, firm).await?;
    }
    person.link_contacts(tx, firm).await?;
    Ok(Some(user))
}
