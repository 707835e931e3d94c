//! The firm API, `/api/v1`: one file a resource, and the router that is also the OpenAPI document. Every route says in
//! its arguments who may call it; there is none that creates, renames, verifies, resets or deletes a portal user
//! (`rules.md` 14, 17, 18).

mod access_check;
mod activity;
mod client;
mod clients;
mod closing;
mod deeds;
mod extract;
mod health;
mod links;
mod once;
mod portal_user;
mod portal_users;
mod problem;
mod request_id;
mod session;
mod settings;

use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::{Router, middleware};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{InfoBuilder, OpenApi, OpenApiBuilder};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::{Clock, Database, Error, Limits};
use once::InFlight;
use problem::ApiError;

/// What every handler can reach.
#[derive(Clone)]
pub struct Backend {
    pub(crate) database: Database,
    pub(crate) clock: Clock,
    pub(crate) in_flight: InFlight,
}

/// The router of the whole backend, within these limits on a request's size and time.
pub fn router(database: Database, clock: Clock, limits: &Limits) -> Router {
    let (api, document) = open_api_router().split_for_parts();
    let document = axum::Json(document);
    api.route("/api/v1/openapi.json", axum::routing::get(async move || document))
        .merge(health::routes())
        .fallback(async || ApiError::from(Error::NotFound("route")))
        .method_not_allowed_fallback(async || ApiError::wrong_method())
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, limits.request_timeout))
        // The limit is the one below alone.
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(limits.largest_body))
        .layer(middleware::from_fn(problem::write_problems))
        .layer(middleware::from_fn(request_id::give))
        .with_state(Backend { database, clock, in_flight: InFlight::default() })
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
        .routes(routes!(links::open_paths))
        .routes(routes!(links::unbar))
        .routes(routes!(closing::close_access))
        .routes(routes!(closing::batch))
        .routes(routes!(clients::list))
        .routes(routes!(client::show))
        .routes(routes!(client::portal))
        .routes(routes!(client::who_can_get_in))
        .routes(routes!(client::open_key))
        .routes(routes!(access_check::check))
        .routes(routes!(access_check::rehearse_key))
        .routes(routes!(settings::show, settings::change))
        .routes(routes!(activity::list));
    OpenApiRouter::with_openapi(document).nest("/api/v1", v1)
}
