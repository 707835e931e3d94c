//! The firm API, `/api/v1`: one file a resource, and the router that is also the OpenAPI document. Every route says in
//! its arguments who may call it; there is none that creates, renames, verifies, resets or deletes a portal user
//! (`rules.md` 14, 17, 18).

mod activity;
mod clients;
pub(crate) mod extract;
mod links;
mod outbox;
mod portal_user;
mod portal_users;
pub(crate) mod problem;
pub(crate) mod request_id;
mod session;

use std::time::Duration;

use axum::http::StatusCode;
use axum::{Router, middleware};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{InfoBuilder, OpenApi, OpenApiBuilder};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::portal::{self, Portals};
use crate::{Clock, Database, Error};
use problem::ApiError;

/// What every handler can reach.
#[derive(Clone)]
pub struct Backend {
    pub(crate) database: Database,
    pub(crate) clock: Clock,
    pub(crate) portals: Portals,
}

/// The most bytes of a request's body.
const LARGEST_BODY: usize = 64 * 1024;
/// How long a request may take; longer than a change waits for its turn.
const LONGEST_REQUEST: Duration = Duration::from_secs(20);

/// The router of the whole backend: the firm API for staff, and the portals' own.
pub(crate) fn router(backend: Backend) -> Router {
    let (api, document) = open_api_router().split_for_parts();
    let document = axum::Json(document);
    api.route("/api/v1/openapi.json", axum::routing::get(async move || document))
        .merge(portal::routes(&backend))
        .fallback(async || ApiError::from(Error::NotFound("route")))
        .method_not_allowed_fallback(async || ApiError::wrong_method())
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST_REQUEST))
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .layer(middleware::from_fn(problem::write_problems))
        .layer(middleware::from_fn(request_id::give))
        .with_state(backend)
}

/// The OpenAPI document of the firm API, made from the handlers.
#[must_use]
pub fn open_api() -> OpenApi {
    open_api_router().into_openapi()
}

fn open_api_router() -> OpenApiRouter<Backend> {
    let info = InfoBuilder::new().title("Portico firm API").version(env!("CARGO_PKG_VERSION")).build();
    let mut document = OpenApiBuilder::new().info(info).build();
    document
        .components
        .get_or_insert_default()
        .add_security_scheme("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    let v1 = OpenApiRouter::new()
        .routes(routes!(session::show))
        .routes(routes!(portal_users::list))
        .routes(routes!(portal_users::counts))
        .routes(routes!(portal_user::show))
        .routes(routes!(links::link, links::de_link))
        .routes(routes!(clients::list))
        .routes(routes!(activity::list))
        .routes(routes!(outbox::list));
    OpenApiRouter::with_openapi(document).nest("/api/v1", v1)
}
