//! The API's document: routes from utoipa, schemas from schemars.
//!
//! Routes name schemas by reference (`#/components/schemas/…`); here the schemas are put in, so that a type is
//! described once, by its own derive. Errors are all of one form, so that routes only say which they have.

use serde_json::{Map, Value, json};
use utoipa::{OpenApi, openapi};

use crate::{PROBLEM_JSON, router, schemas};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "AIDA",
        description = "A brief becomes a film. Errors are RFC 9457 problems whose `errors` name every refused field.",
    ),
    tags(
        (name = "workflows", description = "Briefs, and what becomes of them"),
        (name = "dead letters", description = "What nobody could finish: look, replay, discard"),
        (name = "assets", description = "Files: finished work and pictures of the user's own"),
        (name = "service", description = "Health, version, schemas"),
    )
)]
pub struct Base;

/// The document that `/openapi.json` serves.
pub fn document() -> Value {
    complete(router::documented().into_openapi())
}

/// Puts schemas, errors and the version into what the routes declare.
pub(crate) fn complete(mut routes: openapi::OpenApi) -> Value {
    routes.info.version = aida_ops::version().to_owned();
    routes.info.license = None;
    let mut document = serde_json::to_value(routes).unwrap_or_default();
    document["components"] = json!({
        "schemas": schemas::components(),
        "securitySchemes": {
            "key": {
                "type": "http",
                "scheme": "bearer",
                "bearerFormat": "aida_<id>_<secret>",
                "description": "Not needed on loopback as long as no key was made.",
            }
        },
    });
    let problem = json!({ PROBLEM_JSON: { "schema": { "$ref": "#/components/schemas/Problem" } } });
    for operation in operations(&mut document) {
        complete_responses(operation, &problem);
    }
    document
}

/// Every operation of the document.
fn operations(document: &mut Value) -> impl Iterator<Item = &mut Map<String, Value>> {
    let paths = document.get_mut("paths").and_then(Value::as_object_mut).into_iter();
    let methods = paths.flat_map(|paths| paths.values_mut()).filter_map(Value::as_object_mut);
    methods.flat_map(|methods| methods.values_mut()).filter_map(Value::as_object_mut)
}

fn complete_responses(operation: &mut Map<String, Value>, problem: &Value) {
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else { return };
    for (status, response) in responses.iter_mut() {
        let is_error = status.starts_with('4') || status.starts_with('5');
        if is_error && response.get("content").is_none() {
            response["content"] = problem.clone();
        }
    }
    responses.insert("default".to_owned(), json!({ "description": "Any other problem", "content": problem }));
}
