use std::sync::Arc;

use aida_api::{
    ApiKey, App, AppParts, BriefOutbox, EventFeed, KnownModels, Metrics, Pepper, router, webhook_keys,
};
use aida_assets::{AssetOptions, AssetStore};
use aida_ops::{Readiness, Settings, Shutdown};
use aida_protocol::{
    AssetRef, BriefMessage, EventKind, NodeId, Problem, Step, TenantId, ToldEvent, Usd, WorkflowEvent,
    WorkflowId, WorkflowStatus,
};
use aida_store::{BatchWrites, ClosedJob, OpenedJob, WorkflowFilter, WorkflowUpdate, testing::TestDatabase};
use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, Request, StatusCode, header, request},
};
use chrono::Utc;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::mpsc;
use tower::ServiceExt as _;
use uuid::Uuid;

/// The API over a database of its own, without a broker.
pub struct Fixture {
    pub database: TestDatabase,
    pub app: App,
    pub router: Router,
    pub briefs: mpsc::Receiver<BriefMessage>,
    pub assets: AssetStore,
    pub shutdown: Shutdown,
    pub ops: aida_ops::Metrics,
    _folder: TempDir,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("a JSON body")
    }

    /// The problem, with everything that every problem has to have.
    pub fn problem(&self) -> Problem {
        assert_eq!(self.headers[header::CONTENT_TYPE], "application/problem+json");
        let problem: Problem = serde_json::from_slice(&self.body).expect("a problem");
        assert_eq!(problem.status, self.status.as_u16());
        assert!(problem.kind.starts_with("/problems/") && !problem.title.is_empty());
        problem
    }

    pub fn fields(&self) -> Vec<String> {
        self.problem().errors.into_iter().map(|error| error.field).collect()
    }
}

/// An event of a workflow at work.
pub fn told(workflow_id: WorkflowId, seq: i64, kind: EventKind) -> ToldEvent {
    let event = WorkflowEvent {
        workflow_id,
        seq,
        at: Utc::now(),
        kind,
        progress: 10,
        message: "works".to_owned(),
        eta_seconds: None,
        cost_so_far: Usd::ZERO,
    };
    ToldEvent::of(&event).unwrap()
}

impl Fixture {
    pub async fn new() -> Self {
        Fixture::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let database = TestDatabase::new().await;
        let folder = tempfile::tempdir().unwrap();
        let url = format!("file://{}", folder.path().display());
        let assets = AssetStore::open(&url, &AssetOptions::default()).unwrap();
        let mut settings = Settings::default();
        change(&mut settings);
        let ops = aida_ops::Metrics::new("aida-api").unwrap();
        let metrics = Arc::new(Metrics::register(&ops).unwrap());
        let (outbox, briefs) = BriefOutbox::new(Arc::clone(&metrics));
        let shutdown = Shutdown::new();
        let models = KnownModels::read(&settings.models).unwrap();
        let app = App::new(AppParts {
            settings: settings.api,
            store: database.store.clone(),
            assets: assets.clone(),
            pepper: pepper(),
            feed: EventFeed::start(database.store.clone(), shutdown.clone()),
            outbox,
            metrics,
            readiness: Readiness::new(),
            shutdown: shutdown.clone(),
            broker: None,
            webhook_keys: webhook_keys(&settings.models, &models).unwrap(),
            models,
        });
        let router = router(app.clone());
        Fixture { database, app, router, briefs, assets, shutdown, ops, _folder: folder }
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(get(path).body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, path: &str, body: impl Into<Body>) -> Answer {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(body.into()).unwrap()).await
    }

    pub async fn submit(&self, brief: Value) -> Answer {
        self.post("/v1/workflows", brief.to_string()).await
    }

    /// A workflow that was accepted.
    pub async fn accepted(&self) -> WorkflowId {
        let answer = self.submit(brief()).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{:?}", answer.body);
        serde_json::from_value(answer.json()["id"].clone()).unwrap()
    }

