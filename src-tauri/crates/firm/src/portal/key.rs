//! Keys to portals: shown by a visitor, or by a portal user who claims a client.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::ClientId;
use serde::{Deserialize, Serialize};

use super::answers;
use super::extract::{Firm, PortalSession};
use super::task::to_its_end;
use crate::accounts::{self, Claim};
use crate::api::Backend;
use crate::api::extract::Body;
use crate::api::problem::ApiError;
use crate::keys::{KeyRefused, KeyShown, KeyTry, show_key};
use crate::{Error, Secret, db, visits};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyBody {
    pub(super) client_id: String,
    /// Left out where the firm asks for none (`rules.md` 9).
    #[serde(default)]
    pub(super) invoice_number: String,
    code: Option<String>,
}

/// What a key came to.
pub(super) type Tried = Result<Opened, KeyRefused>;

/// The client that a key has opened.
#[derive(Serialize)]
pub(super) struct Opened {
    pub(super) client_id: ClientId,
    pub(super) name: String,
}

/// Tries a key without an account (`rules.md` 9, 10).
pub(super) async fn show(
    firm: Firm,
    State(backend): State<Backend>,
    Body(body, _): Body<KeyBody>,
) -> Result<Response, ApiError> {
    answer(body.show(firm, backend).await?)
}

/// Links a further client to whoever is signed in (`rules.md` 22).
pub(super) async fn claim(
    session: PortalSession,
    State(backend): State<Backend>,
    Body(body, _): Body<KeyBody>,
) -> Result<Response, ApiError> {
    answer(body.claim(session, backend).await?)
}

impl KeyBody {
    /// Shows the key without an account.
    pub(super) async fn show(self, firm: Firm, backend: Backend) -> Result<Tried, ApiError> {
        to_its_end(async move {
            let mut tx = backend.database.write(firm.id).await?;
            let key = self.key(firm.network.as_deref(), backend.clock.now());
            let tried = match show_key(&mut tx, firm.id, &key).await? {
                Ok(shown) => Ok(Opened::of(&mut tx, &firm, KeyShown::client(&shown)).await?),
                Err(refused) => Err(refused),
            };
            tx.commit().await?;
            backend.portals.bell.ring();
            Ok(tried)
        })
        .await
    }

    /// As [`KeyBody::show`], and begins a visit; the one `before` ends.
    pub(super) async fn visit(
        self,
        firm: Firm,
        backend: Backend,
        before: Option<Secret>,
    ) -> Result<Result<Secret, KeyRefused>, ApiError> {
        to_its_end(async move {
            let mut tx = backend.database.write(firm.id).await?;
            let now = backend.clock.now();
            let begun = match show_key(&mut tx, firm.id, &self.key(firm.network.as_deref(), now)).await? {
                Ok(shown) => Ok(visits::begin(&mut tx, firm.id, &shown, before.as_ref(), now).await?),
                Err(refused) => Err(refused),
            };
            tx.commit().await?;
            backend.portals.bell.ring();
            Ok(begun)
        })
        .await
    }

    /// Claims the key's client for whoever is signed in.
    pub(super) async fn claim(self, session: PortalSession, backend: Backend) -> Result<Tried, ApiError> {
        let tried = to_its_end(async move {
            let PortalSession { firm, token, .. } = session;
            let mut tx = backend.database.write(firm.id).await?;
            // It may have ended while the claim waited for its turn.
            let user = accounts::session_user(&mut tx, firm.id, &token, backend.clock.now()).await?;
            let Some(user) = user else { return Ok(None) };
            let key = self.key(firm.network.as_deref(), backend.clock.now());
            let claim = Claim { user, key, request_id: &firm.request_id };
            let tried = match accounts::claim(&mut tx, firm.id, &claim).await? {
                Ok(client) => Ok(Opened::of(&mut tx, &firm, &client).await?),
                Err(refused) => Err(refused),
            };
            tx.commit().await?;
            backend.portals.bell.ring();
            Ok(Some(tried))
        })
        .await?;
        tried.ok_or_else(answers::signed_out)
    }

    pub(super) fn key<'a>(&'a self, network: Option<&'a str>, now: DateTime<Utc>) -> KeyTry<'a> {
        KeyTry {
            user: None,
            network,
            client_id: &self.client_id,
            invoice_number: &self.invoice_number,
            // A form has the field though nobody filled it in.
            code: self.code.as_deref().filter(|code| !code.is_empty()),
            now,
        }
    }
}

impl Opened {
    async fn of(tx: &mut crate::Transaction, firm: &Firm, client: &ClientId) -> Result<Self, Error> {
        let found = db::clients::get(tx, firm.id, client.as_str()).await?.ok_or(Error::NotFound("client"))?;
        Ok(Self { client_id: found.client_id, name: found.name })
    }
}

/// A visitor is told no more than that: opened, not opened, or that a code is asked for.
fn answer(tried: Tried) -> Result<Response, ApiError> {
    match tried {
        Ok(opened) => Ok(Json(opened).into_response()),
        Err(refused) if refused.code_asked => Ok(answers::code_follows().into_response()),
        Err(_) => Err(answers::key_refused()),
    }
}
