//! Choosing a new password.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use contract::ProblemCode;
use domain::{Email, PersonName};
use serde::Deserialize;

use super::account::{Address, Wanted};
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
    let refused = |bad| {
        let title = format!("The address {bad}.");
        ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, ProblemCode::Invalid, title, "Correct it and send it again.")
            .about("email")
    };
    Email::new(text).map_err(refused)
}

/// A password that a person chooses, and whose it will be.
pub(super) struct NewPassword<'a> {
    pub(super) password: String,
    pub(super) email: &'a Email,
    pub(super) name: Option<&'a PersonName>,
    /// The field of the form that it was typed into.
    pub(super) field: &'static str,
}

impl NewPassword<'_> {
    /// Hashes it, unless somebody who knows the person or the firm would try it first.
    pub(super) async fn hash(self, backend: &Backend, firm: &Firm) -> Result<PasswordHash, ApiError> {
        let name = db::firms::get(&mut backend.database.read(firm.id).await?, firm.id).await?.name;
        let bad = |title: String| {
            let next = "Choose another one: a few words that nobody would guess are long enough and easy to keep.";
            ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, ProblemCode::Invalid, title, next).about(self.field)
        };
        if is_made_of_names(&self.password, self.email, self.name, &name) {
            return Err(bad("A password is not made of your own name and address or the firm's.".to_owned()));
        }
        match backend.portals.hashing.hash(self.password).await {
            Err(Error::Invalid(why)) => Err(bad(sentence(&why))),
            hashed => Ok(hashed?),
        }
    }
}

/// What is wrong with a password begins in the middle of a sentence.
fn sentence(part: &str) -> String {
    let mut letters = part.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// Sends the message by which a person chooses a new password, if there is an account.
pub(super) async fn ask(
    firm: Firm,
    State(backend): State<Backend>,
    Body(body, _): Body<Address>,
) -> Result<(StatusCode, Json<Says>), ApiError> {
    body.ask_for(Wanted::Reset, firm, backend).await?;
    Ok(answers::mail_follows())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reset {
    pub(super) token: String,
    new_password: String,
}

/// Gives the account a new password, which ends every session.
pub(super) async fn reset(
    firm: Firm,
    State(backend): State<Backend>,
    Body(body, _): Body<Reset>,
) -> Result<StatusCode, ApiError> {
    body.carry_out(firm, backend).await?;
    Ok(answers::DONE)
}

impl Reset {
    /// Gives the account a new password.
    pub(super) async fn carry_out(self, firm: Firm, backend: Backend) -> Result<(), ApiError> {
        let token = Secret::presented(&self.token);
        let mut tx = backend.database.read(firm.id).await?;
        let account = accounts::resets(&mut tx, firm.id, &token, backend.clock.now()).await?;
        drop(tx);
        let account = account.ok_or_else(answers::link_refused)?;
        let (email, name) = (account.address()?, account.person());
        let new =
            NewPassword { password: self.new_password, email: &email, name: name.as_ref(), field: "new_password" };
        let hash = new.hash(&backend, &firm).await?;
        let done = to_its_end(async move {
            let mut tx = backend.database.write(firm.id).await?;
            let now = backend.clock.now();
            let done = accounts::reset(&mut tx, firm.id, &token, &hash, now, &firm.request_id).await?;
            tx.commit().await?;
            Ok(done)
        })
        .await?;
        done.map(|_| ()).ok_or_else(answers::link_refused)
    }
}
