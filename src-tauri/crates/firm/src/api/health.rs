//! Whether the server is alive, and whether it can answer: for whoever watches it. No data, so nobody signs in; not
//! part of the firm API nor of its document.

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::routing::get;

use super::Backend;
use super::problem::ApiError;

/// How long the database may take to say that it is there.
const LONGEST_PING: Duration = Duration::from_secs(2);

pub(super) fn routes() -> Router<Backend> {
    Router::new().route("/healthz", get(async || "alive\n")).route("/readyz", get(ready))
}

async fn ready(State(backend): State<Backend>) -> Result<&'static str, ApiError> {
    match tokio::time::timeout(LONGEST_PING, backend.database.ping()).await {
        Ok(Ok(())) => Ok("ready\n"),
        Ok(Err(error)) => {
            tracing::warn!(error = %error.for_log(), "not ready");
            Err(ApiError::not_ready())
        }
        Err(_) => {
            tracing::warn!("not ready: the database does not answer");
            Err(ApiError::not_ready())
        }
    }
}
