//! The edge where an error becomes an answer, once: RFC 9457 problem details with a stable code and the next step. What
//! went wrong inside is logged and not sent.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use contract::{PROBLEM_JSON, PairState, Problem, ProblemCode};
use domain::Permission;

use super::request_id::RequestId;
use crate::Error;

/// Why a request was refused or failed.
#[derive(Debug, Clone)]
pub(crate) struct ApiError {
    status: StatusCode,
    code: ProblemCode,
    title: String,
    next: &'static str,
    current: Option<PairState>,
    retry_after: Option<u32>,
    field: Option<&'static str>,
}

impl ApiError {
    /// Which field of a form it is about, so that a page can say so beside it.
    pub(crate) fn about(self, field: &'static str) -> Self {
        Self { field: Some(field), ..self }
    }

    /// The field that it is about; none where it is about no field, or about several.
    pub(crate) fn field(&self) -> Option<&'static str> {
        self.field
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    /// What happened, in words.
    pub(crate) fn title(&self) -> &str {
        &self.title
    }

    /// What to do next, in words.
    pub(crate) fn next(&self) -> &'static str {
        self.next
    }

    /// Whether it is our failure, rather than a refusal of what was asked.
    pub(super) fn is_ours(&self) -> bool {
        self.status.is_server_error()
    }

    /// Whether nobody had foreseen it; a database that is busy or away is.
    pub(super) fn is_internal(&self) -> bool {
        self.status == StatusCode::INTERNAL_SERVER_ERROR
    }

    pub(crate) fn new(status: StatusCode, code: ProblemCode, title: impl Into<String>, next: &'static str) -> Self {
        Self { status, code, title: title.into(), next, current: None, retry_after: None, field: None }
    }

    pub(super) fn not_signed_in() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            ProblemCode::NotSignedIn,
            "The firm does not know who is asking.",
            "Sign in again, or ask your firm's IT for a new token.",
        )
    }

    /// The permission that is missing is named, so that somebody can ask for it.
    pub(super) fn forbidden(permission: Permission) -> Self {
        let (title, next) = match permission {
            Permission::PaymentsView => (
                "This needs the permission to see payments.",
                "Ask whoever gives permissions in your firm for payments.view.",
            ),
            Permission::AccessReview => (
                "This needs the permission to sign off access reviews.",
                "Ask whoever gives permissions in your firm for access.review.",
            ),
            Permission::ImportRun => {
                ("This needs the permission to import.", "Ask whoever gives permissions in your firm for import.run.")
            }
            Permission::FirmSettings => (
                "This needs the permission to change the firm's settings.",
                "Ask whoever gives permissions in your firm for firm.settings.",
            ),
        };
        Self::new(StatusCode::FORBIDDEN, ProblemCode::Forbidden, title, next)
    }

    /// The same request is being carried out at this moment.
    pub(super) fn in_flight() -> Self {
        let next = "Wait a moment and send it again with the same key: the answer will be the first one's.";
        let title = "A request with this Idempotency-Key is being carried out.";
        Self { retry_after: Some(1), ..Self::new(StatusCode::CONFLICT, ProblemCode::InFlight, title, next) }
    }

    pub(super) fn key_reused() -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            ProblemCode::KeyReused,
            "This Idempotency-Key was used for another request.",
            "Take a new key for a new request.",
        )
    }

    pub(super) fn gone() -> Self {
        Self::new(
            StatusCode::GONE,
            ProblemCode::Gone,
            "There are no changes after this number: it is too long ago to be kept, or was never given here.",
            "Begin again with the snapshot.",
        )
    }

    pub(super) fn invalid(title: impl Into<String>) -> Self {
        Self::with_status(StatusCode::BAD_REQUEST, title)
    }

    pub(crate) fn with_status(status: StatusCode, title: impl Into<String>) -> Self {
        Self::new(status, ProblemCode::Invalid, title, "Change the request as described and send it again.")
    }

    pub(super) fn too_large() -> Self {
        Self::with_status(StatusCode::PAYLOAD_TOO_LARGE, "The request is larger than this server takes.")
    }

    /// Whoever asks at such an address is a program, or is writing one.
    pub(super) fn nothing_here() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            ProblemCode::NotFound,
            "There is nothing at this address.",
            "Look into /api/v1/openapi.json: it names every address of the firm API. Portals are below /p/.",
        )
    }

    pub(super) fn wrong_method() -> Self {
        Self::with_status(StatusCode::METHOD_NOT_ALLOWED, "This address does not take this method.")
    }

    /// A change goes on when nobody waits for it any more: nobody may be told that it was not made.
    fn too_slow() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            ProblemCode::Unreachable,
            "The firm backend took too long.",
            "Look again before you repeat it: a change that was asked for may or may not have been made.",
        )
    }

    /// Somebody else holds the database's write lock for longer than a change waits for it.
    fn busy() -> Self {
        let busy = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            ProblemCode::Busy,
            "The firm's data is busy, for example with an import. Nothing was changed.",
            "Try again in a moment.",
        );
        Self { retry_after: Some(2), ..busy }
    }

    pub(super) fn not_ready() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            ProblemCode::Unreachable,
            "The firm backend is not ready: its database does not answer, or has another version's form.",
            "Try again in a moment. If it stays so, look into the server's log.",
        )
    }

    /// More passwords wait to be hashed than can be in good time.
    fn overloaded() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            ProblemCode::Unreachable,
            "Too many people are signing in or choosing passwords at this moment. Nothing was changed.",
            "Try again in a moment.",
        )
    }

    fn away() -> Self {
        let away = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            ProblemCode::Unreachable,
            "The firm's database does not answer.",
            "Look again in a moment, before you repeat it: a change that was asked for may or may not have been made.",
        );
        Self { retry_after: Some(2), ..away }
    }

    fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            ProblemCode::Internal,
            "Something failed inside the firm backend.",
            "Try again. If it happens again, give this request's id to your firm's IT.",
        )
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound(what) => Self::new(
                StatusCode::NOT_FOUND,
                ProblemCode::NotFound,
                format!("There is no such {what} in this firm."),
                "Go back to the list and look again.",
            ),
            Error::Moved(moved) => Self {
                current: Some(moved.state),
                ..Self::new(
                    StatusCode::PRECONDITION_FAILED,
                    ProblemCode::Moved,
                    format!("{}. Nothing was changed.", moved.says),
                    "Look at how it stands now, then decide again.",
                )
            },
            Error::NeedsConfirmation(what) => Self::new(
                StatusCode::CONFLICT,
                ProblemCode::NeedsConfirmation,
                what,
                "If that is what you want, confirm it.",
            ),
            Error::SettingsMoved(says) => Self::new(
                StatusCode::PRECONDITION_FAILED,
                ProblemCode::Moved,
                format!("{says}. Nothing was changed."),
                "Look at them as they are now, then decide again.",
            ),
            Error::VersionRequired => Self::new(
                StatusCode::PRECONDITION_REQUIRED,
                ProblemCode::VersionRequired,
                "This needs the version that it was decided on.",
                "Send If-Match with the version that was looked at.",
            ),
            Error::Invalid(what) => Self::invalid(what),
            Error::Overloaded => Self::overloaded(),
            error if error.is_busy() => Self::busy(),
            error if error.is_away() => {
                tracing::warn!(error = %error.for_log(), "the database does not answer");
                Self::away()
            }
            error => {
                tracing::error!(error = %error.for_log(), "a request failed");
                Self::internal()
            }
        }
    }
}

