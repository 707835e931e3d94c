//! Creating an account (`rules.md` 14, 15).

use axum::extract::State;
use axum::response::Response;
use maud::html;

use super::super::account::SignUp;
use super::super::answers;
use super::form::{Field, Kind, alert};
use super::frame::Page;
use super::house::House;
use super::reset::PASSWORD_HINT;
use crate::api::Backend;
use crate::api::extract::Form;
use crate::api::problem::ApiError;
use crate::visits;

/// What was typed, but for the password.
#[derive(Default)]
struct Typed {
    email: String,
    first_name: String,
    last_name: String,
}

/// The form, empty but for the address that a one-click link was sent to.
pub(super) async fn show(house: House, State(backend): State<Backend>) -> Result<Response, ApiError> {
    let mut typed = Typed::default();
    if let Some(visit) = &house.visit {
        let mut tx = backend.database.read(house.firm.id).await?;
        let sent_to = visits::sent_to(&mut tx, house.firm.id, visit, backend.clock.now()).await?;
        typed.email = sent_to.unwrap_or_default();
    }
    Ok(form(&house, &typed, None))
}

/// Signs up, and leads to the page that says to look into the mailbox: the same whether or not there was an account.
pub(super) async fn send(house: House, State(backend): State<Backend>, Form(body): Form<SignUp>) -> Response {
    let typed =
        Typed { email: body.email.clone(), first_name: body.first_name.clone(), last_name: body.last_name.clone() };
    match body.carry_out(house.firm.clone(), backend, house.visit.clone()).await {
        Ok(()) => house.lead_to("check-mail"),
        Err(refused) => form(&house, &typed, Some(&refused)),
    }
}

fn form(house: &House, typed: &Typed, refused: Option<&ApiError>) -> Response {
    let name =
        |name, label, autocomplete, value| Field { name, label, kind: Kind::Text, autocomplete, value, hint: None };
    let fields = [
        name("first_name", "First name", "given-name", &typed.first_name),
        name("last_name", "Last name", "family-name", &typed.last_name),
        Field {
            hint: Some(
                "We send a message there to make sure that it is yours. Name and address cannot be changed later.",
            ),
            ..Field::account_address("E-mail address", &typed.email)
        },
        Field {
            name: "password",
            label: "Password",
            kind: Kind::Password,
            autocomplete: "new-password",
            value: "",
            hint: Some(PASSWORD_HINT),
        },
    ];
    Page::of(house, "Create an account").refusing(refused).with(&html! {
        (alert(refused))
        form method="post" action=(house.at("sign-up")) novalidate {
            @for field in &fields { (field.show(refused)) }
            button { "Create the account" }
        }
        p { "You have one already? " a href=(house.at("sign-in")) { "Sign in" } }
    })
}

/// Says to look into the mailbox, whatever is in it.
pub(super) async fn check_mail(house: House) -> Response {
    Page::of(&house, "Check your mail").with(&html! {
        p { (answers::MAIL_FOLLOWS) }
        p { "Open the link in it on this device or on any other." }
        p {
            "No message after a few minutes? "
            a href=(house.at("verification")) { "Have the one that verifies your address sent again" }
            ", or " a href=(house.at("reset")) { "choose a new password" } "."
        }
    })
}
