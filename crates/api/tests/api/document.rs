use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use serde_json::Value;

use crate::support::Fixture;

const COMMITTED: &str = include_str!("../../openapi.json");

#[tokio::test]
async fn the_committed_document_is_what_is_served() {
    let fixture = Fixture::new().await;
    let served = fixture.get("/openapi.json").await;
    assert_eq!(served.status, StatusCode::OK);
    let committed: Value = serde_json::from_str(COMMITTED).unwrap();
    assert_eq!(served.json(), committed, "write it again: aida-api openapi > crates/api/openapi.json");
    assert_eq!(committed["openapi"], "3.1.0");
}

/// Paths of the document with their methods.
fn operations() -> Vec<(String, Vec<Method>)> {
    let document = aida_api::document();
    let methods = |item: &Value| {
        let names = item.as_object().unwrap().keys();
        names.map(|name| name.to_uppercase().parse().unwrap()).collect()
    };
    let paths = document["paths"].as_object().unwrap();
    paths.iter().map(|(path, item)| (path.clone(), methods(item))).collect()
}

#[tokio::test]
async fn routes_take_the_documented_methods_and_no_others() {
    let fixture = Fixture::new().await;
    let operations = operations();
    assert_eq!(operations.len(), 23);
    for (path, documented) in operations {
        let filled = path.replace("{id}", &uuid::Uuid::nil().to_string()).replace("{name}", "x");
        for method in [
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
            Method::OPTIONS,
            Method::TRACE,
        ] {
            let request = Request::builder().method(method.clone()).uri(&filled).body(Body::empty()).unwrap();
            let answer = fixture.send(request).await;
            let taken = answer.status != StatusCode::METHOD_NOT_ALLOWED;
            assert_eq!(taken, documented.contains(&method), "{method} {path}: {}", answer.status);
            if !taken {
                answer.problem();
                let allow = answer.headers[header::ALLOW].to_str().unwrap();
                let all_named = documented.iter().all(|method| allow.contains(method.as_str()));
                assert!(all_named, "{path}: Allow is {allow}");
            }
        }
    }
}

/// Every `$ref` of a value.
fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let document = aida_api::document();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 50);
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap_or_else(|| panic!("{reference} leads outside"));
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

#[tokio::test]
async fn answers_have_the_form_that_the_document_says() {
    let fixture = Fixture::new().await;
    let id = fixture.accepted().await;
    fixture.with_file(id, "film.mp4", b"film").await;
    let document = aida_api::document();
    for (path, schema) in [
        (format!("/v1/workflows/{id}"), "WorkflowState"),
        ("/v1/workflows".to_owned(), "WorkflowList"),
        (format!("/v1/workflows/{id}/jobs"), "JobList"),
        (format!("/v1/workflows/{id}/assets"), "AssetList"),
        ("/version".to_owned(), "VersionInfo"),
        ("/readyz".to_owned(), "Health"),
    ] {
        let answer = fixture.get(&path).await.json();
        let schema = &document["components"]["schemas"][schema];
        let properties = schema["properties"].as_object().unwrap();
        for name in answer.as_object().unwrap().keys() {
            assert!(properties.contains_key(name), "{path}: {name} is not documented");
        }
        for name in schema["required"].as_array().unwrap() {
            assert!(answer.get(name.as_str().unwrap()).is_some(), "{path}: {name} is missing");
        }
    }
}

#[tokio::test]
async fn schemas_problems_and_pages_are_served() {
    let fixture = Fixture::new().await;
    let paths: Vec<String> = serde_json::from_value(fixture.get("/schemas").await.json()).unwrap();
    assert!(paths.contains(&"/schemas/ProjectBrief.json".to_owned()), "{paths:?}");
    for path in paths {
        let answer = fixture.get(&path).await;
        assert_eq!((answer.status, answer.json()["$id"].as_str()), (StatusCode::OK, Some(path.as_str())));
    }
    assert_eq!(fixture.get("/schemas/Nothing.json").await.status, StatusCode::NOT_FOUND);
    let problem = fixture.get("/v1/nothing").await.problem();
    let explained = fixture.get(&problem.kind).await;
    assert_eq!(explained.json()["title"], problem.title);

    let page = fixture.get("/docs/").await;
    assert_eq!(page.status, StatusCode::OK);
    let html = String::from_utf8(page.body.to_vec()).unwrap();
    assert!(html.contains("swagger-ui") && !html.contains("http://") && !html.contains("https://"), "{html}");
    assert_eq!(fixture.get("/docs/swagger-ui-bundle.js").await.status, StatusCode::OK);
    assert!(fixture.get("/docs").await.status.is_redirection());
}
