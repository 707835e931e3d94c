//! The third door: seeing what is to be paid without an account, by a key (`rules.md` 8, 9, 10), and the visit that it opens,
//! which is bound to one client and says which (12).

use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use domain::words::good_for;
use maud::html;

use super::super::answers;
use super::super::key::KeyBody;
use super::super::session;
use super::super::task::to_its_end;
use super::bills::bills;
use super::claim::{Before, Typed, key_fields};
use super::frame::Page;
use super::house::House;
use crate::api::Backend;
use crate::api::extract::Form;
use crate::api::problem::ApiError;
use crate::view;
use crate::visits::{self, VISIT_IS_GOOD_FOR};

/// The empty form for a key.
pub(super) async fn ask(house: House) -> Response {
    form(&house, &Typed::default(), Before::Nothing)
}

/// Tries the key, and leads to the visit. Whatever is wrong with it, there is one refusal.
pub(super) async fn send(
    house: House,
    State(backend): State<Backend>,
    Form(body): Form<KeyBody>,
) -> Result<Response, ApiError> {
    let typed = Typed::of(&body);
    match body.visit(house.firm.clone(), backend, house.visit.clone()).await? {
        Ok(token) => {
            let mut response = house.lead_to("visit");
            response.headers_mut().append(SET_COOKIE, session::visit_begun(&token));
            Ok(response)
        }
        Err(refused) if refused.code_asked => Ok(form(&house, &typed, Before::CodeAsked)),
        Err(_) => Ok(form(&house, &typed, Before::Refused(&answers::key_refused()))),
    }
}

fn form(house: &House, typed: &Typed, before: Before<'_>) -> Response {
    Page::of(house, "See bills without an account").refusing(before.refused()).with(&html! {
        p {
            "You see what one client has to pay, for " (good_for(VISIT_IS_GOOD_FOR)) " or until you leave. The firm's contacts "
            "of that client are told by mail."
        }
        form method="post" action=(house.at("pay")) novalidate {
            (key_fields(house, typed, before))
            button { "Show the bills" }
        }
        p { "You find both on every bill. If you have none, ask " bdi { (house.name) } "." }
        p { a href=(house.at("")) { "Back to the beginning" } }
    })
}

/// The client of the visit; whoever is on none is asked for a key.
pub(super) async fn show(house: House, State(backend): State<Backend>) -> Result<Response, ApiError> {
    let Some(token) = &house.visit else { return Ok(house.lead_to("pay")) };
    let mut tx = backend.database.read(house.firm.id).await?;
    let Some(client) = visits::sees(&mut tx, house.firm.id, token, backend.clock.now()).await? else {
        return Ok(over(&house));
    };
    let view = view::portal_of(&mut tx, house.firm.id, &client).await?;
    let by_link = visits::sent_to(&mut tx, house.firm.id, token, backend.clock.now()).await?.is_some();
    Ok(Page::of(&house, "What is to be paid").with(&html! {
        div.visit {
            p {
                "You are visiting " strong { bdi { (view.client) } } ", Client ID " bdi { (view.client_id) }
                ", without an account."
            }
            form method="post" action=(house.at("leave")) { button.quiet { "Leave" } }
        }
        (bills(&view))
        p.hint { "Paying is not possible here yet. Please pay as your bill says, or ask " bdi { (house.name) } "." }
        p {
            "With an account you need no Client ID next time. "
            @if by_link {
                a href=(house.at("sign-up")) { "Create one" }
                ": it is linked to this client if its address is the one that your link was sent to."
            } @else {
                a href=(house.at("sign-up")) { "Create one that is linked to this client" }
            }
        }
    }))
}

fn over(house: &House) -> Response {
    let mut response = Page::of(house, "This visit is over").with(&html! {
        p {
            "A visit lasts " (good_for(VISIT_IS_GOOD_FOR)) " at most. It ends sooner when somebody leaves or signs in, and when "
            "what it was begun with opens nothing any more. If you do not know why, ask " bdi { (house.name) } "."
        }
        p { a.button href=(house.at("")) { "The ways to your bills" } }
    });
    response.headers_mut().append(SET_COOKIE, session::visit_ended());
    response
}

/// Ends the visit.
pub(super) async fn leave(house: House, State(backend): State<Backend>) -> Result<Response, ApiError> {
    let mut response = house.lead_to("");
    if let Some(token) = house.visit {
        let firm = house.firm.id;
        to_its_end(async move {
            let mut tx = backend.database.write(firm).await?;
            visits::end(&mut tx, firm, &token).await?;
            tx.commit().await
        })
        .await?;
    }
    response.headers_mut().append(SET_COOKIE, session::visit_ended());
    Ok(response)
}
