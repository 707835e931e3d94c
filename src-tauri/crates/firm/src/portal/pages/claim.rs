//! Linking a further client with its key (`rules.md` 22), which is also where a sign-in leads without any client (25).

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};

use super::super::answers;
use super::super::key::KeyBody;
use super::form::{Field, Kind, alert, notice};
use super::frame::Page;
use super::house::{House, Inside};
use crate::api::Backend;
use crate::api::extract::Form;
use crate::api::problem::ApiError;
use crate::{Error, db};

/// What was typed of a key.
#[derive(Default)]
pub(super) struct Typed {
    client_id: String,
    invoice_number: String,
}

impl Typed {
    pub(super) fn of(body: &KeyBody) -> Self {
        Self { client_id: body.client_id.clone(), invoice_number: body.invoice_number.clone() }
    }
}

/// What a form for a key is shown with.
#[derive(Clone, Copy)]
pub(super) enum Before<'a> {
    /// Nothing was sent yet.
    Nothing,
    /// It was refused, in the one way that every key is.
    Refused(&'a ApiError),
    /// A code is asked for besides.
    CodeAsked,
}

/// The empty form.
pub(super) async fn show(inside: Inside, State(backend): State<Backend>) -> Result<Response, ApiError> {
    form(&inside, &backend, &Typed::default(), Before::Nothing).await
}

/// Claims the client, and leads to its page.
pub(super) async fn send(
    inside: Inside,
    State(backend): State<Backend>,
    Form(body): Form<KeyBody>,
) -> Result<Response, ApiError> {
    let typed = Typed::of(&body);
    match body.claim(inside.session.clone(), backend.clone()).await? {
        Ok(_) => Ok(inside.house.lead_to("clients")),
        Err(refused) if refused.code_asked => form(&inside, &backend, &typed, Before::CodeAsked).await,
        Err(_) => form(&inside, &backend, &typed, Before::Refused(&answers::key_refused())).await,
    }
}

async fn form(inside: &Inside, backend: &Backend, typed: &Typed, before: Before<'_>) -> Result<Response, ApiError> {
    let house = &inside.house;
    let refused = before.refused();
    let has_none = has_no_client(inside, backend).await?;
    Ok(Page::of(house, "Add a client").refusing(refused).with(&html! {
        @if has_none {
            p {
                "Your account is not linked to any client of " bdi { (house.name) } " at the moment. "
                "Link one now with its Client ID"
                @if house.settings.asks_invoice { " and the number of any invoice it ever had" } "."
            }
        } @else {
            p { "Link a further client to your account: it then stands beside the others." }
        }
        form method="post" action=(house.at("claim")) novalidate {
            (key_fields(house, typed, before))
            button { "Link this client" }
        }
        p { "You find both on every bill. If you have none, ask " bdi { (house.name) } "." }
    }))
}

async fn has_no_client(inside: &Inside, backend: &Backend) -> Result<bool, Error> {
    let (firm, user) = (inside.house.firm.id, inside.session.user);
    let mut tx = backend.database.read(firm).await?;
    Ok(db::links::of_user(&mut tx, firm, user, backend.clock.now()).await?.linked.is_empty())
}

impl<'a> Before<'a> {
    pub(super) fn refused(self) -> Option<&'a ApiError> {
        if let Self::Refused(refused) = self { Some(refused) } else { None }
    }
}

/// The fields of a key: its Client ID, an invoice number if the firm asks for one, and a code once one is asked for.
pub(super) fn key_fields(house: &House, typed: &Typed, before: Before<'_>) -> Markup {
    let exact =
        |name, label, autocomplete, value, hint| Field { name, label, kind: Kind::Exact, autocomplete, value, hint };
    let client_hint = Some("Every letter counts, capital or small.");
    let client = exact("client_id", "Client ID", "off", &typed.client_id, client_hint);
    let invoice = exact("invoice_number", "Any invoice number of this client", "off", &typed.invoice_number, None);
    let code = exact("code", "The code from the message", "one-time-code", "", None);
    html! {
        (alert(before.refused()))
        @if matches!(before, Before::CodeAsked) { (notice(answers::CODE_FOLLOWS)) }
        (client.show(None))
        @if house.settings.asks_invoice { (invoice.show(None)) }
        @if !matches!(before, Before::Nothing) { (code_field(&code, before)) }
    }
}

/// Beside a refusal the field is there for whoever has a code: whether the key was right does not show by it.
fn code_field(code: &Field<'_>, before: Before<'_>) -> Markup {
    html! {
        @if matches!(before, Before::CodeAsked) {
            (code.show(None))
        } @else {
            details { summary { "I was sent a code" } (code.show(None)) }
        }
    }
}
