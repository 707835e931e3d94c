//! Forms: a label above each field, a hint below it, and what is wrong beside it in words. They need no script, and leave
//! checking to the backend, whose words are better than a browser's.

use maud::{Markup, html};
use serde::Deserialize;

use crate::api::problem::ApiError;

/// What kind of thing is typed into a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name.
    Text,
    /// An e-mail address. Not the browser's own kind: that rewrites addresses with letters of other scripts.
    Email,
    /// A password, which is never shown again.
    Password,
    /// A Client ID, an invoice number, a code: every letter counts.
    Exact,
}

/// A field of a form.
pub(super) struct Field<'a> {
    pub(super) name: &'static str,
    pub(super) label: &'a str,
    pub(super) kind: Kind,
    /// What a browser may fill in by itself.
    pub(super) autocomplete: &'static str,
    pub(super) value: &'a str,
    pub(super) hint: Option<&'a str>,
}

/// What the link of a message brings.
#[derive(Deserialize)]
pub(super) struct Link {
    /// The message's token; empty where it is missing.
    #[serde(default)]
    pub(super) token: String,
}

impl<'a> Field<'a> {
    /// The e-mail address that somebody's account has.
    pub(super) fn account_address(label: &'a str, value: &'a str) -> Self {
        Self { name: "email", label, kind: Kind::Email, autocomplete: "username", value, hint: None }
    }

    /// The field, with what is wrong with it if the refusal is about it.
    pub(super) fn show(&self, refused: Option<&ApiError>) -> Markup {
        let wrong = refused.filter(|refused| refused.field() == Some(self.name));
        let (hint_id, wrong_id) = (format!("{}-hint", self.name), format!("{}-wrong", self.name));
        let described = [self.hint.map(|_| hint_id.as_str()), wrong.map(|_| wrong_id.as_str())];
        let described: Vec<&str> = described.into_iter().flatten().collect();
        let described = Some(described.join(" ")).filter(|ids| !ids.is_empty());
        let plain = self.kind != Kind::Text;
        html! {
            div.field {
                label for=(self.name) { (self.label) }
                @if let Some(hint) = self.hint { p.hint id=(hint_id) { (hint) } }
                @if let Some(wrong) = wrong { p.wrong id=(wrong_id) { (wrong.title()) " " (wrong.next()) } }
                input id=(self.name) name=(self.name) autocomplete=(self.autocomplete)
                    type=(if self.kind == Kind::Password { "password" } else { "text" })
                    inputmode=[(self.kind == Kind::Email).then_some("email")]
                    autocapitalize=[plain.then_some("none")]
                    spellcheck=[plain.then_some("false")]
                    value=[(self.kind != Kind::Password).then_some(self.value)]
                    aria-invalid=[wrong.map(|_| "true")]
                    aria-describedby=[described];
            }
        }
    }
}

/// What stands above a form that was refused; beside a field it is said once more.
pub(super) fn alert(refused: Option<&ApiError>) -> Markup {
    html! {
        @if let Some(refused) = refused {
            div.alert role="alert" {
                p { strong { (refused.title()) } }
                p {
                    (refused.next())
                    @if let Some(field) = refused.field() { " " a href=(format!("#{field}")) { "Go to the field" } }
                }
            }
        }
    }
}

/// What stands above a page where something was done.
pub(super) fn notice(text: &str) -> Markup {
    html! { div.notice role="status" { p { (text) } } }
}
