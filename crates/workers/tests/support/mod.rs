//! A fleet with one puppet agent, a private broker and a private database.

#![allow(dead_code, reason = "each test binary uses its own part")]

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use aida_assets::{AssetOptions, AssetStore};
use aida_broker::{Broker, BrokerOptions, Consumer, Delivery, decode, testing::PrivateBroker};
use aida_models::JobContext;
use aida_ops::{Metrics, Readiness, Shutdown};
use aida_protocol::{
    Agent, AgentResult, BriefDefaults, BriefInput, ErrorKind, JobError, JobInput, JobMessage, JobOutcome,
    MESSAGE_VERSION, Metadata, NodeId, PostText, ProjectBrief, ReplyMessage, Script, Step, TenantId, Usd,
    WorkflowId, WriterInput, WriterResult,
    routing::{REPLY_QUEUE, job_queue},
};
use aida_store::Store;
use aida_workers::{
    WorkerMetrics,
    agents::{AgentWork, Capabilities, Done, Spends},
    fleet::{self, AgentSlot, Checks, FleetError, FleetOptions, FleetParts, Reserve},
};
use async_trait::async_trait;
use chrono::{TimeDelta, Utc};
use tempfile::TempDir;
use tokio::{
    sync::watch,
    task::JoinHandle,
    time::{interval, timeout},
};
use uuid::Uuid;

pub const PATIENCE: Duration = Duration::from_secs(60);
pub const MODEL: &str = "test/puppet";

/// Does what the brief's subject says: `ok`, `panic`, `wait` (for the gate or the cancel flag), `deaf`
/// (for the gate alone).
pub struct Puppet {
    pub gate: watch::Sender<bool>,
    runs: watch::Sender<HashMap<WorkflowId, u32>>,
    pub stopped: Mutex<Vec<WorkflowId>>,
}

impl Puppet {
    pub fn new() -> Arc<Self> {
        Arc::new(Puppet {
            gate: watch::Sender::new(false),
            runs: watch::Sender::new(HashMap::new()),
            stopped: Mutex::default(),
        })
    }

    pub fn runs(&self, workflow: WorkflowId) -> u32 {
        self.runs.borrow().get(&workflow).copied().unwrap_or(0)
    }

    pub async fn started(&self, workflow: WorkflowId, runs: u32) {
        let mut seen = self.runs.subscribe();
        let started = seen.wait_for(|all| all.get(&workflow).is_some_and(|count| *count >= runs));
        timeout(PATIENCE, started).await.expect("a start in time").expect("a puppet");
    }

    async fn wait(&self, workflow: WorkflowId, context: &JobContext) -> Result<(), JobError> {
        let mut gate = self.gate.subscribe();
        let mut ask = interval(Duration::from_millis(10));
        loop {
            tokio::select! {
                opened = gate.wait_for(|open| *open) => {
                    opened.expect("a gate");
                    return Ok(());
                }
                _ = ask.tick() => {
                    if let Err(error) = context.check_cancelled() {
                        self.stopped.lock().unwrap().push(workflow);
                        return Err(error);
                    }
                }
            }
        }
    }
}

#[async_trait]
impl AgentWork for Puppet {
    fn agent(&self) -> Agent {
        Agent::Writer
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities { models: vec![MODEL.to_owned()], spends: Spends::Waiting }
    }

    fn depends_on(&self) -> &'static [Agent] {
        &[]
    }

    fn check(&self, input: &JobInput) -> Result<(), JobError> {
        match input {
            JobInput::Writer(input) if input.brief.subject != "wrong" => Ok(()),
            _ => Err(JobError::new(ErrorKind::InvalidInput, "not for me")),
        }
    }

    async fn execute(
        &self,
        job: &JobMessage,
        context: &JobContext,
        _: &AssetStore,
    ) -> Result<Done, JobError> {
        self.runs.send_modify(|runs| *runs.entry(job.workflow_id).or_default() += 1);
        assert!(context.scratch().is_dir());
        let JobInput::Writer(input) = &job.input else { panic!("check lets it through") };
        context.progress(50, "half way");
        match input.brief.subject.as_str() {
            "panic" => panic!("a bug"),
            "wait" => self.wait(job.workflow_id, context).await?,
            _ => {}
        }
        let result = WriterResult {
            success: true,
            script: Script::default(),
            post: PostText::default(),
            metadata: Metadata::default(),
            error: None,
        };
        let cost = Usd::from_dollars(0.02).unwrap();
        Ok(Done { result: AgentResult::Writer(Box::new(result)), assets: vec![], cost, model: MODEL.into() })
    }
}

/// One worker process, as far as the fleet is concerned.
pub struct Process {
    pub puppet: Arc<Puppet>,
    pub broker: Arc<Broker>,
    pub metrics: Metrics,
    pub readiness: Readiness,
    pub shutdown: Shutdown,
    run: JoinHandle<Result<(), FleetError>>,
    _checks: Checks,
    _files: TempDir,
}

