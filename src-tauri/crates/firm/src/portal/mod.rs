//! What a firm's clients and their people do for themselves: the portals' pages, and beside them the portals' own API,
//! `/p/{slug}/api`. Both are carried out by the same code. It is no part of the firm API, and nothing here takes a member of
//! staff's token (`rules.md` 14).
//!
//! Whoever calls is named by what a handler takes: a `Firm` is there, a `PortalSession` exists only after the check. What a stranger may not learn has one answer, word for word, whatever the truth is: whether an address
//! has an account, and what was wrong with a key (10); and it comes at even times. A browser is made to show that a change was asked for by a page of
//! ours (`guard`).

mod account;
mod answers;
mod even;
mod extract;
mod guard;
mod key;
mod me;
pub mod pages;
mod password;
mod session;
mod task;

use axum::routing::{get, post};
use axum::{Router, middleware};

use crate::Hashing;
use crate::api::Backend;
use crate::mail::{Bell, Origin, Relay};

/// What the portals, and the mail they send, are set up with. The default suits a backend on its own: links lead to the
/// address that it listens on, and mail stays where staff can read it.
#[derive(Clone, Default)]
pub struct PortalSetup {
    /// The origin under which people reach the portals; if none, the address that the backend listens on.
    pub origin: Option<Origin>,
    /// The server that takes outgoing mail; if none, nothing is sent.
    pub relay: Option<Relay>,
    /// Where passwords are hashed.
    pub hashing: Hashing,
    /// Wakes whoever sends mail.
    pub bell: Bell,
}

/// What the handlers here need besides the database.
#[derive(Clone)]
pub(crate) struct Portals {
    pub(crate) origin: Origin,
    pub(crate) hashing: Hashing,
    pub(crate) bell: Bell,
}

/// The routes. `backend` is there for the guard, which stands before them.
pub(crate) fn routes(backend: &Backend) -> Router<Backend> {
    let api = Router::new()
        .route("/p/{slug}/api/sign-up", post(account::sign_up))
        .route("/p/{slug}/api/verification", post(account::resend))
        .route("/p/{slug}/api/verify", post(account::verify))
        .route("/p/{slug}/api/sign-in", post(session::sign_in))
        .route("/p/{slug}/api/sign-out", post(session::sign_out))
        .route("/p/{slug}/api/reset-request", post(password::ask))
        .route("/p/{slug}/api/reset", post(password::reset))
        .route("/p/{slug}/api/key", post(key::show))
        .route("/p/{slug}/api/claim", post(key::claim))
        .route("/p/{slug}/api/me", get(me::show));
    api.route_layer(middleware::from_fn(even::answer_evenly))
        .route_layer(middleware::from_fn_with_state(backend.clone(), guard::refuse_foreign))
        .merge(pages::routes(backend))
}
