use chrono::{DateTime, TimeDelta, Utc};
use domain::{Email, PortalUserId};

use super::Asker;
use super::limits::takes_request;
use super::person::Person;
use crate::db::portal_users::AccountRow;
use crate::db::tokens::Token;
use crate::db::{self, Transaction};
use crate::mail::{Message, queue};
use crate::{Error, FirmId, PasswordHash, Secret};

/// How long the message that lets a person choose a new password is good for.
pub const RESET_IS_GOOD_FOR: TimeDelta = TimeDelta::minutes(60);

/// Sends the message that lets a person choose a new password, if there is an account of this address: to the address that
/// is stored, not to what was typed. Older ones die. Whoever asks is told neither.
///
/// # Errors
/// [`Error::Database`] if it fails.
pub async fn ask_for_reset(tx: &mut Transaction, firm: FirmId, email: &Email, asker: &Asker<'_>) -> Result<(), Error> {
    if !takes_request(tx, firm, email, asker).await? {
        return Ok(());
    }
    let Some(user) = db::portal_users::by_email(tx, firm, email.key()).await? else { return Ok(()) };
    let stored = db::portal_users::get(tx, firm, user).await?.address()?;
    let token = Secret::random();
    db::tokens::replace(tx, firm, Token::Reset, user, &token, asker.now + RESET_IS_GOOD_FOR).await?;
    queue(tx, firm, &Message::password_reset(&stored, asker.letterhead, &token), asker.now).await
}

/// The account whose password this token resets, if it is still good.
pub(crate) async fn resets(
    tx: &mut Transaction,
    firm: FirmId,
    token: &Secret,
    now: DateTime<Utc>,
) -> Result<Option<AccountRow>, Error> {
    match db::tokens::owner(tx, firm, Token::Reset, token, now).await? {
        Some(user) => Ok(Some(db::portal_users::get(tx, firm, user).await?)),
        None => Ok(None),
    }
}

/// Gives the account a new password and ends all its sessions and tokens. Whoever opened the message has shown to own the
/// address, so an account that nobody had verified becomes verified by it, as with a new password at [`super::verify()`]:
/// linked to the clients that list the address (21), and not to the one that whoever signed up came from (15). Nothing if
/// the token is not good.
///
/// # Errors
/// [`Error::Database`] if it fails.
pub async fn reset(
    tx: &mut Transaction,
    firm: FirmId,
    token: &Secret,
    password: &PasswordHash,
    now: DateTime<Utc>,
    request_id: &str,
) -> Result<Option<PortalUserId>, Error> {
    let Some(user) = db::tokens::owner(tx, firm, Token::Reset, token, now).await? else { return Ok(None) };
    let account = db::portal_users::get(tx, firm, user).await?;
    db::tokens::delete_all(tx, firm, Token::Reset, user).await?;
    db::sessions::delete_all(tx, firm, user).await?;
    db::tokens::delete_all(tx, firm, Token::Verification, user).await?;
    db::sign_ins::forget_wrong(tx, firm, user, &account.email_key).await?;
    if account.verified_at.is_some() {
        db::portal_users::set_password(tx, firm, user, password).await?;
    } else {
        db::portal_users::set_verified(tx, firm, user, password.as_str(), now).await?;
        Person { user, account: &account, now, request_id }.link_contacts(tx, firm).await?;
    }
    Ok(Some(user))
}
