//! Changes are asked for by our own pages only. A page of another site can make a browser send a request with its cookies;
//! it cannot make it send JSON, nor say that it comes from us. A form it can send: so those have to say where they come from,
//! as every browser does.
//!
//! There is no token in the forms, since it would refuse nothing more. A form without `Origin` or `Sec-Fetch-Site` is refused
//! (a page of another site can leave out neither, nor choose what they say), `SameSite=Lax` keeps our cookies out of whatever
//! another site sends by POST, and their `__Host-` names keep other hosts of the same site from planting one. No GET changes
//! anything. What gets past all of it runs on our own origin, and could read a token as well.

use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ORIGIN};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use contract::ProblemCode;

use crate::api::Backend;
use crate::api::problem::ApiError;
use crate::mail::Origin;

/// As what a change has to be sent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum SentAs {
    Json,
    /// What a form is sent as without any script.
    Form,
}

/// Refuses a change that a page of another site asks for, and keeps every answer out of caches: it is for one person.
pub(super) async fn refuse_foreign(State(backend): State<Backend>, request: Request, next: Next) -> Response {
    guarded(SentAs::Json, &backend, request, next).await
}

/// As [`refuse_foreign`], for the forms of the pages.
pub(super) async fn refuse_foreign_forms(State(backend): State<Backend>, request: Request, next: Next) -> Response {
    guarded(SentAs::Form, &backend, request, next).await
}

async fn guarded(sent_as: SentAs, backend: &Backend, request: Request, next: Next) -> Response {
    let is_change = !matches!(*request.method(), Method::GET | Method::HEAD);
    let mut response = match is_change.then(|| check(sent_as, request.headers(), &backend.portals.origin)) {
        Some(Err(refused)) => refused.into_response(),
        Some(Ok(())) | None => next.run(request).await,
    };
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn check(sent_as: SentAs, headers: &HeaderMap, origin: &Origin) -> Result<(), ApiError> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    let (site, named) = (text("sec-fetch-site"), text(ORIGIN.as_str()));
    if site.is_some_and(|site| site != "same-origin" && site != "none") || named.is_some_and(|named| !origin.is(named))
    {
        return Err(foreign());
    }
    if sent_as == SentAs::Form && named.is_none() && site != Some("same-origin") {
        return Err(foreign());
    }
    let kind = text(CONTENT_TYPE.as_str()).and_then(|kind| kind.split(';').next()).unwrap_or_default();
    if !kind.trim().eq_ignore_ascii_case(sent_as.content_type()) {
        let title = format!("The request needs the content type {}.", sent_as.content_type());
        return Err(ApiError::with_status(StatusCode::UNSUPPORTED_MEDIA_TYPE, title));
    }
    Ok(())
}

impl SentAs {
    fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Form => "application/x-www-form-urlencoded",
        }
    }
}

fn foreign() -> ApiError {
    ApiError::new(
        StatusCode::FORBIDDEN,
        ProblemCode::Forbidden,
        "This was asked for by a page of another site.",
        "Open the portal itself and try again there.",
    )
}
