//! What a handler may take: the caller, checked, and what was asked, read. Each refuses with a problem.

use axum::body::Bytes;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::request::Parts;
use domain::{Permission, Permissions};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::Backend;
use super::parameters::OfOperation;
use super::problem::ApiError;
use super::request_id::RequestId;
use crate::{FirmId, Secret, db};

/// A member of the firm's staff with the permission to see payments, without which nothing is shown. It exists only
/// after the token was checked, and the firm comes from nowhere else (`rules.md` 38, 39).
#[derive(Debug, Clone)]
pub(super) struct Staff {
    pub(super) firm: FirmId,
    pub(super) name: String,
    pub(super) permissions: Permissions,
    pub(super) request_id: String,
}

/// Staff who may import from the PMS too.
pub(super) struct Importer(pub(super) Staff);

/// Staff who may change the firm's settings too.
pub(super) struct SettingsKeeper(pub(super) Staff);

impl Staff {
    fn who_may(self, permission: Permission) -> Result<Self, ApiError> {
        if self.permissions.allow(permission) { Ok(self) } else { Err(ApiError::forbidden(permission)) }
    }
}

impl FromRequestParts<Backend> for Staff {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, backend: &Backend) -> Result<Self, ApiError> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = header.and_then(|value| bearer(value)).ok_or_else(ApiError::not_signed_in)?;
        let mut tx = backend.database.read_directory().await?;
        let owner = db::staff_tokens::owner(&mut tx, &Secret::presented(token)).await?;
        let owner = owner.ok_or_else(ApiError::not_signed_in)?;
        let request_id = parts.extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
        let staff = Self { firm: owner.firm, name: owner.staff, permissions: owner.permissions, request_id };
        staff.who_may(Permission::PaymentsView)
    }
}

impl FromRequestParts<Backend> for Importer {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, backend: &Backend) -> Result<Self, ApiError> {
        Staff::from_request_parts(parts, backend).await?.who_may(Permission::ImportRun).map(Self)
    }
}

impl FromRequestParts<Backend> for SettingsKeeper {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, backend: &Backend) -> Result<Self, ApiError> {
        Staff::from_request_parts(parts, backend).await?.who_may(Permission::FirmSettings).map(Self)
    }
}

/// The token after the scheme, whose letter case makes no difference (RFC 9110, 11.1).
pub(crate) fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
}

/// The parts of the path. They name what is asked about and never who asks: every handler takes [`Staff`] too.
pub(crate) struct Path<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<Backend> for Path<T> {
    type Rejection = ApiError;

    #[expect(clippy::disallowed_types, reason = "the one place that reads a path")]
    async fn from_request_parts(parts: &mut Parts, backend: &Backend) -> Result<Self, ApiError> {
        // No text that is kept has a NUL in it, and PostgreSQL takes none: such a path names nothing.
        if parts.uri.path().contains("%00") {
            return Err(crate::Error::NotFound("thing").into());
        }
        let path = axum::extract::Path::<T>::from_request_parts(parts, backend).await;
        // A path that cannot be read names nothing.
        path.map(|axum::extract::Path(path)| Self(path)).map_err(|_| crate::Error::NotFound("thing").into())
    }
}

/// The query string.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<Backend> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, backend: &Backend) -> Result<Self, ApiError> {
        if parts.uri.query().is_some_and(|query| query.contains("%00")) {
            return Err(ApiError::invalid("A NUL character cannot be searched for."));
        }
        let query = axum::extract::Query::from_request_parts(parts, backend).await;
        query.map(|axum::extract::Query(query)| Self(query)).map_err(|rejection| unreadable(parts, &rejection))
    }
}

/// A JSON body, which may be left out where everything in it may, and the digest of its bytes.
pub(crate) struct Body<T>(pub(crate) T, pub(crate) BodyDigest);

/// SHA-256 of a body as it came.
pub(crate) struct BodyDigest(pub(super) Vec<u8>);

