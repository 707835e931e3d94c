//! Choosing a new password.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::{Email, PersonName};
use serde::Deserialize;

use super::account::{Address, Wanted, ask_for};
use super::answers::{self, Says};
use super::extract::Firm;
use super::task::to_its_end;
use crate::accounts;
use crate::api::Backend;
use crate::api::extract::Body;
use crate::api::problem::ApiError;
use crate::guessable::is_made_of_names;
use crate::{Error, PasswordHash, Secret, db};

/// An address that mail could be sent to.
pub(super) fn email(text: &str) -> Result<Email, ApiError> {
    let refused = |bad| ApiError::with_status(StatusCode::UNPROCESSABLE_ENTITY, format!("The address {bad}."));
    Email::new(text).map_err(refused)
}

/// A password that a person chooses, and whose it will be.
pub(super) struct NewPassword<'a> {
    pub(super) password: String,
    pub(super) email: &'a Email,
    pub(super) name: Option<&'a PersonName>,
}

impl NewPassword<'_> {
    /// Hashes it, unless somebody who knows the person or the firm would try it first.
    pub(super) async fn hash(self, backend: &Backend, firm: &Firm) -> Result<PasswordHash, ApiError> {
        let name = db::firms::get(&mut backend.database.read(firm.id).await?, firm.id).await?.name;
        let bad = |title: String| ApiError::with_status(StatusCode::UNPROCESSABLE_ENTITY, title);
        if is_made_of_names(&self.password, self.email, self.name, &name) {
            return Err(bad("A password is not made of your own name and address or the firm's.".to_owned()));
        }
        match backend.portals.hashing.hash(self.password).await {
            Err(Error::Invalid(why)) => Err(bad(why)),
            hashed => Ok(hashed?),
        }
    }
}

/// Sends the message by which a person chooses a new password, if there is an account.
pub(super) async fn ask(
    firm: Firm,
    State(backend): State<Backend>,
    Body(body, _): Body<Address>,
) -> Result<(StatusCode, Json<Says>), ApiError> {
    ask_for(Wanted::Reset, firm, backend, &body).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reset {
    token: String,
    new_password: String,
}

/// Gives the account a new password, which ends every session.
pub(super) async fn reset(
    firm: Firm,
    State(backend): State<Backend>,
    Body(body, _): Body<Reset>,
) -> Result<StatusCode, ApiError> {
    let token = Secret::presented(&body.token);
    let mut tx = backend.database.read(firm.id).await?;
    let account = accounts::resets(&mut tx, firm.id, &token, backend.clock.now()).await?;
    drop(tx);
    let account = account.ok_or_else(answers::link_refused)?;
    let (email, name) = (account.address()?, account.person());
    let new = NewPassword { password: body.new_password, email: &email, name: name.as_ref() };
    let hash = new.hash(&backend, &firm).await?;
    let done = to_its_end(async move {
        let mut tx = backend.database.write(firm.id).await?;
        let now = backend.clock.now();
        let done = accounts::reset(&mut tx, firm.id, &token, &hash, now, &firm.request_id).await?;
        tx.commit().await?;
        Ok(done)
    })
    .await?;
    done.map(|_| answers::DONE).ok_or_else(answers::link_refused)
}
