//! Every request has an id of our own: it stands in the activity log, in problems, and in the answer's `x-request-id`.

use std::time::Instant;

use axum::extract::Request;
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;
use uuid::Uuid;

/// The id of the request that is being answered.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub(crate) String);

pub(super) async fn give(mut request: Request, next: Next) -> Response {
    let id = Uuid::now_v7().to_string();
    request.extensions_mut().insert(RequestId(id.clone()));
    let (method, route) = (method(&request), route(&request));
    let begun = Instant::now();
    // Whatever is logged on the way carries the id that people are told to quote.
    let mut response = next.run(request).instrument(tracing::info_span!("request", id)).await;
    // The route's pattern and not its path: a path names people and clients.
    let status = response.status().as_u16();
    let took_us = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
    tracing::info!(method, route, status, took_us, request_id = id, "answered");
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

/// A method that HTTP does not know is text of the caller's own making.
fn method(request: &Request) -> String {
    let known = [Method::GET, Method::HEAD, Method::PUT, Method::POST, Method::PATCH, Method::DELETE, Method::OPTIONS];
    let method = request.method();
    if known.contains(method) { method.to_string() } else { "another".to_owned() }
}

fn route(request: &Request) -> String {
    let matched = request.extensions().get::<axum::extract::MatchedPath>();
    matched.map_or_else(|| "no route".to_owned(), |path| path.as_str().to_owned())
}
