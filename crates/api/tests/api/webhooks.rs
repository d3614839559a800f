//! What fal.ai tells by itself: taken when it signed it, lately, about a call of ours; and then only that it told.

use aida_lab::fakes::{Fakes, Options, Signed};
use aida_ops::Secret;
use aida_protocol::{NodeId, Step, TenantId, Usd, WorkflowId};
use aida_store::{NewCall, OpenedCall, ProviderRate, SpendLimits, testing};
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use chrono::Utc;
use serde_json::json;
use uuid::Uuid;

use crate::support::{Answer, Fixture};

const BODY: &str =
    r#"{"request_id": "fal-7", "status": "OK", "payload": {"video": {"url": "http://10.0.0.1/x"}}}"#;

struct Hooked {
    fixture: Fixture,
    fakes: Fakes,
    workflow: WorkflowId,
}

impl Hooked {
    async fn new() -> Self {
        let fakes = Fakes::start(Options::default()).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let catalogue = folder.path().join("models.toml");
        let text =
            include_str!("../../../models/models.toml").replace("https://rest.fal.ai", &fakes.url("fal"));
        std::fs::write(&catalogue, text).unwrap();
        let fixture = Fixture::with(|settings| {
            settings.models.catalogue = Some(catalogue);
            settings.models.fal_key = Some(Secret::new("a"));
            settings.models.webhook_url = Some("https://aida.example.org".to_owned());
        })
        .await;
        let workflow = fixture.accepted().await;
        let sql = format!(
            "INSERT INTO job (workflow_id, node, attempt, tenant, agent, planner, batch, deadline_at)
             VALUES ('{workflow}', 'writer', 1, 'local', 'writer', '{}', 1, now() + interval '1 hour')",
            Uuid::now_v7()
        );
        testing::execute(&fixture.database.url, &sql).await;
        Hooked { fixture, fakes, workflow }
    }

    fn new_call(&self) -> NewCall {
        NewCall {
            workflow_id: self.workflow,
            node: NodeId::once(Step::Writer),
            attempt: 1,
            tenant: TenantId::local(),
            provider: "fal".into(),
            model: "FLUX Pro".into(),
            digest: "a".into(),
            reserve: Usd::from_dollars(0.04).unwrap(),
            limits: SpendLimits::default(),
            rate: ProviderRate::default(),
            reuse_seconds: 0,
            privacy: None,
            prompt: None,
        }
    }

    /// A call that was opened and of whose request nothing is known yet.
    async fn call(&self) -> Uuid {
        match self.fixture.database.store.open_call(self.new_call()).await.unwrap() {
            OpenedCall::Call(id) => id,
            other => panic!("{other:?}"),
        }
    }

    async fn submitted(&self, call: Uuid, request_id: &str) {
        let ticket = json!({"request_id": request_id});
        self.fixture.database.store.call_submitted(call, request_id, &ticket).await.unwrap();
    }

    async fn send(&self, query: &str, signed: Signed, body: &str) -> Answer {
        let request = Request::post(format!("/v1/webhooks/fal{query}"));
        let request = signed.into_iter().fold(request, |request, (name, value)| request.header(name, value));
        self.fixture.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    async fn tell(&self, call: Uuid, signed: Signed) -> StatusCode {
        let answer = self.send(&format!("?call={call}"), signed, BODY).await;
        if answer.status != StatusCode::OK {
            answer.problem();
        }
        answer.status
    }

    fn genuine(&self, request_id: &str) -> Signed {
        self.fakes.signed(request_id, BODY.as_bytes(), Utc::now().timestamp())
    }

    async fn told(&self, call: Uuid) -> Option<String> {
        self.fixture.database.store.call_told(call).await.unwrap()
    }

    fn counted(&self, outcome: &str) -> bool {
        let line = format!("aida_webhooks_total{{outcome=\"{outcome}\",provider=\"fal\"}} 1");
        self.fixture.ops.text().unwrap().lines().any(|found| found == line)
    }
}

#[tokio::test]
async fn a_genuine_one_counts_once_and_may_come_twice() {
    let hooked = Hooked::new().await;
    let call = hooked.call().await;
    hooked.submitted(call, "fal-7").await;
    assert_eq!(hooked.told(call).await, None);
    assert_eq!(hooked.tell(call, hooked.genuine("fal-7")).await, StatusCode::OK);
    assert_eq!(hooked.told(call).await.as_deref(), Some("fal-7"));
    assert_eq!(hooked.tell(call, hooked.genuine("fal-7")).await, StatusCode::OK);
    assert!(hooked.counted("taken") && hooked.counted("doubled"));
    // That it told says nothing of money or files: the call stands where it stood.
    let [line] = &hooked.fixture.database.store.calls_of(hooked.workflow).await.unwrap()[..] else {
        panic!("one call")
    };
    assert_eq!((line.status.as_str(), line.cost), ("submitted", Usd::ZERO));
}

#[tokio::test]
async fn forged_replayed_and_foreign_ones_change_nothing() {
    let hooked = Hooked::new().await;
    let call = hooked.call().await;
    hooked.submitted(call, "fal-7").await;
    let now = Utc::now().timestamp();
    let forged = hooked.fakes.forged("fal-7", BODY.as_bytes(), now);
    assert_eq!(hooked.tell(call, forged).await, StatusCode::FORBIDDEN);
    let other_body = hooked.fakes.signed("fal-7", b"{}", now);
    assert_eq!(hooked.tell(call, other_body).await, StatusCode::FORBIDDEN);
    assert_eq!(hooked.tell(call, Signed::new()).await, StatusCode::FORBIDDEN);
    let replayed = hooked.fakes.signed("fal-7", BODY.as_bytes(), now - 600);
    assert_eq!(hooked.tell(call, replayed).await, StatusCode::FORBIDDEN);
    // Another customer's request, signed as it must be, and an id that would lead elsewhere.
    assert_eq!(hooked.tell(call, hooked.genuine("fal-8")).await, StatusCode::FORBIDDEN);
    assert_eq!(hooked.tell(call, hooked.genuine("../../x")).await, StatusCode::FORBIDDEN);
    assert_eq!(hooked.tell(Uuid::now_v7(), hooked.genuine("fal-7")).await, StatusCode::NOT_FOUND);
    for query in ["", "?call=7", "?call=7&x=1"] {
        let answer = hooked.send(query, hooked.genuine("fal-7"), BODY).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
    }
    assert!(hooked.counted("stale") && hooked.counted("nobody"));
    assert_eq!(hooked.told(call).await, None);
}

#[tokio::test]
async fn one_that_comes_before_its_request_is_known_is_kept() {
    let hooked = Hooked::new().await;
    let call = hooked.call().await;
    assert_eq!(hooked.tell(call, hooked.genuine("fal-7")).await, StatusCode::OK);
    hooked.submitted(call, "fal-7").await;
    assert_eq!(hooked.told(call).await.as_deref(), Some("fal-7"));
    assert_eq!(hooked.tell(call, hooked.genuine("fal-7")).await, StatusCode::OK);
    assert_eq!(hooked.tell(call, hooked.genuine("fal-8")).await, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn without_a_public_address_there_is_nothing_to_tell() {
    let fixture = Fixture::with(|settings| settings.models.fal_key = Some(Secret::new("a"))).await;
    let answer = fixture.post(&format!("/v1/webhooks/fal?call={}", Uuid::now_v7()), "{}").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    answer.problem();
}