    /// How many workflows of the tenant `local` there are.
    pub async fn stored(&self) -> usize {
        let filter = WorkflowFilter::default();
        self.database.store.list_workflows(&TenantId::local(), &filter, 1_000).await.unwrap().len()
    }

    pub async fn key(&self, tenant: &str) -> ApiKey {
        let key = ApiKey::generate().unwrap();
        let tenant = tenant.parse().unwrap();
        let digest = pepper().digest(key.secret());
        self.database.store.insert_api_key(key.id(), &tenant, "test", &digest).await.unwrap();
        key
    }

    /// What a planner would write: the event `kind` with number `seq`, and the status after it.
    pub async fn happen(&self, id: WorkflowId, seq: i64, kind: EventKind) {
        self.write(id, seq, kind, |_| {}).await;
    }

    pub async fn write(&self, id: WorkflowId, seq: i64, kind: EventKind, add: impl FnOnce(&mut BatchWrites)) {
        let status = match &kind {
            EventKind::Finished { status, .. } => *status,
            EventKind::Accepted => WorkflowStatus::Accepted,
            _ => WorkflowStatus::Running,
        };
        let update = WorkflowUpdate {
            id,
            written_by: None,
            status,
            current_step: None,
            progress: 10,
            message: "works".to_owned(),
            plan: None,
            cost: Usd::ZERO,
            event_seq: seq,
            started_at: Some(Utc::now()),
            deadline_at: None,
            eta_at: None,
        };
        let events = vec![told(id, seq, kind)];
        let mut writes = BatchWrites { workflows: vec![update], events, ..BatchWrites::default() };
        add(&mut writes);
        let batch = self.database.store.begin_batch(&[id]).await.unwrap();
        batch.commit(Uuid::nil(), 1, &writes).await.unwrap();
    }

    /// A finished assembly with one file.
    pub async fn with_file(&self, id: WorkflowId, name: &str, bytes: &[u8]) -> AssetRef {
        let stored = self.assets.put_bytes(bytes.to_vec()).await.unwrap();
        let asset = AssetRef {
            name: name.to_owned(),
            sha256: stored.sha256,
            bytes: stored.bytes,
            media_type: "video/mp4".to_owned(),
            source: "test".to_owned(),
            licence: None,
        };
        let node = NodeId::once(Step::Assembly);
        let (opened, closed) = (opened_job(id, node, 1), closed_job(id, node, 1, vec![asset.clone()]));
        self.write(id, 2, EventKind::Started, |writes| writes.opened.push(opened)).await;
        self.write(id, 3, EventKind::Planned { nodes: vec![node] }, |writes| writes.closed.push(closed))
            .await;
        asset
    }
}

pub fn opened_job(workflow_id: WorkflowId, node: NodeId, attempt: i32) -> OpenedJob {
    OpenedJob { workflow_id, tenant: TenantId::local(), node, attempt, deadline_at: Utc::now() }
}

pub fn closed_job(workflow_id: WorkflowId, node: NodeId, attempt: i32, assets: Vec<AssetRef>) -> ClosedJob {
    ClosedJob {
        workflow_id,
        node,
        attempt,
        status: "succeeded",
        model: Some("studio/test".to_owned()),
        worker: Some("host/1".to_owned()),
        seconds: Some(1.5),
        cost: Usd::from_ten_thousandths(25),
        error: None,
        result: None,
        assets,
        next_attempt_at: None,
    }
}

pub fn pepper() -> Pepper {
    Pepper::new("pepper of the tests, 32 characters")
}

pub fn brief() -> Value {
    json!({ "text": "Video Instagram 30s per scarpe eco-friendly, Gen Z, energico" })
}

pub fn get(path: &str) -> request::Builder {
    Request::get(path)
}

pub fn bearer(key: &ApiKey) -> String {
    format!("Bearer {}", key.reveal())
}
