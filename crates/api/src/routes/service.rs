use aida_protocol::MESSAGE_VERSION;
use axum::{Json, extract::State, http::StatusCode};

use crate::{
    App,
    wire::{BrokerHealth, Health, VersionInfo},
};

/// Whether the process runs.
#[utoipa::path(
    get,
    path = "/healthz",
    operation_id = "health",
    tag = "service",
    responses((status = 200, description = "It does", body = String, content_type = "text/plain")),
)]
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// Whether requests are served: the database answers and the process is not ending.
#[utoipa::path(
    get,
    path = "/readyz",
    operation_id = "readiness",
    tag = "service",
    responses(
        (status = 200, description = "They are", body = ref("#/components/schemas/Health"),
            content_type = "application/json"),
        (status = 503, description = "They are not", body = ref("#/components/schemas/Health"),
            content_type = "application/json"),
    ),
)]
pub async fn readyz(State(app): State<App>) -> (StatusCode, Json<Health>) {
    let report = app.readiness().report();
    let broker = BrokerHealth {
        connected: app.broker().is_some_and(|broker| broker.is_connected()),
        blocked: app.broker().is_some_and(|broker| broker.is_blocked()),
    };
    let status = if report.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Health { ready: report.ready, checks: report.checks, broker }))
}

/// Which program answers.
#[utoipa::path(
    get,
    path = "/version",
    operation_id = "version",
    tag = "service",
    responses((status = 200, description = "Its version", body = ref("#/components/schemas/VersionInfo"),
        content_type = "application/json")),
)]
pub async fn version() -> Json<VersionInfo> {
    Json(VersionInfo {
        name: "aida-api".to_owned(),
        version: aida_ops::version().to_owned(),
        message_version: MESSAGE_VERSION,
    })
}
