use chrono::{DateTime, TimeDelta, Utc};
use domain::{Access, PortalUserId, access};

use super::limits::takes_password;
use crate::db::sign_ins::{self, Counted};
use crate::db::{self, Transaction};
use crate::{Error, FirmId, PasswordHash, PasswordProof, Secret};

/// How long a session lasts at most. There is a new one at each sign-in.
pub const SESSION_IS_GOOD_FOR: TimeDelta = TimeDelta::days(30);

/// Somebody wants to sign in.
#[derive(Clone, Copy)]
pub struct SignIn<'a> {
    /// The key of the address that was typed.
    pub email_key: &'a str,
    /// The proof, if the password was that of the account with this address; none if it was not, or there is no account.
    pub proof: Option<&'a PasswordProof>,
    /// The network that it comes from, as `domain::Limits::network` names it.
    pub network: &'a str,
    /// When.
    pub now: DateTime<Utc>,
}

/// A session that has begun.
#[derive(Debug)]
pub struct SignedIn {
    /// Goes to the visitor's browser, and nowhere else.
    pub session: Secret,
    /// Where the sign-in leads: with no client left, to a claim (rule 25).
    pub access: Access,
}

/// The stored hash of the account with this address.
pub(crate) async fn password_of(
    tx: &mut Transaction,
    firm: FirmId,
    email_key: &str,
) -> Result<Option<PasswordHash>, Error> {
    let Some(user) = db::portal_users::by_email(tx, firm, email_key).await? else { return Ok(None) };
    let account = db::portal_users::get(tx, firm, user).await?;
    Ok(Some(PasswordHash::from_database(account.password_hash)))
}

/// Begins a session. Nothing, and the same to whoever asks, if there is no such account, the password is not its own, its
/// address is not verified, or too many passwords were wrong: a stranger who signed up with somebody's address must not
/// find out so whether it had an account.
///
/// # Errors
/// [`Error::Database`] if it fails.
pub async fn open_session(tx: &mut Transaction, firm: FirmId, asked: &SignIn<'_>) -> Result<Option<SignedIn>, Error> {
    let SignIn { email_key, network, now, .. } = *asked;
    // Asked here and not before the password was hashed: tries that come at once are counted one after the other.
    if !takes_password(tx, firm, email_key, network, now).await? {
        return Ok(None);
    }
    let user = db::portal_users::by_email(tx, firm, email_key).await?;
    let signed_in = match (user, asked.proof) {
        (Some(user), Some(proof)) => Some((user, sign_in(tx, firm, user, proof, now).await?)),
        _ => None,
    };
    let Some((user, Some(access))) = signed_in.filter(|(_, access)| *access != Some(Access::NotVerified)) else {
        sign_ins::insert(tx, firm, Counted::WrongPassword, email_key, network, now).await?;
        sign_ins::add_wrong_in_a_row(tx, firm, email_key).await?;
        return Ok(None);
    };
    sign_ins::forget_wrong(tx, firm, user, email_key).await?;
    let session = Secret::random();
    db::sessions::insert(tx, firm, user, &session, now, now + SESSION_IS_GOOD_FOR).await?;
    Ok(Some(SignedIn { session, access }))
}

/// Signs a portal user in, and says where to. Nothing if the password is no longer the account's.
///
/// # Errors
/// [`Error::NotFound`] if there is no such account.
pub async fn sign_in(
    tx: &mut Transaction,
    firm: FirmId,
    user: PortalUserId,
    password: &PasswordProof,
    now: DateTime<Utc>,
) -> Result<Option<Access>, Error> {
    let account = db::portal_users::get(tx, firm, user).await?;
    if !password.opens(&account.password_hash) {
        return Ok(None);
    }
    let links = db::links::of_user(tx, firm, user, now).await?.linked;
    let open = links.iter().filter(|link| link.portal.is_open()).count();
    if account.verified_at.is_some() {
        db::portal_users::set_signed_in(tx, firm, user, account.last_sign_in_at, now).await?;
    }
    Ok(Some(access(account.verified_at.is_some(), links.len() as u64, open as u64)))
}

/// Whose session this token is, if it is one of this firm and not over.
pub(crate) async fn session_user(
    tx: &mut Transaction,
    firm: FirmId,
    token: &Secret,
    now: DateTime<Utc>,
) -> Result<Option<PortalUserId>, Error> {
    db::sessions::user(tx, firm, token, now).await
}

/// Ends a session.
pub(crate) async fn sign_out(tx: &mut Transaction, firm: FirmId, token: &Secret) -> Result<(), Error> {
    db::sessions::delete(tx, firm, token).await
}
