//! Whose portal a page belongs to and who looks at it, and what is true of every page.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::{
    self, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, SET_COOKIE, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::FirmSettings;

use super::super::extract::{Firm, LINK_COOKIE_NAME, PortalSession, VISIT_COOKIE_NAME, in_cookie, token};
use super::super::session;
use super::frame::refusal;
use crate::api::Backend;
use crate::api::problem::{ApiError, RETRY_AFTER};
use crate::{Error, Secret, accounts, db};

/// Nothing but our own stylesheet and our own forms; no script, no frame, no other base.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The firm whose page it is, and who looks at it.
#[derive(Debug, Clone)]
pub(super) struct House {
    pub(super) firm: Firm,
    pub(super) slug: String,
    /// The firm's name.
    pub(super) name: String,
    pub(super) settings: FirmSettings,
    /// The visit without an account that the browser is on, over perhaps.
    pub(super) visit: Option<Secret>,
    /// The one-click link that was opened, and waits for the next step.
    pub(super) link: Option<Secret>,
    /// Who is signed in.
    pub(super) resident: Option<Resident>,
}

/// A portal user who is signed in.
#[derive(Debug, Clone)]
pub(super) struct Resident {
    pub(super) session: PortalSession,
    /// First and last name.
    pub(super) name: String,
}

/// A page that only who is signed in gets to see; everybody else is led to the sign-in.
pub(super) struct Inside {
    pub(super) house: House,
    pub(super) session: PortalSession,
}

impl House {
    async fn enter(parts: &mut Parts, backend: &Backend) -> Result<Self, ApiError> {
        let firm = Firm::from_request_parts(parts, backend).await?;
        let mut tx = backend.database.read(firm.id).await?;
        let row = db::firms::get(&mut tx, firm.id).await?;
        let mut resident = None;
        if let Some(token) = token(&parts.headers)
            && let Some(user) = accounts::session_user(&mut tx, firm.id, &token, backend.clock.now()).await?
        {
            let name = db::portal_users::get(&mut tx, firm.id, user).await?.name();
            resident = Some(Resident { session: PortalSession { firm: firm.clone(), user, token }, name });
        }
        let visit = in_cookie(&parts.headers, VISIT_COOKIE_NAME);
        let link = in_cookie(&parts.headers, LINK_COOKIE_NAME);
        Ok(Self { settings: row.settings(), visit, link, slug: row.slug, name: row.name, firm, resident })
    }
}

impl FromRequestParts<Backend> for House {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &Backend) -> Result<Self, ApiError> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Error::NotFound("portal").into())
    }
}

impl FromRequestParts<Backend> for Inside {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, backend: &Backend) -> Result<Self, Response> {
        let house = House::from_request_parts(parts, backend).await.map_err(IntoResponse::into_response)?;
        match &house.resident {
            Some(Resident { session, .. }) => Ok(Self { session: session.clone(), house }),
            None => Err(house.lead_to("sign-in")),
        }
    }
}

/// Puts every answer into the firm's frame: who is at home is asked once, a refusal becomes a page, and what holds for all
/// pages is said of each.
pub(super) async fn in_its_frame(State(backend): State<Backend>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let house = House::enter(&mut parts, &backend).await;
    let mut response = match &house {
        Ok(house) => {
            parts.extensions.insert(house.clone());
            next.run(Request::from_parts(parts, body)).await
        }
        Err(error) => error.clone().into_response(),
    };
    if let Some(error) = response.extensions_mut().remove::<ApiError>() {
        let is_signed_out = error.status() == StatusCode::UNAUTHORIZED;
        response = refusal(house.as_ref().ok(), &error);
        if is_signed_out {
            response.headers_mut().insert(SET_COOKIE, session::ended());
        }
    }
    let is_page = response.headers().get(CONTENT_TYPE).is_none_or(|kind| kind.as_bytes().starts_with(b"text/html"));
    debug_assert!(is_page, "a page is HTML");
    let is_away = response.status() == StatusCode::SERVICE_UNAVAILABLE;
    let headers = response.headers_mut();
    if is_away {
        headers.insert(header::RETRY_AFTER, RETRY_AFTER);
    }
    for (name, value) in [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (CACHE_CONTROL, "no-store"),
        // Not `no-referrer`: then a browser would not say of our own forms that they are ours.
        (REFERRER_POLICY, "same-origin"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// What is no page of ours.
pub(super) async fn no_such_page(_: House) -> ApiError {
    Error::NotFound("page").into()
}
