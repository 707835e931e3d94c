//! What a portal user sees: all linked clients in one list, and always which is which (`rules.md` 1, 4, 12, 24).

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use contract::ProblemCode;
use domain::{Action, ClientId, Fact, Who, decide};
use maud::{Markup, html};

use super::bills::{bills, merged};
use super::frame::Page;
use super::house::{House, Inside};
use crate::api::Backend;
use crate::api::extract::Path;
use crate::api::problem::ApiError;
use crate::{db, facts, view};

/// All clients that are linked at this moment and whose portals are open.
pub(super) async fn list(inside: Inside, State(backend): State<Backend>) -> Result<Response, ApiError> {
    let Inside { house, session } = &inside;
    let (firm, user, now) = (house.firm.id, session.user, backend.clock.now());
    let mut tx = backend.database.read(firm).await?;
    let account = db::portal_users::get(&mut tx, firm, user).await?;
    let links = db::links::of_user(&mut tx, firm, user, now).await?;
    let facts = facts::of_user(&mut tx, firm, user, &account, &links, now).await?;
    match decide(&facts, Who::PortalUser, Action::SeeAndPay, None).failed() {
        Some(Fact::AnyLink(_)) => return Ok(house.lead_to("claim")),
        Some(Fact::AnyOpenPortal(_)) => return Ok(none_open(house)),
        Some(_) => return Err(not_here()),
        None => {}
    }
    let view = view::portal_of_user(&mut tx, firm, user, now).await?;
    Ok(Page::of(house, "Your clients").with(&html! {
        (merged(&view, &house.slug))
        (paying(house))
        p { a href=(house.at("claim")) { "Add a further client" } }
    }))
}

/// One linked client.
pub(super) async fn show(
    inside: Inside,
    State(backend): State<Backend>,
    Path((_, client)): Path<(String, ClientId)>,
) -> Result<Response, ApiError> {
    let Inside { house, session } = &inside;
    let (firm, user, now) = (house.firm.id, session.user, backend.clock.now());
    let mut tx = backend.database.read(firm).await?;
    let account = db::portal_users::get(&mut tx, firm, user).await?;
    let facts = facts::of_user_and_client(&mut tx, firm, user, &account, Some(&client), now).await?;
    if !decide(&facts, Who::PortalUser, Action::SeeAndPay, Some(&client)).allowed {
        return Err(not_here());
    }
    let view = view::portal_of(&mut tx, firm, &client).await?;
    Ok(Page::of(house, &view.client).with(&html! {
        (bills(&view))
        (paying(house))
        p { a href=(house.at("clients")) { "All your clients" } }
    }))
}

/// As long as nothing can be paid here.
fn paying(house: &House) -> Markup {
    html! { p.hint { "Paying is not possible here yet. Please pay as your bill says, or ask " bdi { (house.name) } "." } }
}

fn none_open(house: &House) -> Response {
    Page::of(house, "Nothing to see at the moment").with(&html! {
        p { "The portals of the clients that are linked to your account are closed at the moment. " bdi { (house.name) } " knows why." }
        p { a href=(house.at("claim")) { "Add a further client" } }
    })
}

/// One refusal for a client that is not linked (any more), whose portal is closed, and that does not exist.
fn not_here() -> ApiError {
    ApiError::new(
        StatusCode::FORBIDDEN,
        ProblemCode::Forbidden,
        "This client is not open to you.",
        "Look at the clients that are linked to your account. If one is missing, ask the firm, or link it with its Client ID.",
    )
}
