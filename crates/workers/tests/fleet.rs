//! The loops around the agents, against a real broker and a real database.

mod support;

use std::time::Duration;

use aida_broker::{decode, testing::PrivateBroker};
use aida_protocol::{
    Agent, ControlMessage, ErrorKind, JobMessage, JobOutcome, MESSAGE_VERSION, ProgressMessage, ReplyMessage,
    Usd, WorkflowStatus,
    routing::{CONTROL_EXCHANGE, DEAD_QUEUE, TELEMETRY_EXCHANGE, job_queue},
};
use aida_store::{BatchWrites, NewWorkflow, OpenedJob, Store, WorkflowUpdate, testing::TestDatabase};
use serde_json::json;
use support::{PATIENCE, Planner, Process, brief, eventually, failure, job};
use tokio::time::timeout;
use uuid::Uuid;

const NO_GRACE: Duration = Duration::from_millis(50);

/// One node serves all the scenes, one after the other: starting one takes seconds.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jobs_are_answered_whatever_happens() {
    let node = PrivateBroker::start();
    let db = TestDatabase::new().await;
    a_worker_signs_on_answers_and_signs_off(&node, &db.store).await;
    failures_are_replies(&node, &db.store).await;
    cancelled_workflows_run_no_more(&node, &db.store).await;
    what_is_no_job_goes_to_the_dead(&node, &db.store).await;
    ending_finishes_or_hands_back(&node, &db.store).await;
    a_job_that_kills_its_workers_is_given_up(&node, &db.store).await;
    a_job_that_nobody_waits_for_is_dropped(&node, &db.store).await;
    a_broker_that_comes_back_finds_the_job_still_running(node, &db.store).await;
}

async fn a_worker_signs_on_answers_and_signs_off(node: &PrivateBroker, store: &Store) {
    let mut planner = Planner::start(node).await;
    let mut telemetry = planner.broker.subscribe(TELEMETRY_EXCHANGE, &["progress.*"]).await.unwrap();
    let worker = Process::start(node, store, 3, PATIENCE).await;
    eventually("the worker is ready", async || worker.readiness.report().ready).await;
    assert_eq!(store.backlog().await.unwrap().all_permits(), 3);

    let job = job("ok", 60);
    planner.dispatch(&job).await;
    let reply = planner.reply().await;
    assert_eq!((reply.workflow_id, reply.node, reply.attempt), (job.workflow_id, job.node, 1));
    assert!(reply.worker.starts_with("test/") && reply.seconds < PATIENCE.as_secs_f64());
    let JobOutcome::Succeeded { result, cost, model, .. } = &reply.outcome else { panic!("{reply:?}") };
    assert_eq!((result.agent(), model.as_str()), (Agent::Writer, support::MODEL));
    assert_eq!(*cost, Usd::from_dollars(0.02).unwrap());
    let heard = timeout(PATIENCE, telemetry.next()).await.unwrap().unwrap();
    let progress: ProgressMessage = decode(&heard.body).unwrap();
    assert_eq!((progress.workflow_id, progress.percent), (job.workflow_id, 50));
    for line in [
        "aida_worker_jobs_total{agent=\"writer\",outcome=\"succeeded\"} 1",
        "aida_worker_cost_usd_total{agent=\"writer\",model=\"test/puppet\"} 0.02",
        "aida_worker_permits{agent=\"writer\"} 3",
    ] {
        eventually(line, async || worker.metric(line)).await;
    }
    worker.shutdown.request();
    eventually("a worker that ends is not ready", async || !worker.readiness.report().ready).await;
    worker.end().await;
    assert_eq!(store.backlog().await.unwrap().all_permits(), 0);
    assert!(planner.queue_is_empty().await, "the job was acked");
}

async fn failures_are_replies(node: &PrivateBroker, store: &Store) {
    let mut planner = Planner::start(node).await;
    let worker = Process::start(node, store, 2, PATIENCE).await;
    for (subject, seconds, kind) in [
        ("panic", 60, ErrorKind::Internal),
        ("wrong", 60, ErrorKind::InvalidInput),
        ("wait", 5, ErrorKind::Timeout),
        ("ok", -1, ErrorKind::Timeout),
    ] {
        let job = job(subject, seconds);
        planner.dispatch(&job).await;
        let reply = planner.reply().await;
        assert_eq!((reply.workflow_id, failure(&reply).kind), (job.workflow_id, kind), "{subject}");
        let stopped = worker.puppet.stopped.lock().unwrap().contains(&job.workflow_id);
        assert_eq!(stopped, subject == "wait", "the flag of a job that runs out of time is set");
    }
    planner.dispatch(&job("ok", 60)).await;
    assert!(matches!(planner.reply().await.outcome, JobOutcome::Succeeded { .. }), "the worker lives on");
    assert!(worker.metric("aida_worker_job_errors_total{agent=\"writer\",kind=\"timeout\"} 2"));
    worker.end().await;
}

