use aida_protocol::{
    Aspect, ErrorKind, EventKind, JobError, Language, NodeId, Platform, Step, TenantId, WorkflowId,
    WorkflowState, WorkflowStatus,
};
use axum::{
    body::Body,
    http::{StatusCode, header},
};
use serde_json::json;

use crate::support::{Fixture, closed_job, get, opened_job};

#[tokio::test]
async fn a_brief_is_answered_after_it_is_stored() {
    let mut fixture = Fixture::new().await;
    let answer = fixture.submit(crate::support::brief()).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED);
    let body = answer.json();
    let id: WorkflowId = serde_json::from_value(body["id"].clone()).unwrap();
    assert_eq!(answer.headers[header::LOCATION].to_str().unwrap(), format!("/v1/workflows/{id}"));
    assert_eq!(body["status"], "accepted");
    assert_eq!(body["links"]["events"], format!("/v1/workflows/{id}/events"));
    let told = fixture.briefs.try_recv().unwrap();
    assert_eq!((told.workflow_id, told.tenant), (id, TenantId::local()));

    let state = fixture.get(&format!("/v1/workflows/{id}")).await;
    assert_eq!(state.status, StatusCode::OK);
    let state: WorkflowState = serde_json::from_slice(&state.body).unwrap();
    assert_eq!((state.status, state.progress), (WorkflowStatus::Accepted, 0));
    assert_eq!(state.brief.requirements, ["Video Instagram 30s per scarpe eco-friendly, Gen Z, energico"]);
    assert_eq!((state.brief.language, state.brief.duration_seconds), (Language::It, 30.0));
    assert_eq!((state.brief.platform, state.brief.aspect), (Platform::Instagram, Aspect::Portrait));
    assert!(state.brief.subject.contains("scarpe"), "{}", state.brief.subject);
    let text = fixture.ops.text().unwrap();
    assert!(text.contains("aida_workflows_submitted_total{content_type=\"video\"} 1"), "{text}");
    let counted = "aida_http_requests_total{method=\"POST\",route=\"/v1/workflows\",status=\"2xx\"} 1";
    assert!(text.contains(counted), "{text}");
}

#[tokio::test]
async fn the_seeds_forms_are_accepted() {
    let fixture = Fixture::new().await;
    let brief = json!({
        "id": "brief_1729517234567", "user_id": "user_123", "conversation_id": "conv_456",
        "content_type": "video",
        "requirements": ["Instagram 30 secondi", "scarpe eco-friendly", "target Gen Z", "stile energico"],
        "quality_keywords": ["energico", "professionale"],
        "style_preferences": {"gallery_selected": ["2813938774", {"id": "1648693186"}]},
        "budget_constraints": {"type": "soft_preference", "max_cost": 3.0, "priority": "quality"},
        "language": "it", "created_at": "2025-10-21T14:30:00Z"
    });
    let answer = fixture.submit(brief).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{:?}", answer.body);
    let path = answer.json()["links"]["self"].as_str().unwrap().to_owned();
    let state: WorkflowState = serde_json::from_slice(&fixture.get(&path).await.body).unwrap();
    assert_eq!((state.brief_id.as_str(), state.user_id.as_str()), ("brief_1729517234567", "user_123"));
}

#[tokio::test]
async fn with_no_room_for_messages_briefs_are_still_accepted() {
    let mut fixture = Fixture::new().await;
    fixture.briefs.close();
    let id = fixture.accepted().await;
    assert_eq!(fixture.stored().await, 1);
    assert!(fixture.ops.text().unwrap().contains("aida_brief_publish_failures_total 1"), "{id}");
}

