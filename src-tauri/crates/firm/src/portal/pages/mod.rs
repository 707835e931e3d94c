//! The portal's pages, `/p/{slug}`: what a firm's clients open in a browser. They are rendered here, work without any script,
//! and know no rule of their own: a form is carried out by the very code that the API beside them is carried out by, and
//! whether a page opens is asked of `domain::decide()` at each request (`rules.md` 1, 12, 24, 25, 40).
//!
//! GET changes nothing. A form that was sent leads on by 303, so that reloading sends nothing again. A refusal is a page with
//! a way forward: what is wrong stands beside the field that it is about. No page has a script, a style of its own or anything
//! from elsewhere, and its content policy holds it to that.

mod address;
mod bills;
mod claim;
mod clients;
mod doors;
mod form;
mod frame;
mod house;
mod open;
mod reset;
mod sign_in;
mod sign_up;
mod style;
mod verify;
mod visit;

use axum::routing::{get, post};
use axum::{Router, middleware};

use super::{even, guard};
use crate::api::Backend;

pub use bills::{bills, merged};

/// The routes of the pages. `backend` is there for what stands before them.
pub(super) fn routes(backend: &Backend) -> Router<Backend> {
    let pages = Router::new()
        .route("/p/{slug}", get(doors::show))
        .route("/p/{slug}/", get(doors::show))
        .route("/p/{slug}/sign-up", get(sign_up::show).post(sign_up::send))
        .route("/p/{slug}/check-mail", get(sign_up::check_mail))
        .route("/p/{slug}/verification", get(verify::show_resend).post(verify::resend))
        .route("/p/{slug}/verify", get(verify::show).post(verify::send))
        .route("/p/{slug}/sign-in", get(sign_in::show).post(sign_in::send))
        .route("/p/{slug}/sign-out", post(sign_in::sign_out))
        .route("/p/{slug}/reset", get(reset::show).post(reset::send))
        .route("/p/{slug}/reset-request", post(reset::ask))
        .route("/p/{slug}/clients", get(clients::list))
        .route("/p/{slug}/clients/{client}", get(clients::show))
        .route("/p/{slug}/claim", get(claim::show).post(claim::send))
        .route("/p/{slug}/pay", get(visit::ask).post(visit::send))
        .route("/p/{slug}/open", get(open::show).post(open::send))
        .route("/p/{slug}/visit", get(visit::show))
        .route("/p/{slug}/leave", post(visit::leave))
        .route("/p/{slug}/{page}", get(house::no_such_page));
    let pages = pages
        .route_layer(middleware::from_fn(even::answer_evenly))
        .route_layer(middleware::from_fn_with_state(backend.clone(), guard::refuse_foreign_forms))
        .route_layer(middleware::from_fn_with_state(backend.clone(), house::in_its_frame));
    pages.route("/p/{slug}/style.css", get(style::show))
}
