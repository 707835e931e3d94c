//! The portal's address with its three doors (`rules.md` 7, 8): sign in, create an account, see the bills without one.

use axum::response::{IntoResponse, Response};
use maud::html;

use super::frame::Page;
use super::house::House;

/// The three doors; whoever is signed in is led inside.
pub(super) async fn show(house: House) -> Response {
    if house.resident.is_some() {
        return house.lead_to("clients").into_response();
    }
    Page::of(&house, "Welcome").with(&html! {
        p { "This is where clients of " bdi { (house.name) } " see their bills." }
        ul.doors {
            li {
                h2 { "I have an account" }
                p { a.button href=(house.at("sign-in")) { "Sign in" } }
            }
            li {
                h2 { "I am new here" }
                p { "With an account you see the bills of all your clients in one place. It takes two minutes and your e-mail address." }
                p { a.button href=(house.at("sign-up")) { "Create an account" } }
            }
            li {
                h2 { "I do not want an account" }
                p { "You need a Client ID" @if house.settings.asks_invoice { " and an invoice number" } ", which stand on every bill." }
                p { a.button href=(house.at("pay")) { "See bills without an account" } }
            }
        }
    })
}
