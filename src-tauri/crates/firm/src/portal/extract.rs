use axum::extract::FromRequestParts;
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use contract::ProblemCode;
use domain::{Limits, PortalUserId};
use serde::Deserialize;

use super::answers;
use crate::api::Backend;
use crate::api::extract::{Path, bearer};
use crate::api::problem::ApiError;
use crate::api::request_id::RequestId;
use crate::{Caller, FirmId, Secret, accounts, db};

/// The cookie that holds a session's token. Its name makes a browser insist that it came over TLS, from this very host, for
/// all of it: no other host can plant one.
pub(super) const COOKIE_NAME: &str = "__Host-portico";

/// The firm whose portal is visited. Anybody may visit it.
#[derive(Debug, Clone)]
pub(super) struct Firm {
    pub(super) id: FirmId,
    /// Where the visitor comes from, as limits count it; none where that is not known.
    pub(super) network: Option<String>,
    pub(super) request_id: String,
}

#[derive(Deserialize)]
struct Slug {
    slug: String,
}

impl Firm {
    /// What limits count by: those whose network is not known share one.
    pub(super) fn network(&self) -> &str {
        self.network.as_deref().unwrap_or("unknown")
    }
}

impl FromRequestParts<Backend> for Firm {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, backend: &Backend) -> Result<Self, ApiError> {
        let Path(Slug { slug }) = Path::<Slug>::from_request_parts(parts, backend).await?;
        // PostgreSQL takes no text with a zero byte.
        let slug = slug.replace('\0', "");
        let found = db::firms::by_slug(&mut backend.database.read_directory().await?, &slug).await?;
        let id = found.ok_or_else(no_portal)?;
        let address = parts.extensions.get::<Caller>().map(|Caller(address)| *address);
        let request_id = parts.extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
        Ok(Self { id, network: address.map(Limits::network), request_id })
    }
}

/// For an address that is no firm's: whoever reads it has a browser, and no list to go back to.
fn no_portal() -> ApiError {
    ApiError::new(
        StatusCode::NOT_FOUND,
        ProblemCode::NotFound,
        "There is no portal at this address.",
        "Compare the address with a bill or the firm's website, letter by letter.",
    )
}

/// A portal user who is signed in. It exists only after the session was found, and the firm is the session's own: one of
/// another firm is nobody's here (`rules.md` 39). What the user may see is not in it: that is asked anew each time (24).
#[derive(Debug, Clone)]
pub(super) struct PortalSession {
    pub(super) firm: Firm,
    pub(super) user: PortalUserId,
    pub(super) token: Secret,
}

impl FromRequestParts<Backend> for PortalSession {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, backend: &Backend) -> Result<Self, ApiError> {
        let firm = Firm::from_request_parts(parts, backend).await?;
        let token = token(&parts.headers).ok_or_else(answers::signed_out)?;
        let mut tx = backend.database.read(firm.id).await?;
        let user = accounts::session_user(&mut tx, firm.id, &token, backend.clock.now()).await?;
        Ok(Self { firm, user: user.ok_or_else(answers::signed_out)?, token })
    }
}

/// The cookie that holds a visit's token, for somebody without an account.
pub(super) const VISIT_COOKIE_NAME: &str = "__Host-portico-visit";

/// The cookie that holds the token of a one-click link, from its opening to the person's own next step.
pub(super) const LINK_COOKIE_NAME: &str = "__Host-portico-link";

/// The session's token that a request carries: in the cookie, or as a bearer token.
pub(super) fn token(headers: &HeaderMap) -> Option<Secret> {
    in_cookie(headers, COOKIE_NAME).or_else(|| {
        let header = headers.get(AUTHORIZATION)?.to_str().ok()?;
        bearer(header).map(Secret::presented)
    })
}

/// The token in the cookie of this name.
pub(super) fn in_cookie(headers: &HeaderMap, name: &str) -> Option<Secret> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|cookies| cookies.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix(name)?.strip_prefix('=').map(Secret::presented))
}