async fn cancelled_workflows_run_no_more(node: &PrivateBroker, store: &Store) {
    let mut planner = Planner::start(node).await;
    let worker = Process::start(node, store, 1, PATIENCE).await;
    let (running, waiting) = (job("wait", 60), job("ok", 60));
    planner.dispatch(&running).await;
    worker.puppet.started(running.workflow_id, 1).await;
    planner.dispatch(&waiting).await;
    let cancel = vec![running.workflow_id, waiting.workflow_id];
    let control = ControlMessage { version: MESSAGE_VERSION, cancel, from: Uuid::now_v7() };
    planner.broker.publisher().announce(CONTROL_EXCHANGE, "", &control);
    for job in [&running, &waiting] {
        let reply = planner.reply().await;
        assert_eq!((reply.workflow_id, failure(&reply).kind), (job.workflow_id, ErrorKind::Cancelled));
    }
    assert_eq!(worker.puppet.runs(waiting.workflow_id), 0, "a cancelled job does not start");
    worker.end().await;
}

async fn what_is_no_job_goes_to_the_dead(node: &PrivateBroker, store: &Store) {
    let planner = Planner::start(node).await;
    let worker = Process::start(node, store, 1, PATIENCE).await;
    let mut dead = planner.broker.consume(DEAD_QUEUE, 1).await.unwrap();
    let publisher = planner.broker.publisher();
    let mut future = serde_json::to_value(job("ok", 60)).unwrap();
    future["version"] = json!(99);
    for body in [json!({"version": MESSAGE_VERSION}), future] {
        publisher.publish(&job_queue(Agent::Writer), "odd", &body).await.unwrap();
        let letter = timeout(PATIENCE, dead.next()).await.unwrap().unwrap();
        assert_eq!(letter.death.as_ref().map(|death| death.reason.as_str()), Some("rejected"));
        letter.ack().await.unwrap();
    }
    worker.end().await;
}

async fn ending_finishes_or_hands_back(node: &PrivateBroker, store: &Store) {
    let mut planner = Planner::start(node).await;
    let ending = Process::start(node, store, 1, PATIENCE).await;
    eventually("the worker is ready", async || ending.readiness.report().ready).await;
    let (finishing, late) = (job("wait", 60), opened(store).await);
    planner.dispatch(&finishing).await;
    ending.puppet.started(finishing.workflow_id, 1).await;
    ending.shutdown.request();
    eventually("it takes no more", async || !ending.readiness.report().ready).await;
    planner.dispatch(&late).await;
    ending.puppet.gate.send_replace(true);
    assert_succeeded(&planner.reply().await, &finishing);
    let puppet = ending.puppet.clone();
    ending.end().await;
    assert_eq!(puppet.runs(late.workflow_id), 0);

    // The next finds what came too late for the one before, has no time to finish it, and hands it back.
    // However many workers end so: none of them crashed.
    for _ in 0..3 {
        let hurried = Process::start(node, store, 1, NO_GRACE).await;
        hurried.puppet.started(late.workflow_id, 1).await;
        hurried.end().await;
    }
    assert_eq!(store.crashes_of(late.workflow_id, late.node, late.attempt).await.unwrap(), 0);
    let other = Process::start(node, store, 1, PATIENCE).await;
    other.puppet.gate.send_replace(true);
    assert_succeeded(&planner.reply().await, &late);
    other.end().await;
}

fn assert_succeeded(reply: &ReplyMessage, job: &JobMessage) {
    assert_eq!(reply.workflow_id, job.workflow_id);
    assert!(matches!(reply.outcome, JobOutcome::Succeeded { .. }), "{reply:?}");
}

