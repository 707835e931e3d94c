//! Signing in and out.

use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use domain::Access;
use maud::{Markup, html};
use serde::Deserialize;

use super::super::session::{self, Had, SignInBody};
use super::form::{Field, Kind, alert, notice};
use super::frame::Page;
use super::house::{House, Inside};
use crate::api::Backend;
use crate::api::extract::{Form, Query};
use crate::api::problem::ApiError;

/// What somebody has just done who is to sign in now.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    after: String,
}

/// The empty form.
pub(super) async fn show(house: House, Query(asked): Query<Asked>) -> Response {
    let done = match asked.after.as_str() {
        "verified" => notice("Your e-mail address is verified. Sign in now with your password."),
        "reset" => notice("You have a new password, and are signed out everywhere. Sign in with it now."),
        "signed_out" => notice("You are signed out."),
        _ => html! {},
    };
    form(&house, "", &done, None)
}

/// Signs in, and leads to the clients, or to the claim of one where there is none (`rules.md` 25).
pub(super) async fn send(
    house: House,
    State(backend): State<Backend>,
    headers: HeaderMap,
    Form(body): Form<SignInBody>,
) -> Response {
    let email = body.email.clone();
    match body.carry_out(house.firm.clone(), backend, Had::of(&headers)).await {
        Ok(signed_in) => {
            let page = if signed_in.access == Access::MustClaim { "claim" } else { "clients" };
            // What one sees from here on is the account's: the visit has ended (12).
            with_cookie(with_cookie(house.lead_to(page), session::begun(&signed_in)), session::visit_ended())
        }
        Err(refused) => form(&house, &email, &html! {}, Some(&refused)),
    }
}

/// Signs out.
pub(super) async fn sign_out(
    inside: Inside,
    State(backend): State<Backend>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    inside.session.end(Had::of(&headers), backend).await?;
    let response = inside.house.lead_to("sign-in?after=signed_out");
    Ok(with_cookie(with_cookie(response, session::ended()), session::visit_ended()))
}

fn with_cookie(mut response: Response, cookie: HeaderValue) -> Response {
    response.headers_mut().append(SET_COOKIE, cookie);
    response
}

fn form(house: &House, email: &str, above: &Markup, refused: Option<&ApiError>) -> Response {
    let fields = [
        Field::account_address("E-mail address", email),
        Field {
            name: "password",
            label: "Password",
            kind: Kind::Password,
            autocomplete: "current-password",
            value: "",
            hint: None,
        },
    ];
    Page::of(house, "Sign in").refusing(refused).with(&html! {
        (above)
        (alert(refused))
        form method="post" action=(house.at("sign-in")) novalidate {
            @for field in &fields { (field.show(refused)) }
            button { "Sign in" }
        }
        ul.ways {
            li { a href=(house.at("reset")) { "I do not know my password" } }
            li { a href=(house.at("verification")) { "The message that verifies my address did not come" } }
            li { a href=(house.at("sign-up")) { "I have no account yet" } }
        }
    })
}
