//! The firm API, `/api/v1`: one file a resource, and the router that is also the OpenAPI document. Every route says in
//! its arguments who may call it; there is none that creates, renames, verifies, resets or deletes a portal user
//! (`rules.md` 14, 17, 18).

mod access_check;
mod activity;
mod changes;
mod client;
mod clients;
mod closing;
mod deeds;
mod document;
pub(crate) mod extract;
mod gathered;
mod health;
mod imports;
mod links;
mod once;
mod one_click;
mod outbox;
mod parameters;
mod portal_user;
mod portal_users;
pub(crate) mod problem;
pub(crate) mod request_id;
mod session;
mod settings;
mod times;

use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::{Router, middleware};
use tokio::sync::watch;
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::directories::Directories;
use crate::portal::{self, Portals};
use crate::{Clock, Database, Limits};
use gathered::Gathered;
use once::InFlight;
use parameters::Parameters;
use problem::ApiError;

/// What every handler can reach.
#[derive(Clone)]
pub struct Backend {
    pub(crate) database: Database,
    pub(crate) directories: Directories,
    pub(crate) clock: Clock,
    pub(crate) in_flight: InFlight,
    pub(crate) gathered: Gathered,
    pub(crate) portals: Portals,
    /// True once the server stops: whoever follows something is told to come back to the next one.
    pub(crate) stopping: watch::Receiver<bool>,
}

impl Backend {
    pub(crate) fn new(database: Database, clock: Clock, portals: Portals, stopping: watch::Receiver<bool>) -> Self {
        let directories = Directories::default();
        let gathered = Gathered::default();
        Self { database, directories, clock, in_flight: InFlight::default(), gathered, portals, stopping }
    }
}

/// The most bytes of an import's body: the three files of a firm with some millions of invoices.
const LARGEST_IMPORT: usize = 256 * 1024 * 1024;
/// How long an import may take.
const LONGEST_IMPORT: Duration = Duration::from_secs(15 * 60);

/// How hard what desktops cache is packed, which is done anew for each of them. Of a page of 20,000 records the third level of
/// zstd leaves a twentieth less than the first in the same time; the fifth leaves as much and takes twice as long.
const PACKED: CompressionLevel = CompressionLevel::Precise(3);

/// The router of the whole backend, the firm API for staff and the portals' own, within these limits on a request's size
/// and time.
pub(crate) fn router(backend: Backend, limits: &Limits) -> Router {
    let (api, document) = open_api_router(limits).split_for_parts();
    let document = document::completed(&document);
    let api = api.layer(middleware::from_fn_with_state(Parameters::of(&document), parameters::only_known));
    let document = axum::Json(document);
    let others = Router::new()
        .route("/api/v1/openapi.json", axum::routing::get(async move || document))
        .merge(health::routes())
        .merge(portal::routes(&backend))
        .layer(RequestBodyLimitLayer::new(limits.largest_body))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, limits.request_timeout));
    api.merge(others)
        .fallback(async || ApiError::nothing_here())
        .method_not_allowed_fallback(async || ApiError::wrong_method())
        // Each route has its own limit.
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn(problem::write_problems))
        .layer(middleware::from_fn(request_id::give))
        .with_state(backend)
}

/// The OpenAPI document of the firm API, made from the handlers.
#[must_use]
pub fn open_api() -> OpenApi {
    document::completed(&open_api_router(&Limits::default()).into_openapi())
}

/// These routes, within a limit on the size of their bodies and one on their time.
fn within(routes: OpenApiRouter<Backend>, largest_body: usize, longest: Duration) -> OpenApiRouter<Backend> {
    routes
        .layer(RequestBodyLimitLayer::new(largest_body))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, longest))
}

fn open_api_router(limits: &Limits) -> OpenApiRouter<Backend> {
    let cached = OpenApiRouter::new()
        .routes(routes!(changes::since))
        .routes(routes!(changes::snapshot))
        .layer(CompressionLayer::new().quality(PACKED));
    let imports = OpenApiRouter::new().routes(routes!(imports::take));
    let v1 = OpenApiRouter::new()
        .routes(routes!(session::show))
        .routes(routes!(portal_users::list))
        .routes(routes!(portal_users::counts))
        .routes(routes!(portal_user::show))
        .routes(routes!(portal_user::portal))
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
        .routes(routes!(one_click::list, one_click::send))
        .routes(routes!(one_click::revoke))
        .routes(routes!(access_check::check))
        .routes(routes!(access_check::rehearse_key))
        .routes(routes!(settings::show, settings::change))
        .routes(routes!(changes::stream))
        .routes(routes!(activity::list))
        .routes(routes!(outbox::list))
        .merge(cached);
    let v1 =
        within(v1, limits.largest_body, limits.request_timeout).merge(within(imports, LARGEST_IMPORT, LONGEST_IMPORT));
    OpenApiRouter::with_openapi(document::begun()).nest("/api/v1", v1)
}
