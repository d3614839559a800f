//! What a brief will cost is told when it is accepted, and what cannot be paid is refused.

use aida_ops::Secret;
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::support::Fixture;

fn brief(limit: f64, allow_downgrade: bool) -> Value {
    json!({
        "subject": "scarpe eco-friendly", "language": "it", "duration_seconds": 30, "narration": false,
        "allow_downgrade": allow_downgrade, "budget_constraints": {"type": "hard_limit", "max_cost": limit},
    })
}

#[tokio::test]
async fn a_brief_is_priced_when_it_comes_and_refused_when_it_cannot_be_paid() {
    let fixture = Fixture::with(|settings| {
        settings.models.anthropic_key = Some(Secret::new("a"));
        settings.models.fal_key = Some(Secret::new("b"));
        settings.models.tenant_daily_limit_cents = 300;
    })
    .await;
    let usual = fixture.submit(brief(5.0, true)).await;
    assert_eq!(usual.status, StatusCode::ACCEPTED);
    let cost = usual.json()["estimated_cost"].as_f64().expect("a price");
    assert!((2.3..2.4).contains(&cost), "six stills, six clips and two texts: {cost}");
    let path = format!("/v1/workflows/{}", usual.json()["id"].as_str().expect("an id"));
    assert_eq!(fixture.get(&path).await.json()["expected_cost"].as_f64(), Some(cost));

    let cheaper = fixture.submit(brief(0.5, true)).await;
    let cost = cheaper.json()["estimated_cost"].as_f64().expect("a price");
    assert!(cheaper.status == StatusCode::ACCEPTED && cost <= 0.5, "{cost}");

    // Claude writes Dutch, and nobody has to speak it.
    let mut dutch = brief(5.0, true);
    dutch["language"] = json!("nl");
    assert_eq!(fixture.submit(dutch.clone()).await.status, StatusCode::ACCEPTED);
    dutch["narration"] = json!(true);
    assert_eq!(fixture.submit(dutch.clone()).await.fields(), ["language"]);
    dutch["voice"] = json!({"language": "sv"});
    assert_eq!(fixture.submit(dutch.clone()).await.fields(), ["voice.language"]);
    dutch["voice"] = json!({"language": "en"});
    assert_eq!(fixture.submit(dutch).await.status, StatusCode::ACCEPTED);

    let before = fixture.stored().await;
    for (limit, why) in [(0.05, "the cheapest models"), (100.0, "the day's limit")] {
        // Eighty seconds of clips are more than a day may cost here.
        let mut strict = brief(limit, false);
        strict["duration_seconds"] = json!(80);
        let refused = fixture.submit(strict).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = refused.json().to_string();
        assert!(text.contains("budget_constraints") && text.contains(why), "{text}");
    }
    assert_eq!(fixture.stored().await, before);

    let listed = fixture.get("/v1/catalogue").await.json();
    let model = listed["items"].as_array().expect("models").iter().find(|model| model["id"] == "FLUX Pro");
    assert_eq!(model.expect("FLUX Pro")["availability"], "available");
    assert_eq!((&listed["changes"], &model.expect("FLUX Pro")["breaker"]), (&json!([]), &json!("closed")));
}