async fn a_job_that_kills_its_workers_is_given_up(node: &PrivateBroker, store: &Store) {
    let mut planner = Planner::start(node).await;
    let deadly = opened(store).await;
    planner.dispatch(&deadly).await;
    for _ in 0..3 {
        let worker = Process::start(node, store, 1, PATIENCE).await;
        worker.puppet.started(deadly.workflow_id, 1).await;
        worker.crash().await;
        assert!(planner.replies.try_next().is_none(), "no reply before the job is done");
    }
    let mut dead = planner.broker.consume(DEAD_QUEUE, 1).await.unwrap();
    let worker = Process::start(node, store, 1, PATIENCE).await;
    let letter = timeout(PATIENCE, dead.next()).await.unwrap().unwrap();
    let buried: JobMessage = decode(&letter.body).unwrap();
    assert_eq!(buried.workflow_id, deadly.workflow_id, "it goes to the dead letters");
    letter.ack().await.unwrap();
    assert_eq!(store.crashes_of(deadly.workflow_id, deadly.node, deadly.attempt).await.unwrap(), 3);
    assert!(planner.replies.try_next().is_none(), "the planner hears of it from there");
    assert_eq!(worker.puppet.runs(deadly.workflow_id), 0);
    worker.end().await;
}

async fn a_job_that_nobody_waits_for_is_dropped(node: &PrivateBroker, store: &Store) {
    let mut planner = Planner::start(node).await;
    let worker = Process::start(node, store, 1, PATIENCE).await;
    let unknown = job("wait", 60);
    planner.dispatch(&unknown).await;
    worker.puppet.started(unknown.workflow_id, 1).await;
    worker.crash().await;
    let worker = Process::start(node, store, 1, PATIENCE).await;
    eventually("the job is dropped", async || {
        worker.metric("aida_worker_jobs_total{agent=\"writer\",outcome=\"stale\"} 1")
    })
    .await;
    assert_eq!(worker.puppet.runs(unknown.workflow_id), 0);
    assert!(planner.replies.try_next().is_none());
    worker.end().await;
}

async fn a_broker_that_comes_back_finds_the_job_still_running(mut node: PrivateBroker, store: &Store) {
    let mut planner = Planner::start(&node).await;
    let worker = Process::start(&node, store, 2, PATIENCE).await;
    let job = opened(store).await;
    planner.dispatch(&job).await;
    worker.puppet.started(job.workflow_id, 1).await;
    let node = tokio::task::spawn_blocking(move || {
        node.kill();
        node.start_again();
        node
    })
    .await
    .unwrap();
    eventually("the message is here again", async || {
        let depth = planner.broker.queue_depth(&job_queue(Agent::Writer)).await;
        depth.is_ok_and(|depth| depth.consumers > 0 && depth.messages == 0)
    })
    .await;
    worker.puppet.gate.send_replace(true);
    let reply: ReplyMessage = planner.reply().await;
    assert_eq!(reply.workflow_id, job.workflow_id);
    let stale = "aida_worker_jobs_total{agent=\"writer\",outcome=\"stale\"} 1";
    eventually("the second delivery is acked", async || worker.metric(stale)).await;
    assert_eq!(worker.puppet.runs(job.workflow_id), 1, "it ran once");
    worker.end().await;
    assert!(planner.queue_is_empty().await && planner.replies.try_next().is_none());
    drop(node);
}

/// A job that waits for the gate, and that the database knows.
async fn opened(store: &Store) -> JobMessage {
    let message = job("wait", 120);
    let (id, tenant) = (message.workflow_id, message.tenant.clone());
    let new = NewWorkflow { id, tenant: tenant.clone(), brief: brief("wait"), message: String::new() };
    store.submit(&new).await.unwrap();
    let planner = Uuid::now_v7();
    store.register_planner(planner, "test", "here").await.unwrap();
    let update = WorkflowUpdate {
        id,
        written_by: None,
        status: WorkflowStatus::Running,
        current_step: Some("writer"),
        progress: 0,
        message: String::new(),
        plan: None,
        cost: Usd::ZERO,
        event_seq: 1,
        started_at: None,
        deadline_at: None,
        eta_at: None,
    };
    let opened = OpenedJob {
        workflow_id: id,
        tenant,
        node: message.node,
        attempt: message.attempt,
        deadline_at: message.deadline_at,
    };
    let writes = BatchWrites { workflows: vec![update], opened: vec![opened], ..BatchWrites::default() };
    let batch = store.begin_batch(&[id]).await.unwrap();
    batch.commit(planner, 1, &writes).await.unwrap();
    message
}
