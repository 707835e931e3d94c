//! The one stylesheet, with the firm's own colour in it.

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::response::{IntoResponse, Response};
use domain::Colour;

use super::super::extract::Firm;
use crate::api::Backend;
use crate::api::problem::ApiError;
use crate::db;

/// The stylesheet of every page of this firm.
pub(super) async fn show(firm: Firm, State(backend): State<Backend>) -> Result<Response, ApiError> {
    let mut tx = backend.database.read(firm.id).await?;
    let colour = db::firms::get(&mut tx, firm.id).await?.colour();
    let headers = [
        (CONTENT_TYPE, "text/css; charset=utf-8"),
        (CACHE_CONTROL, "max-age=300"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((headers, format!("{}{}", of(colour), include_str!("style.css"))).into_response())
}

/// What stands on the firm's colour can be read, and so can what is written in it.
fn of(colour: Colour) -> String {
    let (on_it, as_text) = (colour.text_on_it(), colour.as_text_on_white());
    format!(":root {{ --brand: {colour}; --on-brand: {on_it}; --brand-text: {as_text}; }}\n")
}
