//! Signing up, and verifying the address.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::{Email, PersonName};
use serde::Deserialize;

use super::answers::{self, Says};
use super::extract::Firm;
use super::key::KeyBody;
use super::password::{NewPassword, email};
use super::task::to_its_end;
use crate::accounts::{self, Asker, NewAccount, Password};
use crate::api::Backend;
use crate::api::extract::Body;
use crate::api::problem::ApiError;
use crate::keys::show_key_at_sign_up;
use crate::mail::Letterhead;
use crate::{Error, PasswordHash, Secret};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignUp {
    email: String,
    first_name: String,
    last_name: String,
    password: String,
    /// The key by which the person came into the client's portal before (`rules.md` 20).
    key: Option<KeyBody>,
}

/// Signs a visitor up (`rules.md` 14). The answer is the same whether or not the address has an account.
pub(super) async fn sign_up(
    firm: Firm,
    State(backend): State<Backend>,
    Body(body, _): Body<SignUp>,
) -> Result<(StatusCode, Json<Says>), ApiError> {
    let email = email(&body.email)?;
    let name = PersonName::new(&body.first_name, &body.last_name)
        .map_err(|bad| ApiError::with_status(StatusCode::UNPROCESSABLE_ENTITY, format!("The name {bad}.")))?;
    let new = NewPassword { password: body.password, email: &email, name: Some(&name) };
    let password = new.hash(&backend, &firm).await?;
    to_its_end(write(backend, firm, email, name, password, body.key)).await?;
    Ok(answers::mail_follows())
}

async fn write(
    backend: Backend,
    firm: Firm,
    email: Email,
    name: PersonName,
    password: PasswordHash,
    came_by: Option<KeyBody>,
) -> Result<(), Error> {
    let now = backend.clock.now();
    let mut tx = backend.database.write(firm.id).await?;
    let came_from = match &came_by {
        Some(key) => show_key_at_sign_up(&mut tx, firm.id, &key.key(firm.network.as_deref(), now)).await?.ok(),
        None => None,
    };
    let letterhead = Letterhead::of(&mut tx, firm.id, &backend.portals.origin).await?;
    let asker = Asker { network: firm.network(), letterhead: &letterhead, now };
    let new = NewAccount { email: &email, name: &name, password: &password, came_from: came_from.as_ref() };
    accounts::ask_to_sign_up(&mut tx, firm.id, &new, &asker).await?;
    tx.commit().await?;
    backend.portals.bell.ring();
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Address {
    pub(super) email: String,
}

/// Sends the message that verifies an address once more.
pub(super) async fn resend(
    firm: Firm,
    State(backend): State<Backend>,
    Body(body, _): Body<Address>,
) -> Result<(StatusCode, Json<Says>), ApiError> {
    ask_for(Wanted::Verification, firm, backend, &body).await
}

/// What is sent to an address for the asking.
#[derive(Clone, Copy)]
pub(super) enum Wanted {
    /// The message that verifies it.
    Verification,
    /// The message by which a new password is chosen.
    Reset,
}

/// Sends what is wanted, if there is an account for it; the answer is the same.
pub(super) async fn ask_for(
    wanted: Wanted,
    firm: Firm,
    backend: Backend,
    body: &Address,
) -> Result<(StatusCode, Json<Says>), ApiError> {
    let email = email(&body.email)?;
    to_its_end(async move {
        let mut tx = backend.database.write(firm.id).await?;
        let letterhead = Letterhead::of(&mut tx, firm.id, &backend.portals.origin).await?;
        let asker = Asker { network: firm.network(), letterhead: &letterhead, now: backend.clock.now() };
        match wanted {
            Wanted::Verification => accounts::ask_for_verification(&mut tx, firm.id, &email, &asker).await?,
            Wanted::Reset => accounts::ask_for_reset(&mut tx, firm.id, &email, &asker).await?,
        }
        tx.commit().await?;
        backend.portals.bell.ring();
        Ok(())
    })
    .await?;
    Ok(answers::mail_follows())
}

/// The token of the message with the password of the sign-up, or with a new one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Verify {
    token: String,
    password: Option<String>,
    new_password: Option<String>,
}

/// Verifies an address (`rules.md` 15, 21).
pub(super) async fn verify(
    firm: Firm,
    State(backend): State<Backend>,
    Body(body, _): Body<Verify>,
) -> Result<StatusCode, ApiError> {
    let token = Secret::presented(&body.token);
    let mut tx = backend.database.read(firm.id).await?;
    let account = accounts::waits_for(&mut tx, firm.id, &token, backend.clock.now()).await?;
    drop(tx);
    let verified = match (body.password, body.new_password) {
        (Some(known), None) => {
            let hash = account.map(|account| PasswordHash::from_database(account.password_hash));
            let proof = backend.portals.hashing.prove(hash, known).await?.ok_or_else(answers::link_refused)?;
            let act =
                move |backend, firm| async move { verify_with(backend, firm, &token, &Password::Known(&proof)).await };
            to_its_end(act(backend, firm)).await?
        }
        (None, Some(new)) => {
            let account = account.ok_or_else(answers::link_refused)?;
            let (email, name) = (account.address()?, account.person());
            let new = NewPassword { password: new, email: &email, name: name.as_ref() };
            let hash = new.hash(&backend, &firm).await?;
            let act =
                move |backend, firm| async move { verify_with(backend, firm, &token, &Password::New(&hash)).await };
            to_its_end(act(backend, firm)).await?
        }
        _ => {
            let title = "Give either password or new_password.";
            return Err(ApiError::with_status(StatusCode::UNPROCESSABLE_ENTITY, title));
        }
    };
    if verified { Ok(answers::DONE) } else { Err(answers::link_refused()) }
}

async fn verify_with(backend: Backend, firm: Firm, token: &Secret, password: &Password<'_>) -> Result<bool, Error> {
    let mut tx = backend.database.write(firm.id).await?;
    let now = backend.clock.now();
    let verified = accounts::verify(&mut tx, firm.id, token, password, now, &firm.request_id).await?;
    tx.commit().await?;
    Ok(verified.is_some())
}
