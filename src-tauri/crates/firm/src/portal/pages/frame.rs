//! What stands around every page: the firm's name, who is signed in, and the way out.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use super::house::House;
use crate::api::problem::ApiError;

/// A page to be made.
pub(super) struct Page<'a> {
    house: Option<&'a House>,
    title: &'a str,
    status: StatusCode,
}

impl<'a> Page<'a> {
    pub(super) fn of(house: &'a House, title: &'a str) -> Self {
        Self { house: Some(house), title, status: StatusCode::OK }
    }

    /// A page that shows a form once more, with what was wrong; as it was where nothing is.
    pub(super) fn refusing(self, refused: Option<&ApiError>) -> Self {
        Self { status: refused.map_or(self.status, status_of), ..self }
    }

    /// The page with this below its title.
    pub(super) fn with(self, body: &Markup) -> Response {
        let firm = self.house.map_or("Client portal", |house| &house.name);
        let is_refused = !self.status.is_success();
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="robots" content="noindex";
                    title { @if is_refused { "Problem: " } (self.title) " – " (firm) }
                    @if let Some(house) = self.house { link rel="stylesheet" href=(house.at("style.css")); }
                }
                body {
                    a.skip href="#main" { "Skip to the page" }
                    (header(self.house, firm))
                    main id="main" { h1 { (self.title) } (body) }
                    @if self.house.is_some() { footer { p { "Client portal of " bdi { (firm) } } } }
                }
            }
        };
        (self.status, Html(page.into_string())).into_response()
    }
}

fn header(house: Option<&House>, firm: &str) -> Markup {
    let Some(house) = house else { return html! { header { p.firm { (firm) } } } };
    html! {
        header {
            p.firm { a href=(house.at("")) { bdi { (firm) } } }
            @if let Some(resident) = &house.resident {
                nav aria-label="Your account" {
                    p { "Signed in as " bdi { (resident.name) } }
                    ul {
                        li { a href=(house.at("clients")) { "Your clients" } }
                        li { a href=(house.at("claim")) { "Add a client" } }
                        li { form method="post" action=(house.at("sign-out")) { button.quiet { "Sign out" } } }
                    }
                }
            }
        }
    }
}

/// A refusal that belongs to no form.
pub(super) fn refusal(house: Option<&House>, error: &ApiError) -> Response {
    let page = Page { house, title: error.title().trim_end_matches('.'), status: status_of(error) };
    page.with(&html! {
        p { (error.next()) }
        @if let Some(house) = house { p { a href=(house.at("")) { "Back to the beginning" } } }
    })
}

/// A browser is not asked for credentials: that is for the sign-in page.
fn status_of(error: &ApiError) -> StatusCode {
    if error.status() == StatusCode::UNAUTHORIZED { StatusCode::FORBIDDEN } else { error.status() }
}
