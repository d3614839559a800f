//! Idempotent submits, requests, dead letters.

use aida_protocol::{EventKind, NodeId, Step, TenantId, WorkflowId, WorkflowStatus};
use aida_store::{DeadLetter, RequestKind};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use serde_json::{Value, json};

use crate::support::{Answer, Fixture, bearer, brief};

async fn submit_with_key(fixture: &Fixture, key: &str, body: &Value) -> Answer {
    let request = Request::post("/v1/workflows")
        .header(header::CONTENT_TYPE, "application/json")
        .header("Idempotency-Key", key);
    fixture.send(request.body(Body::from(body.to_string())).unwrap()).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_submits_with_one_key_are_one_workflow() {
    let fixture = Fixture::with(|settings| settings.api.max_waiting_per_tenant = 1).await;
    let body = brief();
    let answers =
        futures::future::join_all((0..100).map(|_| submit_with_key(&fixture, "order-7", &body))).await;
    let first = answers[0].json();
    for answer in &answers {
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{:?}", answer.body);
        assert_eq!(answer.json(), first, "the same answer for all");
    }
    let replayed =
        answers.iter().filter(|answer| answer.headers.contains_key("idempotency-replayed")).count();
    assert_eq!((replayed, fixture.stored().await), (99, 1));
    // There is no room for another, but this one has its place.
    assert_eq!(submit_with_key(&fixture, "order-8", &body).await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(submit_with_key(&fixture, "order-7", &body).await.status, StatusCode::ACCEPTED);
    let other = submit_with_key(&fixture, "order-7", &json!({"text": "Un altro film sul mare"})).await;
    assert_eq!(
        (other.status, other.problem().kind.as_str()),
        (StatusCode::UNPROCESSABLE_ENTITY, "/problems/key-reused")
    );
    let odd = submit_with_key(&fixture, "two words", &body).await;
    assert_eq!(odd.fields(), ["Idempotency-Key"]);
}

#[tokio::test]
async fn what_is_asked_has_to_fit() {
    let fixture = Fixture::new().await;
    let id = fixture.accepted().await;
    let post = async |what: &str| fixture.post(&format!("/v1/workflows/{id}/{what}"), Body::empty()).await;
    for what in ["pause", "resume"] {
        let answer = post(what).await;
        assert_eq!((answer.status, answer.json()["requested"].as_str()), (StatusCode::ACCEPTED, Some(what)));
    }
    assert_eq!(post("retry").await.problem().kind, "/problems/not-ended");
    fixture
        .happen(id, 2, EventKind::Finished { status: WorkflowStatus::Failed, agent: None, reason: None })
        .await;
    assert_eq!(post("pause").await.problem().kind, "/problems/already-ended");
    assert_eq!(post("retry?from=poet").await.fields(), ["from"]);
    let misplaced = fixture.post(&format!("/v1/workflows/{id}/retry"), r#"{"from": "audio"}"#).await;
    assert_eq!(misplaced.fields(), ["body"]);
    assert!(
        fixture.database.store.open_requests(10).await.unwrap().iter().all(|request| request.node.is_none())
    );
    assert_eq!(post("retry?from=audio").await.status, StatusCode::ACCEPTED);
    let asked = fixture.database.store.open_requests(10).await.unwrap();
    let retry = asked.iter().find(|request| request.kind == RequestKind::Retry).unwrap();
    assert_eq!(retry.node, Some(NodeId::once(Step::Audio)));
}

async fn letter(fixture: &Fixture, number: u32, tenant: Option<&str>, workflow: WorkflowId) {
    let letter = DeadLetter {
        message_id: format!("m{number}"),
        queue: "aida.jobs.visual".to_owned(),
        reason: if number.is_multiple_of(2) { "crashed" } else { "attempts" }.to_owned(),
        error: format!("No 100% answer {number}"),
        tenant: tenant.map(|tenant| tenant.parse().unwrap()),
        workflow_id: Some(workflow),
        node: Some(NodeId::scene(Step::Visual, 1)),
        attempt: Some(3),
        body: if number == 0 { b"\x00odd".to_vec() } else { b"{\"a\": 1}".to_vec() },
        headers: json!({}),
    };
    assert!(fixture.database.store.insert_dead_letter(&letter).await.unwrap());
}

#[tokio::test]
async fn dead_letters_are_found_replayed_once_and_discarded() {
    let fixture = Fixture::new().await;
    let id = fixture.accepted().await;
    for number in 0..5 {
        letter(&fixture, number, Some("local"), id).await;
    }
    letter(&fixture, 5, Some("other"), id).await;
    letter(&fixture, 6, None, id).await;
    let items = async |query: &str| {
        let answer = fixture.get(&format!("/v1/dead-letters{query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
        answer.json()["items"].as_array().unwrap().clone()
    };
    assert_eq!(items("").await.len(), 6, "those of nobody, but not those of others");
    assert_eq!(items("?reason=attempts").await.len(), 2);
    assert_eq!(items("?agent=visual&text=100%25%20ANSWER%203").await.len(), 1);
    assert_eq!(items("?agent=writer").await.len() + items("?until=2020-01-01T00:00:00Z").await.len(), 0);
    assert_eq!(items(&format!("?workflow={id}&state=dead")).await.len(), 6);
    let page = fixture.get("/v1/dead-letters?limit=4").await.json();
    let next = page["next_cursor"].as_str().unwrap();
    assert_eq!(items(&format!("?limit=4&cursor={next}")).await.len(), 2);
    assert_eq!(fixture.get("/v1/dead-letters?state=gone").await.fields(), ["state"]);

    let act = async |what: &str, body: Value| {
        let answer = fixture.post(&format!("/v1/dead-letters/{what}"), body.to_string()).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{:?}", answer.body);
        answer.json()["count"].as_u64().unwrap()
    };
    let filter = json!({"filter": {"reason": "attempts"}});
    assert_eq!(act("replay", json!({"filter": {"reason": "attempts"}, "dry_run": true})).await, 2);
    let (one, two) = tokio::join!(act("replay", filter.clone()), act("replay", filter.clone()));
    assert_eq!(one + two, 2, "two clicks, one replay");
    assert_eq!(items("?state=replaying").await.len(), 2);
    let crashed = items("?reason=crashed").await;
    let binary = crashed.iter().find(|item| item["error"] == "No 100% answer 0").unwrap();
    assert_eq!(act("discard", json!({"ids": [binary["id"]]})).await, 1);
    assert_eq!(act("replay", json!({"ids": [binary["id"]]})).await, 0, "discarded is discarded");
    let shown = fixture.get(&format!("/v1/dead-letters/{}", binary["id"].as_str().unwrap())).await.json();
    assert_eq!(
        (shown["body_base64"].as_str(), shown["state"].as_str()),
        (Some("AG9kZA=="), Some("discarded"))
    );
    assert_eq!(
        (shown["audit"][0]["actor"].as_str(), shown["audit"][0]["action"].as_str()),
        (Some("local"), Some("discard"))
    );
    for wrong in [json!({}), json!({"ids": [], "filter": {}}), json!({"filter": {}, "per_second": 0})] {
        let answer = fixture.post("/v1/dead-letters/replay", wrong.to_string()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn letters_of_others_are_not_there() {
    let fixture = Fixture::new().await;
    let id = fixture.accepted().await;
    letter(&fixture, 1, Some("local"), id).await;
    letter(&fixture, 2, None, id).await;
    let key = fixture.key("stranger").await;
    let request = |path: &str| {
        Request::get(path).header(header::AUTHORIZATION, bearer(&key)).body(Body::empty()).unwrap()
    };
    let mine = fixture.send(request("/v1/dead-letters")).await.json();
    assert_eq!(mine["items"].as_array().unwrap().len(), 0);
    let tenant = TenantId::local();
    let scope = aida_store::LetterScope { tenant: &tenant, nobodys: true };
    let rows = fixture.database.store.list_dead_letters(scope, &Default::default(), None, 10).await.unwrap();
    for row in rows {
        let answer = fixture.send(request(&format!("/v1/dead-letters/{}", row.id))).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
}
