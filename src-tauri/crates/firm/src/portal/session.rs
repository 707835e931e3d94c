//! Signing in and out.

use axum::Json;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use chrono::TimeDelta;
use domain::{Access, Email};
use serde::{Deserialize, Serialize};

use super::answers;
use super::extract::{COOKIE_NAME, Firm, LINK_COOKIE_NAME, PortalSession, VISIT_COOKIE_NAME, in_cookie, token};
use super::task::to_its_end;
use crate::accounts::{self, SESSION_IS_GOOD_FOR, SignIn, SignedIn};
use crate::api::Backend;
use crate::api::extract::Body;
use crate::api::problem::ApiError;
use crate::db::Transaction;
use crate::visits::{self, VISIT_IS_GOOD_FOR};
use crate::{Error, FirmId, Secret};

/// How long whoever opened a one-click link has for the next step.
const OPENED_FOR: TimeDelta = TimeDelta::minutes(30);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignInBody {
    pub(super) email: String,
    password: String,
}

/// Where a sign-in leads.
#[derive(Serialize)]
pub(super) struct SignedInAnswer {
    access: Access,
}

/// What a browser has: a session, a visit without an account. A sign-in and a sign-out end both, for whoever holds their
/// tokens: nobody goes on under a token that was there before, nor sees a client but by the account (12).
pub(super) struct Had {
    session: Option<Secret>,
    visit: Option<Secret>,
}

impl Had {
    /// What a request brings.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        Self { session: token(headers), visit: in_cookie(headers, VISIT_COOKIE_NAME) }
    }

    /// Ends it.
    ///
    /// # Errors
    /// [`Error::Database`] if it fails.
    pub(super) async fn end(&self, tx: &mut Transaction, firm: FirmId) -> Result<(), Error> {
        if let Some(session) = &self.session {
            accounts::sign_out(tx, firm, session).await?;
        }
        if let Some(visit) = &self.visit {
            visits::end(tx, firm, visit).await?;
        }
        Ok(())
    }
}

/// Signs a portal user in. There is one refusal, in one time: a password is tried whether there is an account or not.
pub(super) async fn sign_in(
    firm: Firm,
    State(backend): State<Backend>,
    headers: HeaderMap,
    Body(body, _): Body<SignInBody>,
) -> Result<(HeaderMap, Json<SignedInAnswer>), ApiError> {
    let signed_in = body.carry_out(firm, backend, Had::of(&headers)).await?;
    Ok((HeaderMap::from_iter([(SET_COOKIE, begun(&signed_in))]), Json(SignedInAnswer { access: signed_in.access })))
}

impl SignInBody {
    /// Signs in whoever gives this; what the browser had before ends, as soon as somebody is signed in.
    pub(super) async fn carry_out(self, firm: Firm, backend: Backend, before: Had) -> Result<SignedIn, ApiError> {
        // What is no address has no account, and is met like one that has none.
        let email_key = Email::new(&self.email).map_or_else(|_| String::new(), |email| email.key().to_owned());
        let mut tx = backend.database.read(firm.id).await?;
        // Says nothing of any account, so it may be said without the work of one: a network that guesses must not keep
        // everybody else's passwords waiting.
        if !accounts::takes_passwords_from(&mut tx, firm.id, firm.network(), backend.clock.now()).await? {
            return Err(answers::sign_in_refused());
        }
        let hash = accounts::password_of(&mut tx, firm.id, &email_key).await?;
        drop(tx);
        let proof = backend.portals.hashing.prove(hash, self.password).await?;
        let signed_in = to_its_end(async move {
            let mut tx = backend.database.write(firm.id).await?;
            let (network, now) = (firm.network(), backend.clock.now());
            let asked = SignIn { email_key: &email_key, proof: proof.as_ref(), network, now };
            let signed_in = accounts::open_session(&mut tx, firm.id, &asked).await?;
            if signed_in.is_some() {
                before.end(&mut tx, firm.id).await?;
            }
            tx.commit().await?;
            Ok(signed_in)
        })
        .await?;
        signed_in.ok_or_else(answers::sign_in_refused)
    }
}

/// Ends the session.
pub(super) async fn sign_out(
    session: PortalSession,
    State(backend): State<Backend>,
    headers: HeaderMap,
) -> Result<(StatusCode, HeaderMap), ApiError> {
    session.end(Had::of(&headers), backend).await?;
    Ok((answers::DONE, HeaderMap::from_iter([(SET_COOKIE, ended())])))
}

impl PortalSession {
    /// Ends it, and the visit of the same browser.
    pub(super) async fn end(self, had: Had, backend: Backend) -> Result<(), ApiError> {
        to_its_end(async move {
            let mut tx = backend.database.write(self.firm.id).await?;
            had.end(&mut tx, self.firm.id).await?;
            tx.commit().await
        })
        .await
    }
}

/// The cookie of a session that has begun.
pub(super) fn begun(signed_in: &SignedIn) -> HeaderValue {
    cookie(COOKIE_NAME, &signed_in.session, SESSION_IS_GOOD_FOR)
}

/// What takes the session's cookie away.
pub(super) fn ended() -> HeaderValue {
    cookie(COOKIE_NAME, &Secret::presented(""), TimeDelta::zero())
}

/// The cookie of a visit that has begun.
pub(super) fn visit_begun(token: &Secret) -> HeaderValue {
    cookie(VISIT_COOKIE_NAME, token, VISIT_IS_GOOD_FOR)
}

/// The cookie of a one-click link that was opened.
pub(super) fn link_opened(token: &Secret) -> HeaderValue {
    cookie(LINK_COOKIE_NAME, token, OPENED_FOR)
}

/// What takes that away.
pub(super) fn link_taken() -> HeaderValue {
    cookie(LINK_COOKIE_NAME, &Secret::presented(""), TimeDelta::zero())
}

/// What takes the visit's cookie away.
pub(super) fn visit_ended() -> HeaderValue {
    cookie(VISIT_COOKIE_NAME, &Secret::presented(""), TimeDelta::zero())
}

/// Lax and not strict: who comes by a link from a mail is still signed in. Changes are guarded otherwise.
fn cookie(name: &str, token: &Secret, good_for: TimeDelta) -> HeaderValue {
    let (token, seconds) = (token.reveal(), good_for.num_seconds());
    let cookie = format!("{name}={token}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax");
    HeaderValue::from_str(&cookie).expect("digits and plain letters are a header value")
}
