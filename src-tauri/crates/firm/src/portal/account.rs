//! Signing up, and verifying the address.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use contract::ProblemCode;
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
use crate::keys::{KeyShown, show_key_at_sign_up};
use crate::mail::Letterhead;
use crate::{Error, PasswordHash, Secret, Transaction, visits};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignUp {
    pub(super) email: String,
    pub(super) first_name: String,
    pub(super) last_name: String,
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
    body.carry_out(firm, backend, None).await?;
    Ok(answers::mail_follows())
}

impl SignUp {
    /// Signs up whoever gives this, perhaps out of a visit.
    pub(super) async fn carry_out(self, firm: Firm, backend: Backend, visit: Option<Secret>) -> Result<(), ApiError> {
        let email = email(&self.email)?;
        let name = PersonName::new(&self.first_name, &self.last_name).map_err(|bad| {
            let (title, next) = (format!("The name cannot be taken: {bad}."), "Write it as on a letter to you.");
            ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, ProblemCode::Invalid, title, next).about("first_name")
        })?;
        let new = NewPassword { password: self.password, email: &email, name: Some(&name), field: "password" };
        let password = new.hash(&backend, &firm).await?;
        let came_by = CameBy { key: self.key, visit };
        to_its_end(write(backend, firm, email, name, password, came_by)).await
    }
}

async fn write(
    backend: Backend,
    firm: Firm,
    email: Email,
    name: PersonName,
    password: PasswordHash,
    came_by: CameBy,
) -> Result<(), Error> {
    let now = backend.clock.now();
    let mut tx = backend.database.write(firm.id).await?;
    let came_from = came_by.shown(&mut tx, &firm, &email, now).await?;
    let letterhead = Letterhead::of(&mut tx, firm.id, &backend.portals.origin).await?;
    let asker = Asker { network: firm.network(), letterhead: &letterhead, now };
    let new = NewAccount { email: &email, name: &name, password: &password, came_from: came_from.as_ref() };
    accounts::ask_to_sign_up(&mut tx, firm.id, &new, &asker).await?;
    tx.commit().await?;
    backend.portals.bell.ring();
    Ok(())
}

/// By what the person came who signs up (20).
struct CameBy {
    key: Option<KeyBody>,
    visit: Option<Secret>,
}

impl CameBy {
    async fn shown(
        &self,
        tx: &mut Transaction,
        firm: &Firm,
        email: &Email,
        now: DateTime<Utc>,
    ) -> Result<Option<KeyShown>, Error> {
        match (&self.key, &self.visit) {
            (Some(key), _) => Ok(show_key_at_sign_up(tx, firm.id, &key.key(firm.network.as_deref(), now)).await?.ok()),
            (None, Some(visit)) => visits::came_from(tx, firm.id, visit, email, now).await,
            (None, None) => Ok(None),
        }
    }
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
    body.ask_for(Wanted::Verification, firm, backend).await?;
    Ok(answers::mail_follows())
}

/// What is sent to an address for the asking.
#[derive(Clone, Copy)]
pub(super) enum Wanted {
    /// The message that verifies it.
    Verification,
    /// The message by which a new password is chosen.
    Reset,
}

impl Address {
    /// Sends what is wanted, if there is an account for it; the answer is the same.
    pub(super) async fn ask_for(&self, wanted: Wanted, firm: Firm, backend: Backend) -> Result<(), ApiError> {
        let email = email(&self.email)?;
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
        .await
    }
}

/// The token of the message with the password of the sign-up, or with a new one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Verify {
    pub(super) token: String,
    password: Option<String>,
    new_password: Option<String>,
}

/// Verifies an address (`rules.md` 15, 21).
pub(super) async fn verify(
    firm: Firm,
    State(backend): State<Backend>,
    Body(body, _): Body<Verify>,
) -> Result<StatusCode, ApiError> {
    body.carry_out(firm, backend).await?;
    Ok(answers::DONE)
}

impl Verify {
    /// Verifies the address that the token was sent to.
    pub(super) async fn carry_out(self, firm: Firm, backend: Backend) -> Result<(), ApiError> {
        let token = Secret::presented(&self.token);
        let mut tx = backend.database.read(firm.id).await?;
        let account = accounts::waits_for(&mut tx, firm.id, &token, backend.clock.now()).await?;
        drop(tx);
        let verified = match (self.password, self.new_password) {
            (Some(known), None) => {
                let hash = account.map(|account| PasswordHash::from_database(account.password_hash));
                let proof = backend.portals.hashing.prove(hash, known).await?.ok_or_else(answers::link_refused)?;
                let act = move |backend, firm| async move {
                    verify_with(backend, firm, &token, &Password::Known(&proof)).await
                };
                to_its_end(act(backend, firm)).await?
            }
            (None, Some(new)) => {
                let account = account.ok_or_else(answers::link_refused)?;
                let (email, name) = (account.address()?, account.person());
                let new = NewPassword { password: new, email: &email, name: name.as_ref(), field: "new_password" };
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
        if verified { Ok(()) } else { Err(answers::link_refused()) }
    }
}

async fn verify_with(backend: Backend, firm: Firm, token: &Secret, password: &Password<'_>) -> Result<bool, Error> {
    let mut tx = backend.database.write(firm.id).await?;
    let now = backend.clock.now();
    let verified = accounts::verify(&mut tx, firm.id, token, password, now, &firm.request_id).await?;
    tx.commit().await?;
    Ok(verified.is_some())
}