impl Process {
    pub async fn start(node: &PrivateBroker, store: &Store, permits: usize, grace: Duration) -> Process {
        let files = TempDir::new().unwrap();
        let folder = format!("file://{}", files.path().join("assets").display());
        let broker = Broker::connect(&node.url(), "worker", BrokerOptions::default()).await.unwrap();
        let (puppet, broker, metrics) = (Puppet::new(), Arc::new(broker), Metrics::new("test").unwrap());
        let (readiness, shutdown) = (Readiness::new(), Shutdown::new());
        let heartbeat = Duration::from_millis(200);
        let checks = Checks::new(&readiness, heartbeat);
        let parts = FleetParts {
            broker: broker.clone(),
            store: store.clone(),
            assets: AssetStore::open(&folder, &AssetOptions::default()).unwrap(),
            agents: vec![AgentSlot { work: puppet.clone(), permits }],
            worker_id: format!("test/{}", Uuid::new_v4().simple()),
            host: "test".to_owned(),
            metrics: WorkerMetrics::new(&metrics).unwrap(),
            checks: checks.clone(),
            shutdown: shutdown.clone(),
            options: FleetOptions {
                grace,
                heartbeat,
                threads: 2,
                scratch: Some(files.path().join("scratch")),
                reserve: Reserve::default(),
            },
        };
        let run = tokio::spawn(fleet::run(parts));
        Process { puppet, broker, metrics, readiness, shutdown, run, _checks: checks, _files: files }
    }

    /// Asked to end, it does.
    pub async fn end(self) {
        self.shutdown.request();
        timeout(PATIENCE, self.run)
            .await
            .expect("an end in time")
            .expect("no panic")
            .expect("an orderly end");
    }

    /// Its connections are cut for good, as if it were killed.
    pub async fn crash(self) {
        self.broker.close().await;
        let end = timeout(PATIENCE, self.run).await.expect("an end in time").expect("no panic");
        assert!(matches!(end, Err(FleetError::BrokerGone)), "{end:?}");
    }

    pub fn metric(&self, line: &str) -> bool {
        self.metrics.text().unwrap().lines().any(|found| found == line)
    }
}

/// The other end: dispatches jobs and hears replies.
pub struct Planner {
    pub broker: Broker,
    pub replies: Consumer,
}

impl Planner {
    pub async fn start(node: &PrivateBroker) -> Planner {
        let options = BrokerOptions { publish_timeout: PATIENCE, ..BrokerOptions::default() };
        let broker = Broker::connect(&node.url(), "planner", options).await.unwrap();
        let replies = broker.consume(REPLY_QUEUE, 10).await.unwrap();
        Planner { broker, replies }
    }

    pub async fn dispatch(&self, job: &JobMessage) {
        let queue = job_queue(Agent::Writer);
        self.broker.publisher().publish(&queue, "job", job).await.expect("a confirm");
    }

    pub async fn reply(&mut self) -> ReplyMessage {
        let delivery = self.reply_in_hand().await;
        let reply = decode(&delivery.body).expect("a reply");
        delivery.ack().await.expect("an ack");
        reply
    }

    pub async fn reply_in_hand(&mut self) -> Delivery {
        timeout(PATIENCE, self.replies.next()).await.expect("a reply in time").expect("a consumer")
    }

    /// Nothing ready in the writers' queue; what is unacked does not count.
    pub async fn queue_is_empty(&self) -> bool {
        let depth = self.broker.queue_depth(&job_queue(Agent::Writer)).await;
        depth.expect("the depth").messages == 0
    }
}

pub fn brief(subject: &str) -> ProjectBrief {
    let defaults = BriefDefaults { id: "b".into(), user_id: "u".into(), now: Utc::now() };
    let input = BriefInput { subject: Some(subject.into()), ..BriefInput::default() };
    input.complete(defaults).expect("a brief")
}

pub fn job(subject: &str, seconds: i64) -> JobMessage {
    JobMessage {
        version: MESSAGE_VERSION,
        workflow_id: WorkflowId(Uuid::now_v7()),
        tenant: TenantId::local(),
        node: NodeId::once(Step::Writer),
        attempt: 1,
        deadline_at: Utc::now() + TimeDelta::seconds(seconds),
        traceparent: None,
        again: None,
        input: JobInput::Writer(Box::new(WriterInput { brief: brief(subject) })),
    }
}

/// The error of a reply that must be a failure.
pub fn failure(reply: &ReplyMessage) -> &JobError {
    match &reply.outcome {
        JobOutcome::Failed { error, .. } => error,
        JobOutcome::Succeeded { .. } => panic!("it succeeded"),
    }
}

/// Looks again and again until `holds`, for as long as anybody's patience lasts.
pub async fn eventually(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let look = async {
        let mut tick = interval(Duration::from_millis(25));
        while !holds().await {
            tick.tick().await;
        }
    };
    timeout(PATIENCE, look).await.unwrap_or_else(|_| panic!("never: {what}"));
}
