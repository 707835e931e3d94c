//! Changes, each carried out in a task of its own, and exactly once (those of pairs, which often wait for each other, in
//! [`super::gathered`]): a request that is repeated with
//! its `Idempotency-Key` gets the first one's answer, to the byte, for as long as answers are kept.

use std::collections::HashSet;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::FromRequestParts;
use axum::http::header::{CONTENT_TYPE, ETAG};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Backend;
use super::extract::{BodyDigest, Staff};
use super::problem::ApiError;
use crate::db::answered::{Answered, Asked};
use crate::db::{self, Transaction};
use crate::{Error, FirmId};

/// How long answers are kept. A desktop that was away longer begins anew anyway.
const KEPT_FOR: TimeDelta = TimeDelta::days(30);
/// The most characters of a key.
const LONGEST_KEY: usize = 200;

/// A request that changes something: its key, if it may be repeated, and what makes it this request and no other.
pub(super) struct Once {
    key: Option<String>,
    digest: Sha256,
}

impl FromRequestParts<Backend> for Once {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &Backend) -> Result<Self, ApiError> {
        let key = match parts.headers.get("idempotency-key") {
            None => None,
            Some(key) => Some(read_key(key)?),
        };
        let mut digest = Sha256::new();
        digest.update(parts.method.as_str());
        digest.update([0]);
        digest.update(parts.uri.path_and_query().map_or("", |path| path.as_str()));
        digest.update([0]);
        digest.update(parts.headers.get("if-match").map_or(&b""[..], HeaderValue::as_bytes));
        digest.update([0]);
        Ok(Self { key, digest })
    }
}

impl Once {
    /// What has to be remembered of the request, if it may be repeated; refused while another one of its key goes on.
    pub(super) fn begin(
        self,
        backend: &Backend,
        staff: &Staff,
        body: &BodyDigest,
    ) -> Result<Option<(Asked, Flight)>, ApiError> {
        let Some(key) = self.key else { return Ok(None) };
        let request_hash = self.digest.chain_update(&body.0).finalize().to_vec();
        let asked = Asked { caller: staff.name.clone(), key, request_hash };
        let flight = backend.in_flight.begin((staff.firm, asked.caller.clone(), asked.key.clone()))?;
        Ok(Some((asked, flight)))
    }
}

fn read_key(key: &HeaderValue) -> Result<String, ApiError> {
    let text = key.to_str().ok().filter(|text| (1..=LONGEST_KEY).contains(&text.len()));
    text.filter(|text| text.bytes().all(|byte| byte.is_ascii_graphic()))
        .map(str::to_owned)
        .ok_or_else(|| ApiError::invalid("An Idempotency-Key has 1 to 200 visible ASCII characters."))
}

/// What an act answers: the body, and the version that is its `ETag`.
pub(super) struct Answer<T> {
    pub(super) body: T,
    pub(super) version: Option<i64>,
}

/// Something that goes on while a transaction is borrowed.
pub(super) type InTransaction<'t, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 't>>;

/// The keys of requests that are being carried out.
#[derive(Clone, Default)]
pub(crate) struct InFlight(Arc<Mutex<HashSet<(FirmId, String, String)>>>);

/// Held while a key's request is carried out.
pub(super) struct Flight {
    all: InFlight,
    key: (FirmId, String, String),
}

impl InFlight {
    fn begin(&self, key: (FirmId, String, String)) -> Result<Flight, ApiError> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.insert(key.clone()) { Ok(Flight { all: self.clone(), key }) } else { Err(ApiError::in_flight()) }
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.all.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}

/// Carries out `act` in a transaction of the caller's firm, and commits it together with its answer. It goes on in a
/// task of its own: a caller who goes away drops the handler, and must not stop a transaction half-way.
pub(super) async fn carry_out<T, A>(
    backend: Backend,
    staff: Staff,
    once: Once,
    body: BodyDigest,
    act: A,
) -> Result<Answered, ApiError>
where
    T: Serialize + Send + 'static,
    A: for<'t> FnOnce(&'t mut Transaction, &'t Staff, &'t Backend) -> InTransaction<'t, Answer<T>> + Send + 'static,
{
    let (asked, flight) = once.begin(&backend, &staff, &body)?.unzip();
    let task = async move {
        let answered = in_transaction(&backend, &staff, asked.as_ref(), act).await;
        drop(flight);
        answered
    };
    tokio::spawn(task).await.map_err(|_| Error::Panicked)?
}

async fn in_transaction<T, A>(
    backend: &Backend,
    staff: &Staff,
    asked: Option<&Asked>,
    act: A,
) -> Result<Answered, ApiError>
where
    T: Serialize,
    A: for<'t> FnOnce(&'t mut Transaction, &'t Staff, &'t Backend) -> InTransaction<'t, Answer<T>>,
{
    let mut tx = backend.database.write(staff.firm).await?;
    if let Some(answered) = answered_before(&mut tx, staff.firm, asked).await? {
        return Ok(answered);
    }
    let answer = act(&mut tx, staff, backend).await?;
    let answered = written(&answer.body, answer.version)?;
    keep(&mut tx, staff.firm, asked, &answered, backend.clock.now()).await?;
    tx.commit().await?;
    Ok(answered)
}

/// What was answered to this request before, if it is a repeat.
pub(super) async fn answered_before(
    tx: &mut Transaction,
    firm: FirmId,
    asked: Option<&Asked>,
) -> Result<Option<Answered>, ApiError> {
    let Some(asked) = asked else { return Ok(None) };
    match db::answered::get(tx, firm, asked).await? {
        Some(kept) if kept.request_hash == asked.request_hash => Ok(Some(kept.answered)),
        Some(_) => Err(ApiError::key_reused()),
        None => Ok(None),
    }
}

/// Keeps what is answered for a repeat, and forgets what is older than any.
pub(super) async fn keep(
    tx: &mut Transaction,
    firm: FirmId,
    asked: Option<&Asked>,
    answered: &Answered,
    now: DateTime<Utc>,
) -> Result<(), ApiError> {
    if let Some(asked) = asked {
        db::answered::put(tx, firm, asked, answered, now).await?;
        db::answered::forget_before(tx, firm, now - KEPT_FOR).await?;
    }
    Ok(())
}

/// An answer as it is sent, and kept.
pub(super) fn written(body: &impl Serialize, version: Option<i64>) -> Result<Answered, ApiError> {
    Ok(Answered {
        status: i64::from(StatusCode::OK.as_u16()),
        body: serde_json::to_vec(body).map_err(|error| Error::Corrupt(error.to_string()))?,
        etag: version.map(|version| format!("\"{version}\"")),
    })
}

impl IntoResponse for Answered {
    fn into_response(self) -> Response {
        let status = u16::try_from(self.status).ok().and_then(|status| StatusCode::from_u16(status).ok());
        let json = (CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let mut response = (status.unwrap_or(StatusCode::OK), [json], self.body).into_response();
        if let Some(etag) = self.etag.and_then(|etag| HeaderValue::from_str(&etag).ok()) {
            response.headers_mut().insert(ETAG, etag);
        }
        response
    }
}
