//! All routes, and what every request passes on its way.

use axum::{
    Json, Router,
    middleware::{from_fn, from_fn_with_state},
    routing::get,
};
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::OpenApi as _;
use utoipa_axum::{router::OpenApiRouter, routes};
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::{ApiError, App, auth, middleware, openapi, routes as r};

/// Everything that belongs to a tenant.
fn of_tenants() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(r::submit::submit, r::list::list))
        .routes(routes!(r::state::state))
        .routes(routes!(r::jobs::jobs))
        .routes(routes!(r::events::events))
        .routes(routes!(r::requests::cancel))
        .routes(routes!(r::requests::pause))
        .routes(routes!(r::requests::resume))
        .routes(routes!(r::requests::retry))
        .routes(routes!(r::dead_letters::list))
        .routes(routes!(r::dead_letters::replay))
        .routes(routes!(r::dead_letters::discard))
        .routes(routes!(r::dead_letters::one))
        .routes(routes!(r::assets::assets))
        .routes(routes!(r::assets::asset))
        .routes(routes!(r::uploads::upload))
        .routes(routes!(r::catalogue::catalogue))
}

/// What anybody may ask.
fn of_everybody() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(r::service::healthz))
        .routes(routes!(r::service::readyz))
        .routes(routes!(r::service::version))
        .routes(routes!(r::reference::schemas))
        .routes(routes!(r::reference::schema))
        .routes(routes!(r::reference::problem))
        .routes(routes!(r::webhooks::fal))
}

/// Every documented route, for the document.
pub(crate) fn documented() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(openapi::Base::openapi()).merge(of_tenants()).merge(of_everybody())
}

/// The whole API.
pub fn router(app: App) -> Router {
    let (of_tenants, _) = of_tenants().split_for_parts();
    let (of_everybody, _) = of_everybody().split_for_parts();
    let document = openapi::document();
    let swagger = SwaggerUi::new("/docs").config(Config::from("/openapi.json").validator_url("none"));
    Router::new()
        .merge(of_tenants.route_layer(from_fn_with_state(app.clone(), auth::authenticate)))
        .merge(of_everybody)
        .merge(swagger)
        .route("/openapi.json", get(async move || Json(document)))
        .fallback(async || ApiError::NotFound)
        .method_not_allowed_fallback(async || ApiError::MethodNotAllowed)
        .layer(from_fn(middleware::time_limited))
        .layer(CatchPanicLayer::custom(middleware::panicked))
        .layer(from_fn(middleware::with_problems))
        .layer(from_fn_with_state(app.clone(), middleware::measured))
        .layer(from_fn(middleware::with_request_id))
        .with_state(app)
}
