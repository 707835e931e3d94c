//! What is said back. Where a stranger must not learn the truth there is one answer, and it stands here once.

use axum::Json;
use axum::http::StatusCode;
use contract::ProblemCode;
use serde::Serialize;

use crate::api::problem::ApiError;

/// An answer in words.
#[derive(Debug, Serialize)]
pub(super) struct Says {
    says: &'static str,
}

/// What whoever typed an address is told.
pub(super) const MAIL_FOLLOWS: &str = "A message is on its way to this address if there is something to tell it. Look into the mailbox, and among the junk.";

/// What whoever gave a key is told where a code is needed besides.
pub(super) const CODE_FOLLOWS: &str = "If this is right, a code has been sent to the contact on file. Give it together with the same Client ID and invoice number.";

/// The answer to whoever typed an address: what there is to say about it has been written to the address itself.
pub(super) fn mail_follows() -> (StatusCode, Json<Says>) {
    (StatusCode::ACCEPTED, Json(Says { says: MAIL_FOLLOWS }))
}

/// The answer to a key that needs a code besides, right or wrong.
pub(super) fn code_follows() -> (StatusCode, Json<Says>) {
    (StatusCode::ACCEPTED, Json(Says { says: CODE_FOLLOWS }))
}

/// Done, with nothing to tell.
pub(super) const DONE: StatusCode = StatusCode::NO_CONTENT;

pub(super) fn signed_out() -> ApiError {
    ApiError::new(
        StatusCode::UNAUTHORIZED,
        ProblemCode::NotSignedIn,
        "Nobody is signed in here.",
        "Sign in, then try again.",
    )
}

/// The one answer to a sign-in that leads nowhere.
pub(super) fn sign_in_refused() -> ApiError {
    ApiError::new(
        StatusCode::UNAUTHORIZED,
        ProblemCode::NotSignedIn,
        "Address and password do not go together, or the address is not verified yet.",
        "Look for our message that verifies the address, or choose a new password. After many wrong ones, wait 15 minutes.",
    )
}

/// The one answer to a key that opens nothing (`rules.md` 10).
pub(super) fn key_refused() -> ApiError {
    ApiError::new(
        StatusCode::FORBIDDEN,
        ProblemCode::Forbidden,
        "This opens no portal.",
        "Check the Client ID and the number against a bill, letter by letter, or ask the firm.",
    )
}

/// The one answer to a link from a message that is good for nothing.
pub(super) fn link_refused() -> ApiError {
    ApiError::new(
        StatusCode::FORBIDDEN,
        ProblemCode::Forbidden,
        "The link is used up or too old, or the password is not the one that was chosen.",
        "Try the password again, or ask for a new message.",
    )
}
