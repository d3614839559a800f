use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use serde_json::json;

use crate::support::Fixture;

/// Nothing of it is stored, and nobody was told.
async fn left_nothing(fixture: &mut Fixture) {
    assert_eq!(fixture.stored().await, 0);
    assert!(fixture.briefs.try_recv().is_err());
}

#[tokio::test]
async fn fields_that_are_wrong_are_named() {
    let mut fixture = Fixture::new().await;
    let unknown_picture = "0a".repeat(32);
    for (body, field) in [
        (json!({"text": ""}), "text"),
        (json!({"text": "  \n"}), "text"),
        (json!({"text": 7}), "text"),
        (json!({"text": "a film of shoes", "colour": "red"}), "colour"),
        (json!({"text": "a film\u{0} of shoes"}), "text"),
        (json!({"text": "a film\u{1b}[31m of shoes"}), "text"),
        (json!({"text": "a film of shoes", "must_have": ["ok", "no\u{7}"]}), "must_have[1]"),
        (json!({"text": "x".repeat(4_001), "subject": "x"}), "text"),
        (json!({"text": "a film of shoes", "duration_seconds": 601}), "duration_seconds"),
        (json!({"text": "a film of shoes, 20 minutes long"}), "duration_seconds"),
        (json!({"text": "a film of shoes", "duration_seconds": 4}), "duration_seconds"),
        (json!({"text": "a film of shoes", "duration_seconds": "long"}), "duration_seconds"),
        (json!({"text": "a film of shoes", "language": "tlh"}), "language"),
        (json!({"text": "a film of shoes", "language": 3}), "language"),
        (json!({"text": "a film of shoes", "language": "nl"}), "language"),
        (json!({"text": "a film of shoes", "voice": {"language": "sv"}}), "voice.language"),
        (json!({"text": "a film of shoes", "voice": {"language": "tlh"}}), "voice.language"),
        (json!({"text": "a film of shoes", "content_type": "poem"}), "content_type"),
        (json!({"text": "a film of shoes", "tone": ["calm"]}), "tone"),
        (json!({"text": "a film of shoes", "image_count": 13}), "image_count"),
        (json!({"text": "a film of shoes", "image_count": -1}), "image_count"),
        (json!({"text": "a film of shoes", "voice": {"pitch": 1}}), "voice.pitch"),
        (json!({"text": "a film of shoes", "voice": {"gender": "robot"}}), "voice.gender"),
        (
            json!({"text": "a film of shoes", "budget_constraints": {"max_cost": -1}}),
            "budget_constraints.max_cost",
        ),
        (json!({"text": "a film of shoes", "script": {"scenes": []}}), "script.scenes"),
        (
            json!({"text": "a film of shoes", "script": {"scenes": [{"duration": "x"}]}}),
            "script.scenes[0].duration",
        ),
        (json!({"text": "a film of shoes", "pictures": [{"sha256": "no"}]}), "pictures[0].sha256"),
        (json!({"text": "a film of shoes", "pictures": [{"sha256": unknown_picture}]}), "pictures[0].sha256"),
        (
            json!({"text": "a film of shoes", "style_preferences": {"reference_image": unknown_picture}}),
            "style_preferences.reference_image",
        ),
        (
            json!({"text": "a film of shoes", "style_preferences": {"reference_image": "http://example.org/a.png"}}),
            "style_preferences.reference_image",
        ),
        (json!({"text": "a film of shoes", "created_at": "yesterday"}), "created_at"),
        (json!({}), "subject"),
        (json!(["a film"]), ""),
        (json!("a film"), ""),
        (json!(null), ""),
    ] {
        let answer = fixture.submit(body.clone()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert!(answer.fields().contains(&field.to_owned()), "{body}: {:?}", answer.fields());
        assert_ne!(answer.problem().errors[0].reason, "");
    }
    let both = fixture
        .submit(json!({"text": "a film of shoes", "language": "tlh", "duration_seconds": 9_000}))
        .await;
    assert_eq!(both.fields(), ["language", "duration_seconds"]);
    left_nothing(&mut fixture).await;
}

#[tokio::test]
async fn bodies_that_cannot_be_read_are_refused() {
    let mut fixture = Fixture::new().await;
    let deep = format!("{{\"text\": {}{}}}", "[".repeat(40), "]".repeat(40));
    let bottomless = "[".repeat(200_000);
    let bodies: [&[u8]; 9] = [
        b"",
        b"  ",
        b"{",
        b"{\"text\"}",
        b"{\"text\": \"a\xff\"}",
        b"{} {}",
        b"text=a",
        deep.as_bytes(),
        bottomless.as_bytes(),
    ];
    for body in bodies {
        let answer = fixture.post("/v1/workflows", body.to_vec()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{:?}", String::from_utf8_lossy(body));
        assert_eq!(answer.problem().errors.len(), 1);
    }
    left_nothing(&mut fixture).await;
}

#[tokio::test]
async fn too_much_is_refused_whether_its_length_is_known_or_not() {
    let mut fixture = Fixture::new().await;
    let head = "{\"text\": \"";
    let exactly = format!("{head}{}\"}}", "x".repeat(1_048_576 - head.len() - 2));
    assert_eq!(exactly.len(), 1_048_576);
    let at_the_limit = fixture.post("/v1/workflows", exactly.clone()).await;
    assert_eq!(
        (at_the_limit.status, at_the_limit.fields()),
        (StatusCode::UNPROCESSABLE_ENTITY, vec!["text".to_owned()])
    );
    let beyond = format!("{exactly} ");
    assert_eq!(fixture.post("/v1/workflows", beyond.clone()).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    let chunks = beyond.into_bytes().chunks(100_000).map(<[u8]>::to_vec).collect::<Vec<_>>();
    let stream = futures::stream::iter(chunks.into_iter().map(Ok::<_, std::io::Error>));
    let answer = fixture.post("/v1/workflows", Body::from_stream(stream)).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    answer.problem();
    left_nothing(&mut fixture).await;
}

#[tokio::test]
async fn other_types_methods_and_paths_are_problems_too() {
    let mut fixture = Fixture::new().await;
    for kind in [None, Some("text/plain"), Some("application/x-www-form-urlencoded")] {
        let mut request = Request::post("/v1/workflows");
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        let answer = fixture.send(request.body(Body::from("{\"text\": \"a film\"}")).unwrap()).await;
        assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{kind:?}");
        answer.problem();
    }
    let answer = fixture.send(Request::delete("/v1/workflows").body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    let allow = answer.headers[header::ALLOW].to_str().unwrap();
    assert!(allow.contains("GET") && allow.contains("POST"), "{allow}");
    answer.problem();
    let no_id = "/v1/workflows/01234567-89ab-7cde-8f01-23456789abcd";
    for path in
        ["/v1/nothing", "/v2/workflows", "/v1/workflows/1", "/v1/workflows/%00", no_id, "/docs/nothing.js"]
    {
        let answer = fixture.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.problem().kind, "/problems/not-found");
    }
    left_nothing(&mut fixture).await;
}

#[tokio::test]
async fn answers_carry_the_requests_id() {
    let fixture = Fixture::new().await;
    let request = |id: &str| Request::get("/healthz").header("x-request-id", id).body(Body::empty()).unwrap();
    assert_eq!(fixture.send(request("mine-7")).await.headers["x-request-id"], "mine-7");
    let other = fixture.send(request(&"x".repeat(200))).await;
    assert_eq!(other.headers["x-request-id"].len(), 32);
    assert_eq!(other.headers["x-content-type-options"], "nosniff");
}
