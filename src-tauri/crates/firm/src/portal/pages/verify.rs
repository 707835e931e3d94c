//! Verifying an e-mail address (`rules.md` 15), and having that message sent again.

use axum::extract::State;
use axum::response::Response;
use maud::html;

use super::super::account::{Address, Verify, Wanted};
use super::form::{Field, Kind, Link, alert};
use super::frame::Page;
use super::house::House;
use super::reset::PASSWORD_HINT;
use crate::api::Backend;
use crate::api::extract::{Form, Query};
use crate::api::problem::ApiError;

/// What the link of the message opens. It asks for the password, and does nothing by itself: programs open links too.
pub(super) async fn show(house: House, Query(link): Query<Link>) -> Response {
    if link.token.is_empty() { house.lead_to("verification") } else { form(&house, &link.token, None) }
}

/// Verifies the address, and leads to the sign-in.
pub(super) async fn send(house: House, State(backend): State<Backend>, Form(body): Form<Verify>) -> Response {
    let token = body.token.clone();
    match body.carry_out(house.firm.clone(), backend).await {
        Ok(()) => house.lead_to("sign-in?after=verified"),
        Err(refused) => form(&house, &token, Some(&refused)),
    }
}

fn form(house: &House, token: &str, refused: Option<&ApiError>) -> Response {
    let password =
        |name, label, autocomplete, hint| Field { name, label, kind: Kind::Password, autocomplete, value: "", hint };
    let chosen = password("password", "The password that you chose", "current-password", None);
    let new = password("new_password", "A new password", "new-password", Some(PASSWORD_HINT));
    let is_about_new = refused.is_some_and(|refused| refused.field() == Some("new_password"));
    Page::of(house, "Verify your e-mail address").refusing(refused).with(&html! {
        (alert(refused))
        form method="post" action=(house.at("verify")) novalidate {
            input type="hidden" name="token" value=(token);
            (chosen.show(refused))
            button { "Verify" }
        }
        details open[is_about_new] {
            summary { "I did not create this account, or no longer know the password" }
            p { "Choose a password of your own. Whoever knew the one before can do nothing with it any more." }
            form method="post" action=(house.at("verify")) novalidate {
                input type="hidden" name="token" value=(token);
                (new.show(refused))
                button { "Choose it and verify" }
            }
        }
        p { a href=(house.at("verification")) { "Send me a new message" } }
    })
}

/// The form that asks where to send the message again.
pub(super) async fn show_resend(house: House) -> Response {
    resend_form(&house, "", None)
}

/// Sends it again, if there is somebody to send it to.
pub(super) async fn resend(house: House, State(backend): State<Backend>, Form(body): Form<Address>) -> Response {
    match body.ask_for(Wanted::Verification, house.firm.clone(), backend).await {
        Ok(()) => house.lead_to("check-mail"),
        Err(refused) => resend_form(&house, &body.email, Some(&refused)),
    }
}

fn resend_form(house: &House, email: &str, refused: Option<&ApiError>) -> Response {
    let field = Field::account_address("The e-mail address of your account", email);
    Page::of(house, "Send the message again").refusing(refused).with(&html! {
        (alert(refused))
        p { "We send the message that verifies your address once more. The ones before are good for nothing then." }
        form method="post" action=(house.at("verification")) novalidate {
            (field.show(refused))
            button { "Send it" }
        }
    })
}
