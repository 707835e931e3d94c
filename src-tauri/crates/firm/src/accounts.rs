//! What people do with their own accounts: sign up, verify the e-mail address, sign in, claim a client (`rules.md` 14,
//! 15, 20 to 22, 25). Staff have no way to do any of it for them, and there is no other way to make an account: the
//! sample firm's people come through here too.

use chrono::{DateTime, TimeDelta, Utc};
use contract::ActorKind;
use domain::{Access, Action, ClientId, Email, KeyAnswer, Origin, PersonName, PortalUserId, Who, access, decide};

use crate::db::portal_users::AccountRow;
use crate::db::{self, Transaction};
use crate::keys::{KeyShown, show_key};
use crate::linking::{Act, Actor, By, LinkOrder, change_link};
use crate::{Error, FirmId, PasswordHash, PasswordProof, Secret, facts};

/// How long the message that verifies an address is good for.
pub const VERIFICATION_IS_GOOD_FOR: TimeDelta = TimeDelta::hours(24);

/// What a person gives when signing up.
#[derive(Clone)]
pub struct NewAccount<'a> {
    /// The address, which becomes the account's for ever (rule 17).
    pub email: &'a Email,
    /// The name, likewise.
    pub name: &'a PersonName,
    /// The password chosen, hashed.
    pub password: &'a PasswordHash,
    /// The key that was shown before signing up, if the person came from a client's portal by one (20).
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

/// Creates an account. Nothing if the address has one already: the visitor is not told which it was.
///
/// # Errors
/// [`Error::Database`] if it fails.
pub async fn sign_up(
    tx: &mut Transaction,
    firm: FirmId,
    new: &NewAccount<'_>,
    now: DateTime<Utc>,
) -> Result<Option<SignedUp>, Error> {
    if db::portal_users::exists(tx, firm, new.email).await? {
        return Ok(None);
    }
    let came_from = new.came_from.map(KeyShown::client);
    let user = db::portal_users::insert(tx, firm, new.email, new.name, new.password, came_from, now).await?;
    let verification = Secret::random();
    let expires_at = now + VERIFICATION_IS_GOOD_FOR;
    db::portal_users::insert_verification(tx, firm, user, &verification, expires_at).await?;
    Ok(Some(SignedUp { user, verification }))
}

/// What whoever opens the message brings besides its token (rule 15).
#[derive(Clone)]
pub enum Password<'a> {
    /// The password chosen at sign-up.
    Known(&'a PasswordProof),
    /// A new one: the sign-up may have been a stranger's, who is left with nothing.
    New(&'a PasswordHash),
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
    let Some(user) = db::portal_users::of_verification(tx, firm, token, now).await? else { return Ok(None) };
    let account = db::portal_users::get(tx, firm, user).await?;
    let (hash, came_from) = match password {
        Password::Known(proof) if proof.opens(&account.password_hash) => {
            (account.password_hash.as_str(), account.came_from.as_deref())
        }
        Password::Known(_) => return Ok(None),
        Password::New(hash) => (hash.as_str(), None),
    };
    db::portal_users::set_verified(tx, firm, user, hash, now).await?;
    db::portal_users::delete_verifications(tx, firm, user).await?;
    let person = Person { user, account: &account, now, request_id };
    if let Some(client) = came_from {
        person.link(tx, firm, &ClientId::new(client)?, Origin::SignUp, None).await?;
    }
    for client in db::clients::listing_contact(tx, firm, &account.email_key).await? {
        person.link(tx, firm, &client, Origin::Contact, Some(&account.email)).await?;
    }
    Ok(Some(user))
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
    let links = db::links::of_user(tx, firm, user).await?;
    let open = links.iter().filter(|link| link.portal.is_open()).count();
    if account.verified_at.is_some() {
        db::portal_users::set_signed_in(tx, firm, user, now).await?;
    }
    Ok(Some(access(account.verified_at.is_some(), links.len() as u64, open as u64)))
}

/// A signed-in portal user claims a further client with its key (rule 22). Claiming what is linked changes nothing.
///
/// # Errors
/// [`Error::NotFound`] if there is no such account.
pub async fn claim(
    tx: &mut Transaction,
    firm: FirmId,
    user: PortalUserId,
    client_given: &str,
    invoice_number: &str,
    now: DateTime<Utc>,
    request_id: &str,
) -> Result<KeyAnswer, Error> {
    let account = db::portal_users::get(tx, firm, user).await?;
    if !may_claim(tx, firm, user, &account, client_given, now).await? {
        db::keys::insert_attempt(tx, firm, Some(user), client_given, KeyAnswer::NotAllowed, now).await?;
        return Ok(KeyAnswer::NotAllowed);
    }
    match show_key(tx, firm, Some(user), client_given, invoice_number, now).await? {
        Err(refused) => Ok(refused),
        Ok(key) => {
            let person = Person { user, account: &account, now, request_id };
            person.link(tx, firm, key.client(), Origin::Claim, Some(invoice_number)).await?;
            Ok(KeyAnswer::Accepted)
        }
    }
}

/// Whether the account itself may claim the client. What else may stand in the way, a closed key or portal, is met by
/// the key: there it is counted, and the visitor gets the one answer of every failed key (rule 10).
async fn may_claim(
    tx: &mut Transaction,
    firm: FirmId,
    user: PortalUserId,
    account: &AccountRow,
    client_given: &str,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let client = ClientId::new(client_given).ok();
    let facts = facts::of_user_and_client(tx, firm, user, account, client.as_ref(), now).await?;
    Ok(!decide(&facts, Who::PortalUser, Action::Claim, client.as_ref()).is_refused_by_account())
}

/// A portal user who does something about the own account.
struct Person<'a> {
    user: PortalUserId,
    account: &'a AccountRow,
    now: DateTime<Utc>,
    request_id: &'a str,
}

impl Person<'_> {
    async fn link(
        &self,
        tx: &mut Transaction,
        firm: FirmId,
        client: &ClientId,
        origin: Origin,
        evidence: Option<&str>,
    ) -> Result<(), Error> {
        let order = LinkOrder {
            user: self.user,
            client,
            act: Act::Link(origin),
            if_version: None,
            evidence,
            by: By {
                actor: Actor { kind: ActorKind::PortalUser, name: &self.account.name() },
                reason: None,
                now: self.now,
                request_id: self.request_id,
            },
        };
        change_link(tx, firm, &order).await?;
        Ok(())
    }
}
