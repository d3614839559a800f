use aida_models::{Catalogue, ModelSpec};
use aida_store::{ModelChange, ModelHealth};
use axum::{Json, extract::State};
use serde_json::{Value, json};

use crate::{ApiError, App, auth::Caller, params::Query};

/// The models of the catalogue: prices, limits, whether they can be called, and how they have been doing.
#[utoipa::path(
    get,
    path = "/v1/catalogue",
    operation_id = "listModels",
    tag = "service",
    responses(
        (status = 200, description = "In the order of the catalogue", body = Object, content_type = "application/json"),
        (status = 401, description = "No valid API key"),
    ),
    security(("key" = [])),
)]
pub async fn catalogue(State(app): State<App>, _: Caller, query: Query) -> Result<Json<Value>, ApiError> {
    query.finish()?;
    let lately = app.store().models_lately().await?;
    let today = chrono::Utc::now().format("%Y-%m-%d").to_string();
    let models = &app.models().offer;
    let entry = |model: &ModelSpec| {
        let health = lately.iter().find(|health| health.model == model.id);
        let open = models.providers.contains(&model.provider);
        describe(&models.catalogue, model, open, health, &today)
    };
    let items: Vec<Value> = models.catalogue.models.iter().map(entry).collect();
    let changes = app.store().model_changes().await?;
    let change =
        |change: &ModelChange| json!({"model": change.model, "breaker": change.state, "at": change.at});
    let changes: Vec<Value> = changes.iter().map(change).collect();
    Ok(Json(json!({ "items": items, "changes": changes })))
}

fn describe(
    catalogue: &Catalogue,
    model: &ModelSpec,
    open: bool,
    health: Option<&ModelHealth>,
    today: &str,
) -> Value {
    let retired_on = model.retired_on.as_ref().map(ToString::to_string);
    let retired = retired_on.as_deref().is_some_and(|day| day <= today);
    let availability = match (&model.unavailable, retired, open) {
        (Some(_), ..) => "unavailable",
        (None, true, _) => "retired",
        (None, false, false) => "not_configured",
        (None, false, true) => "available",
    };
    json!({
        "id": model.id,
        "provider": model.provider,
        "endpoint": model.endpoint,
        "kind": model.kind,
        "tier": model.tier,
        "price": model.price,
        "expected_seconds": model.expected_seconds,
        "limits": model.limits,
        "privacy": if catalogue.is_private(model) { "local" } else { "hosted" },
        "retired_on": retired_on,
        "unavailable": model.unavailable,
        "availability": availability,
        "breaker": health.map_or("closed", |health| health.breaker),
        "calls_last_hour": health.map_or(0, |health| health.calls),
        "unknown_last_hour": health.map_or(0, |health| health.unknown),
        "success_rate": health.and_then(|health| health.success_rate),
        "p50_seconds": health.and_then(|health| health.p50_seconds),
    })
}