#[tokio::test]
async fn what_waits_is_bounded() {
    let fixture = Fixture::with(|settings| {
        settings.api.max_waiting_per_tenant = 2;
        settings.api.max_waiting_workflows = 3;
    })
    .await;
    fixture.accepted().await;
    fixture.accepted().await;
    let refused = fixture.submit(crate::support::brief()).await;
    assert_eq!(
        (refused.status, refused.problem().kind.as_str()),
        (StatusCode::TOO_MANY_REQUESTS, "/problems/too-many-waiting")
    );
    let seconds: u64 = refused.headers[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert!((1..=120).contains(&seconds));
    assert_eq!(fixture.stored().await, 2);

    let full = Fixture::with(|settings| settings.api.max_waiting_workflows = 1).await;
    full.accepted().await;
    let refused = full.submit(crate::support::brief()).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(refused.headers.contains_key(header::RETRY_AFTER));
}

#[tokio::test]
async fn a_state_is_a_view_over_its_jobs() {
    let fixture = Fixture::new().await;
    let id = fixture.accepted().await;
    let audio = NodeId::once(Step::Audio);
    fixture.write(id, 2, EventKind::Started, |writes| writes.opened.push(opened_job(id, audio, 1))).await;
    let mut failed = closed_job(id, audio, 1, Vec::new());
    failed.status = "failed";
    failed.error = Some(JobError::new(ErrorKind::Timeout, "no answer"));
    let nodes = EventKind::Planned { nodes: vec![audio] };
    fixture
        .write(id, 3, nodes.clone(), |writes| {
            writes.closed.push(failed);
            writes.opened.push(opened_job(id, audio, 2));
        })
        .await;
    fixture.write(id, 4, nodes, |writes| writes.closed.push(closed_job(id, audio, 2, Vec::new()))).await;

    let state: WorkflowState =
        serde_json::from_slice(&fixture.get(&format!("/v1/workflows/{id}")).await.body).unwrap();
    assert_eq!(state.agents_called, ["audio"]);
    assert_eq!(state.total_time_so_far, 3.0);
    let [error] = state.errors.as_slice() else { panic!("{:?}", state.errors) };
    assert_eq!((error.step.as_str(), error.error.as_str()), ("audio", "timeout: no answer"));
    assert!(error.recovered);

    let jobs = fixture.get(&format!("/v1/workflows/{id}/jobs")).await.json();
    assert_eq!(jobs["items"].as_array().unwrap().len(), 2);
    assert_eq!(jobs["items"][0]["error"]["kind"], "timeout");
    assert_eq!(jobs["items"][1]["model"], "studio/test");
    assert_eq!(jobs["items"][1]["cost"], 0.0025);
}

#[tokio::test]
async fn an_unchanged_state_is_not_sent_again() {
    let fixture = Fixture::new().await;
    let id = fixture.accepted().await;
    let path = format!("/v1/workflows/{id}");
    let etag = fixture.get(&path).await.headers[header::ETAG].clone();
    assert!(etag.to_str().unwrap().starts_with("W/\""));
    let again =
        |etag: &header::HeaderValue| get(&path).header(header::IF_NONE_MATCH, etag).body(Body::empty());
    let unchanged = fixture.send(again(&etag).unwrap()).await;
    assert_eq!((unchanged.status, unchanged.body.len()), (StatusCode::NOT_MODIFIED, 0));
    assert_eq!(unchanged.headers[header::ETAG], etag);
    fixture.happen(id, 2, EventKind::Started).await;
    let changed = fixture.send(again(&etag).unwrap()).await;
    assert_eq!(changed.status, StatusCode::OK);
    assert_ne!(changed.headers[header::ETAG], etag);
}

#[tokio::test]
async fn lists_are_filtered_and_paged() {
    let fixture = Fixture::new().await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(fixture.accepted().await.to_string());
    }
    fixture.happen(ids[1].parse().unwrap(), 2, EventKind::Started).await;
    ids.reverse();

    let (mut path, mut seen, mut pages) = ("/v1/workflows?limit=2".to_owned(), Vec::new(), 0);
    loop {
        let page = fixture.get(&path).await;
        assert_eq!(page.status, StatusCode::OK);
        let body = page.json();
        pages += 1;
        seen.extend(
            body["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()),
        );
        let Some(link) = page.headers.get(header::LINK) else {
            assert!(body.get("next_cursor").is_none());
            break;
        };
        let link = link.to_str().unwrap();
        assert!(link.ends_with(">; rel=\"next\"") && link.contains("limit=2"), "{link}");
        path = link.trim_start_matches('<').split('>').next().unwrap().to_owned();
    }
    assert_eq!((pages, &seen), (3, &ids));

    let count = async |query: &str| {
        let answer = fixture.get(&format!("/v1/workflows?{query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}: {:?}", answer.body);
        answer.json()["items"].as_array().unwrap().len()
    };
    assert_eq!(count("status=running").await, 1);
    assert_eq!(count("status=running,accepted").await, 5);
    assert_eq!(count("content_type=image").await, 0);
    assert_eq!(count("since=2020-01-01T00:00:00Z&content_type=video").await, 5);
    assert_eq!(count("until=2020-01-01T00:00:00Z").await, 0);

    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("status=odd", "status"),
        ("content_type=poem", "content_type"),
        ("since=yesterday", "since"),
        ("cursor=AAAA", "cursor"),
        ("sort=up", "sort"),
        ("limit=1&limit=2", "limit"),
    ] {
        let refused = fixture.get(&format!("/v1/workflows?{query}")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert_eq!(refused.fields(), [field]);
    }
}

#[tokio::test]
async fn cancelling_is_a_request_and_ends_with_the_workflow() {
    let fixture = Fixture::new().await;
    let id = fixture.accepted().await;
    let path = format!("/v1/workflows/{id}/cancel");
    for _ in 0..2 {
        let answer = fixture.post(&path, "").await;
        assert_eq!(
            (answer.status, answer.json()["requested"].as_str()),
            (StatusCode::ACCEPTED, Some("cancel"))
        );
    }
    let open = fixture.database.store.open_requests(10).await.unwrap();
    assert_eq!(open.len(), 1);
    let status = WorkflowStatus::Cancelled;
    fixture.happen(id, 2, EventKind::Finished { status, agent: None, reason: None }).await;
    let refused = fixture.post(&path, "").await;
    assert_eq!(
        (refused.status, refused.problem().kind.as_str()),
        (StatusCode::CONFLICT, "/problems/already-ended")
    );
}