impl ApiError {
    /// As it stands in an answer or in the result of one change among several.
    pub(super) fn problem(self, request_id: Option<String>) -> Problem {
        Problem {
            kind: "about:blank".to_owned(),
            status: self.status.as_u16(),
            code: self.code,
            title: self.title,
            next: self.next.to_owned(),
            request_id,
            current: self.current,
        }
    }
}

impl IntoResponse for ApiError {
    /// The body is written by [`write_problems`], which knows the request's id.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// When to try again where nothing is wrong with the request, in seconds.
pub(crate) const RETRY_AFTER: HeaderValue = HeaderValue::from_static("2");

fn is_page(response: &Response) -> bool {
    response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

/// Writes the body of every refusal; those that no handler of ours made (a timeout, a body too large) get one too.
pub(super) async fn write_problems(request: Request, next: Next) -> Response {
    let request_id = request.extensions().get::<RequestId>().map(|id| id.0.clone());
    let mut response = next.run(request).await;
    let status = response.status();
    let error = match response.extensions_mut().remove::<ApiError>() {
        Some(error) => error,
        // A page of the portals says it itself.
        None if is_page(&response) => return response,
        None if status == StatusCode::PAYLOAD_TOO_LARGE => ApiError::too_large(),
        None if status == StatusCode::SERVICE_UNAVAILABLE => ApiError::too_slow(),
        None => return response,
    };
    let (status, retry_after) = (error.status, error.retry_after);
    let problem = error.problem(request_id);
    let (mut parts, _) = response.into_parts();
    parts.status = status;
    if let Some(seconds) = retry_after {
        parts.headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    parts.headers.remove(header::CONTENT_LENGTH);
    if parts.status == StatusCode::UNAUTHORIZED {
        parts.headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if parts.status == StatusCode::SERVICE_UNAVAILABLE {
        parts.headers.insert(header::RETRY_AFTER, RETRY_AFTER);
    }
    let body = serde_json::to_vec(&problem).expect("a problem holds nothing that JSON cannot");
    Response::from_parts(parts, Body::from(body))
}
