//! Choosing a new password (`rules.md` 14): asking for the message, and what its link opens.

use axum::extract::State;
use axum::response::Response;
use domain::words::good_for;
use maud::html;

use super::super::account::{Address, Wanted};
use super::super::password::Reset;
use super::form::{Field, Kind, Link, alert};
use super::frame::Page;
use super::house::House;
use crate::accounts::RESET_IS_GOOD_FOR;
use crate::api::Backend;
use crate::api::extract::{Form, Query};
use crate::api::problem::ApiError;

/// What stands below a field for a new password.
pub(super) const PASSWORD_HINT: &str =
    "At least 12 characters. Three or four words that nobody would guess are good, and easy to keep.";

/// With the token of a message the form for the new password, without one the form that asks for the message.
pub(super) async fn show(house: House, Query(link): Query<Link>) -> Response {
    if link.token.is_empty() { ask_form(&house, "", None) } else { form(&house, &link.token, None) }
}

/// Sends the message, if there is somebody to send it to.
pub(super) async fn ask(house: House, State(backend): State<Backend>, Form(body): Form<Address>) -> Response {
    match body.ask_for(Wanted::Reset, house.firm.clone(), backend).await {
        Ok(()) => house.lead_to("check-mail"),
        Err(refused) => ask_form(&house, &body.email, Some(&refused)),
    }
}

/// Gives the account the new password, and leads to the sign-in.
pub(super) async fn send(house: House, State(backend): State<Backend>, Form(body): Form<Reset>) -> Response {
    let token = body.token.clone();
    match body.carry_out(house.firm.clone(), backend).await {
        Ok(()) => house.lead_to("sign-in?after=reset"),
        Err(refused) => form(&house, &token, Some(&refused)),
    }
}

fn ask_form(house: &House, email: &str, refused: Option<&ApiError>) -> Response {
    let field = Field::account_address("The e-mail address of your account", email);
    Page::of(house, "Choose a new password").refusing(refused).with(&html! {
        (alert(refused))
        p { "We send you a message with a link. It is good for " (good_for(RESET_IS_GOOD_FOR)) "." }
        form method="post" action=(house.at("reset-request")) novalidate {
            (field.show(refused))
            button { "Send me the message" }
        }
    })
}

fn form(house: &House, token: &str, refused: Option<&ApiError>) -> Response {
    let field = Field {
        name: "new_password",
        label: "A new password",
        kind: Kind::Password,
        autocomplete: "new-password",
        value: "",
        hint: Some(PASSWORD_HINT),
    };
    Page::of(house, "Choose a new password").refusing(refused).with(&html! {
        (alert(refused))
        p { "This signs you out everywhere, and you sign in again with the new one." }
        form method="post" action=(house.at("reset")) novalidate {
            input type="hidden" name="token" value=(token);
            (field.show(refused))
            button { "Use this password" }
        }
        p { a href=(house.at("reset")) { "Send me a new message" } }
    })
}

#[cfg(test)]
mod tests {
    use super::PASSWORD_HINT;
    use crate::PasswordHash;

    #[test]
    fn the_hint_names_the_shortest_password() {
        assert!(PASSWORD_HINT.starts_with(&format!("At least {} characters.", PasswordHash::SHORTEST)));
    }
}
