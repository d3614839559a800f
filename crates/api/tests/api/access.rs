use std::time::{Duration, Instant};

use aida_protocol::{Problem, WorkflowId};
use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};

use crate::support::{Answer, Fixture, bearer, brief};

async fn ask(fixture: &Fixture, method: Method, path: &str, authorization: Option<&str>) -> Answer {
    let mut request = Request::builder().method(method.clone()).uri(path);
    if let Some(authorization) = authorization {
        request = request.header(header::AUTHORIZATION, authorization);
    }
    let body = match method {
        Method::POST if !path.ends_with("/cancel") => {
            request = request.header(header::CONTENT_TYPE, "application/json");
            Body::from(brief().to_string())
        }
        _ => Body::empty(),
    };
    fixture.send(request.body(body).unwrap()).await
}

#[tokio::test]
async fn another_tenant_sees_nothing() {
    let fixture = Fixture::new().await;
    let (anna, bruno) = (fixture.key("anna").await, fixture.key("bruno").await);
    let (anna, bruno) = (bearer(&anna), bearer(&bruno));
    let accepted = ask(&fixture, Method::POST, "/v1/workflows", Some(&anna)).await;
    assert_eq!(accepted.status, StatusCode::ACCEPTED);
    let id: WorkflowId = serde_json::from_value(accepted.json()["id"].clone()).unwrap();
    fixture.with_file(id, "film.mp4", b"film").await;
    let unknown = WorkflowId(uuid::Uuid::now_v7());
    for (method, below) in [
        (Method::GET, ""),
        (Method::GET, "/jobs"),
        (Method::GET, "/events"),
        (Method::GET, "/assets"),
        (Method::GET, "/assets/film.mp4"),
        (Method::POST, "/cancel"),
    ] {
        let path = |id: WorkflowId| format!("/v1/workflows/{id}{below}");
        let foreign = ask(&fixture, method.clone(), &path(id), Some(&bruno)).await;
        let missing = ask(&fixture, method.clone(), &path(unknown), Some(&bruno)).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{method} {below}");
        assert_eq!(foreign.body, missing.body, "{method} {below}: foreign and unknown look alike");
        if !below.ends_with("events") {
            let own = ask(&fixture, method.clone(), &path(id), Some(&anna)).await;
            assert!(own.status.is_success(), "{method} {below}: {}", own.status);
        }
    }
    let list = ask(&fixture, Method::GET, "/v1/workflows", Some(&bruno)).await;
    assert_eq!(list.json()["items"].as_array().unwrap().len(), 0);
    let list = ask(&fixture, Method::GET, "/v1/workflows", Some(&anna)).await;
    assert_eq!(list.json()["items"].as_array().unwrap().len(), 1);
    assert!(
        fixture.database.store.open_requests(10).await.unwrap().len() == 1,
        "only the owner's cancel counts"
    );
}

#[tokio::test]
async fn every_route_of_tenants_needs_a_key_once_there_is_one() {
    let fixture = Fixture::new().await;
    assert_eq!(fixture.get("/v1/workflows").await.status, StatusCode::OK, "no key yet, this machine");
    let key = fixture.key("anna").await;
    let id = uuid::Uuid::now_v7();
    let deadline = Instant::now() + Duration::from_secs(3);
    while fixture.get("/v1/workflows").await.status == StatusCode::OK {
        assert!(Instant::now() < deadline, "keys are required within a second of the first");
    }
    for (method, path) in [
        (Method::GET, "/v1/workflows".to_owned()),
        (Method::POST, "/v1/workflows".to_owned()),
        (Method::GET, format!("/v1/workflows/{id}")),
        (Method::GET, format!("/v1/workflows/{id}/jobs")),
        (Method::GET, format!("/v1/workflows/{id}/events")),
        (Method::GET, format!("/v1/workflows/{id}/assets")),
        (Method::GET, format!("/v1/workflows/{id}/assets/film.mp4")),
        (Method::POST, format!("/v1/workflows/{id}/cancel")),
        (Method::POST, "/v1/uploads".to_owned()),
    ] {
        let answer = ask(&fixture, method.clone(), &path, None).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{method} {path}");
        assert!(answer.headers[header::WWW_AUTHENTICATE].to_str().unwrap().starts_with("Bearer"));
        answer.problem();
    }
    for path in ["/healthz", "/version", "/openapi.json", "/schemas"] {
        assert_eq!(fixture.get(path).await.status, StatusCode::OK, "{path}");
    }
    let wrong_checksum = format!("{}0", &bearer(&key)[..bearer(&key).len() - 1]);
    let mut other_secret = aida_api::ApiKey::generate().unwrap().reveal();
    other_secret.replace_range(5..17, key.id());
    for wrong in
        ["Bearer", "Basic YTpi", "Bearer aida_x_y", &wrong_checksum, &format!("Bearer {other_secret}")]
    {
        let answer = ask(&fixture, Method::GET, "/v1/workflows", Some(wrong)).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{wrong}");
    }
    let unknown = bearer(&aida_api::ApiKey::generate().unwrap());
    assert_eq!(
        ask(&fixture, Method::GET, "/v1/workflows", Some(&unknown)).await.status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(ask(&fixture, Method::GET, "/v1/workflows", Some(&bearer(&key))).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_revoked_key_ends_within_a_second_and_opens_nothing() {
    let fixture = Fixture::new().await;
    let key = fixture.key("anna").await;
    let authorization = bearer(&key);
    let status = async || ask(&fixture, Method::GET, "/v1/workflows", Some(&authorization)).await.status;
    assert_eq!(status().await, StatusCode::OK);
    assert!(fixture.database.store.revoke_api_key(key.id()).await.unwrap().is_some());
    let revoked = Instant::now();
    while status().await == StatusCode::OK {
        assert!(revoked.elapsed() < Duration::from_millis(1_500), "still valid");
    }
    assert_eq!(fixture.get("/v1/workflows").await.status, StatusCode::UNAUTHORIZED);
    assert!(fixture.database.store.revoke_api_key("nobody").await.unwrap().is_none());
}

#[tokio::test]
async fn keys_can_be_required_on_this_machine_too() {
    let fixture = Fixture::with(|settings| settings.api.require_keys = true).await;
    assert_eq!(fixture.get("/v1/workflows").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn without_keys_pages_of_the_web_are_refused() {
    let fixture = Fixture::new().await;
    let ask = async |name: &str, value: &str| {
        let request = Request::get("/v1/workflows").header(name, value).body(Body::empty()).unwrap();
        fixture.send(request).await
    };
    for (name, value) in
        [("host", "rebound.example.com:8080"), ("host", "10.1.2.3"), ("sec-fetch-site", "cross-site")]
    {
        let answer = ask(name, value).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}: {value}");
        let problem: Problem = answer.problem();
        assert_eq!(problem.kind, "/problems/forbidden");
    }
    for (name, value) in [
        ("host", "localhost:8080"),
        ("host", "127.0.0.1:1"),
        ("host", "[::1]:2"),
        ("sec-fetch-site", "same-origin"),
    ] {
        assert_eq!(ask(name, value).await.status, StatusCode::OK, "{name}: {value}");
    }
}