impl<T: DeserializeOwned> FromRequest<Backend> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, backend: &Backend) -> Result<Self, ApiError> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let is_json = kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
        // By way of an object: serde would take a JSON array for a struct too.
        let body = Bytes::from_request(request, backend).await.map_err(|_| ApiError::too_large())?;
        let digest = BodyDigest(Sha256::digest(&body).to_vec());
        if body.is_empty() {
            return Self::of(Map::new(), digest);
        }
        if !is_json {
            let title = "The body needs the content type application/json.";
            return Err(ApiError::with_status(StatusCode::UNSUPPORTED_MEDIA_TYPE, title));
        }
        let axum::Json(object) = axum::Json::<Map<String, Value>>::from_bytes(&body)?;
        if object.values().any(has_nul) {
            return Err(ApiError::invalid("A text has a NUL character in it."));
        }
        Self::of(object, digest)
    }
}

/// A form as a browser sends it without any script, read like a JSON object of texts.
pub(crate) struct Form<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<Backend> for Form<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, backend: &Backend) -> Result<Self, ApiError> {
        let body = Bytes::from_request(request, backend).await.map_err(|_| ApiError::too_large())?;
        let mut fields = Map::new();
        for (name, text) in url::form_urlencoded::parse(&body) {
            if fields.insert(name.into_owned(), Value::String(text.into_owned())).is_some() {
                return Err(ApiError::invalid("A field of the form came twice."));
            }
        }
        if fields.values().any(has_nul) {
            return Err(ApiError::invalid("A text has a NUL character in it."));
        }
        Body::of(fields, BodyDigest(Vec::new())).map(|Body(read, _)| Self(read))
    }
}

impl<T: DeserializeOwned> Body<T> {
    fn of(object: Map<String, Value>, digest: BodyDigest) -> Result<Self, ApiError> {
        // It names the field that cannot be read, where it is one.
        serde_path_to_error::deserialize(Value::Object(object))
            .map(|body| Self(body, digest))
            .map_err(|error| ApiError::with_status(StatusCode::UNPROCESSABLE_ENTITY, in_words(&error)))
    }
}

fn in_words(error: &serde_path_to_error::Error<serde_json::Error>) -> String {
    let (path, what) = (error.path().to_string(), error.inner());
    if path == "." { format!("The body cannot be read: {what}.") } else { format!("`{path}` cannot be read: {what}.") }
}

fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(values) => values.iter().any(has_nul),
        Value::Object(fields) => fields.values().any(has_nul),
        _ => false,
    }
}

/// The version in `If-Match`, quoted as an entity tag: `"3"`.
pub(super) struct IfMatch(pub(super) Option<i64>);

impl FromRequestParts<Backend> for IfMatch {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &Backend) -> Result<Self, ApiError> {
        let Some(header) = parts.headers.get("if-match") else { return Ok(Self(None)) };
        let tag = header.to_str().ok().and_then(|text| text.strip_prefix('"')?.strip_suffix('"'));
        // Digits alone: a sign would parse too, and be a second way to write the same version.
        let digits = tag.filter(|tag| tag.bytes().all(|byte| byte.is_ascii_digit()));
        let version = digits.and_then(|digits| digits.parse().ok());
        version
            .map(|version| Self(Some(version)))
            .ok_or_else(|| ApiError::invalid("If-Match must be the version in double quotes, such as \"3\"."))
    }
}

/// What is wrong with a query, in words where the document says what it takes.
fn unreadable(parts: &Parts, rejection: &QueryRejection) -> ApiError {
    let what = rejection.body_text();
    let what = what.strip_prefix("Failed to deserialize query string: ").unwrap_or(&what);
    let name = what.split_once(": ").map_or("", |(name, _)| name);
    let query = parts.uri.query().unwrap_or_default();
    let in_words = parts.extensions.get::<OfOperation>().and_then(|operation| operation.in_words(query, name));
    let or_else = || format!("The address asks for something that cannot be read: {what}.");
    ApiError::invalid(in_words.unwrap_or_else(or_else))
}

impl From<JsonRejection> for ApiError {
    fn from(rejection: JsonRejection) -> Self {
        Self::with_status(rejection.status(), rejection.body_text())
    }
}
