//! The planner's transaction against a real database.

use aida_protocol::{
    BriefDefaults, BriefInput, ErrorKind, EventKind, JobError, NodeId, Step, TenantId, ToldEvent, Usd,
    WorkflowEvent, WorkflowId, WorkflowStatus,
};
use aida_store::{
    Asked, BatchWrites, ClosedJob, NewWorkflow, RequestKind, ResentJob, Store, StoreOptions, WorkflowUpdate,
    testing, testing::TestDatabase,
};
use chrono::{TimeDelta, Utc};
use serde_json::{json, value::to_raw_value};
use uuid::Uuid;

use crate::{opened, planner, submitted, tenant, update};

#[tokio::test]
async fn a_batch_writes_everything_or_nothing() {
    let db = TestDatabase::new().await;
    let store = &db.store;
    let (id, planner) = (submitted(store).await, planner(store).await);

    let batch = store.begin_batch(&[id]).await.expect("begin");
    assert_eq!(batch.workflows[0].status, WorkflowStatus::Accepted);
    assert_eq!(batch.briefs[&id].subject, "scarpe");
    let soon = batch.now + TimeDelta::seconds(90);
    let started = WorkflowEvent {
        workflow_id: id,
        seq: 2,
        at: batch.now,
        kind: EventKind::Started,
        progress: 5,
        message: "Writing".into(),
        eta_seconds: Some(9.0),
        cost_so_far: Usd::ZERO,
    };
    let writes = BatchWrites {
        workflows: vec![update(id, WorkflowStatus::Running, 2)],
        opened: vec![opened(id, soon)],
        events: vec![ToldEvent::of(&started).expect("JSON")],
        ..BatchWrites::default()
    };
    batch.commit(planner, 1, &writes).await.expect("commit");

    // The same job once more violates its key: nothing of the batch remains.
    let batch = store.begin_batch(&[id]).await.expect("begin");
    let mut again = writes.clone();
    again.workflows[0].progress = 99;
    again.events[0].seq = 3;
    let error = batch.commit(planner, 2, &again).await.expect_err("a job is opened once");
    assert!(error.is_unique_violation() && !error.retryable(), "{error}");

    let batch = store.begin_batch(&[id]).await.expect("begin");
    assert_eq!((batch.workflows[0].progress, batch.workflows[0].event_seq), (5, 2));
    assert_eq!(batch.jobs.len(), 1);
    assert_eq!(batch.jobs[0].deadline_at.timestamp_millis(), soon.timestamp_millis());
}

#[tokio::test]
async fn a_locked_workflow_is_left_to_its_holder() {
    let db = TestDatabase::new().await;
    let (held, free) = (submitted(&db.store).await, submitted(&db.store).await);
    let unknown = WorkflowId(Uuid::now_v7());
    let first = db.store.begin_batch(&[held]).await.expect("begin");
    let second = db.store.begin_batch(&[held, free, unknown]).await.expect("begin does not wait");
    assert_eq!(second.workflows.iter().map(|w| w.id).collect::<Vec<_>>(), [free]);
    assert_eq!(second.held_elsewhere, [held]);
    drop(first);
    drop(second);
    // Dropping a batch frees its workflows without a commit.
    let mut tries = 0;
    while db.store.begin_batch(&[held]).await.expect("begin").workflows.is_empty() {
        tries += 1;
        assert!(tries < 1000, "the lock of a dropped batch stays");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_is_remembered_is_written_without_a_lock() {
    let db = TestDatabase::new().await;
    let store = &db.store;
    let (id, planner) = (submitted(store).await, planner(store).await);
    let first = store.begin_batch(&[id]).await.expect("begin");
    let written = |seq, by| BatchWrites {
        workflows: vec![WorkflowUpdate { written_by: by, ..update(id, WorkflowStatus::Running, seq) }],
        ..BatchWrites::default()
    };
    let first = first.commit(planner, 1, &written(2, None)).await.expect("commit");
    let second = store.remembered_batch(first.at);
    let second = second.commit(planner, 2, &written(3, Some(first.transaction))).await.expect("commit");
    assert!(second.at >= first.at && second.transaction != first.transaction);

    let seen = store.begin_batch(&[id]).await.expect("begin");
    assert_eq!((seen.workflows[0].event_seq, seen.workflows[0].written_by), (3, second.transaction));
}

#[tokio::test]
async fn a_memory_that_is_wrong_writes_nothing() {
    let db = TestDatabase::new().await;
    let store = &db.store;
    let (id, other, planner) = (submitted(store).await, submitted(store).await, planner(store).await);
    let begun = store.begin_batch(&[id, other]).await.expect("begin");
    let by = |id: WorkflowId| begun.workflows.iter().find(|row| row.id == id).map(|row| row.written_by);
    let (now, by) = (begun.now, [by(id), by(other)]);
    let one = |id, seq, by| WorkflowUpdate { written_by: by, ..update(id, WorkflowStatus::Running, seq) };
    let ours = BatchWrites {
        workflows: vec![one(other, 7, by[1]), one(id, 7, by[0])],
        opened: vec![opened(id, now), opened(other, now)],
        ..BatchWrites::default()
    };

    // Held by another, it is not waited for.
    let error = store.remembered_batch(now).commit(planner, 1, &ours).await.expect_err("it is locked");
    assert!(error.retryable() && !error.may_have_happened(), "{error}");

    // Nor by a batch that has locked something else.
    let free = submitted(store).await;
    let mixed = store.begin_batch(&[free]).await.expect("begin");
    let some =
        BatchWrites { workflows: vec![one(free, 2, None), one(id, 7, by[0])], ..BatchWrites::default() };
    let error = mixed.commit(planner, 2, &some).await.expect_err("it is locked");
    assert!(error.retryable() && !error.may_have_happened(), "{error}");

    let theirs = BatchWrites { workflows: vec![one(id, 2, None)], ..BatchWrites::default() };
    begun.commit(planner, 3, &theirs).await.expect("commit");
    let error = store.remembered_batch(now).commit(planner, 4, &ours).await.expect_err("it was changed");
    assert!(!error.may_have_happened() && format!("{error:?}").contains("1 of 2 workflows"), "{error:?}");

    let seen = store.begin_batch(&[id, other]).await.expect("begin");
    let mut numbers: Vec<i64> = seen.workflows.iter().map(|row| row.event_seq).collect();
    numbers.sort_unstable();
    assert_eq!((numbers, seen.jobs.len()), (vec![1, 2], 0));
}

#[tokio::test]
async fn results_are_read_back_and_jobs_leave_the_backlog() {
    let db = TestDatabase::new().await;
    let store = &db.store;
    let (id, planner) = (submitted(store).await, planner(store).await);
    let writer = NodeId::once(Step::Writer);
    let batch = store.begin_batch(&[id]).await.expect("begin");
    let past = batch.now - TimeDelta::seconds(1);
    let writes = BatchWrites {
        workflows: vec![update(id, WorkflowStatus::Running, 2)],
        opened: vec![opened(id, past)],
        ..BatchWrites::default()
    };
    batch.commit(planner, 1, &writes).await.expect("commit");
    assert_eq!(store.due_jobs(10).await.expect("due")[0].node, writer);
    let backlog = store.backlog().await.expect("backlog");
    assert_eq!((backlog.outstanding(), backlog.running, backlog.unconfirmed), (1, 1, 1));

    let closed = ClosedJob {
        workflow_id: id,
        node: writer,
        attempt: 1,
        status: "succeeded",
        model: Some("studio/writer".into()),
        worker: Some("w".into()),
        seconds: Some(0.5),
        cost: Usd::ZERO,
        error: None,
        result: Some(to_raw_value(&json!({"ok": true})).unwrap()),
        assets: vec![],
        next_attempt_at: None,
    };
    let batch = store.begin_batch(&[id]).await.expect("begin");
    let writes = BatchWrites { closed: vec![closed], ..BatchWrites::default() };
    batch.commit(planner, 2, &writes).await.expect("commit");
    let batch = store.begin_batch(&[id]).await.expect("begin");
    let results = batch.results(&[(id, writer)]).await.expect("results");
    assert_eq!(results[&(id, writer)], json!({"ok": true}));
    assert!(store.due_jobs(10).await.expect("due").is_empty());
    assert_eq!(store.backlog().await.expect("backlog").outstanding(), 0);
}

#[tokio::test]
async fn a_batch_closes_what_it_opens_and_ends_what_it_reopens() {
    let db = TestDatabase::new().await;
    let store = &db.store;
    let (id, planner) = (submitted(store).await, planner(store).await);
    let ended = |text: &str| vec![(id, to_raw_value(&json!({"is": text})).unwrap())];
    let batch = store.begin_batch(&[id]).await.expect("begin");
    let writes = BatchWrites { results: ended("old"), ..BatchWrites::default() };
    batch.commit(planner, 1, &writes).await.expect("commit");

    let batch = store.begin_batch(&[id]).await.expect("begin");
    let opened = opened(id, batch.now + TimeDelta::seconds(90));
    let closed = ClosedJob {
        workflow_id: id,
        node: opened.node,
        attempt: opened.attempt,
        status: "failed",
        model: None,
        worker: None,
        seconds: None,
        cost: Usd::ZERO,
        error: Some(JobError::new(ErrorKind::Internal, "no message")),
        result: None,
        assets: vec![],
        next_attempt_at: None,
    };
    let writes = BatchWrites {
        opened: vec![opened],
        closed: vec![closed],
        reopened: vec![id],
        results: ended("new"),
        ..BatchWrites::default()
    };
    batch.commit(planner, 2, &writes).await.expect("commit");
    let batch = store.begin_batch(&[id]).await.expect("begin");
    assert_eq!(batch.jobs.iter().map(|job| job.status.as_str()).collect::<Vec<_>>(), ["failed"]);
    drop(batch);
    let kept = format!(
        "DO $$ BEGIN ASSERT (SELECT result->>'is' FROM workflow_result WHERE workflow_id = '{id}') = 'new'; END $$"
    );
    testing::execute(&db.url, &kept).await;
}

#[tokio::test]
async fn only_a_heartbeat_says_what_the_broker_has() {
    let db = TestDatabase::new().await;
    let store = &db.store;
    let (id, planner) = (submitted(store).await, planner(store).await);
    let unconfirmed = async || store.backlog().await.expect("backlog").unconfirmed;
    let batch = store.begin_batch(&[id]).await.expect("begin");
    let opened = vec![opened(id, batch.now + TimeDelta::seconds(90))];
    let writes = BatchWrites { opened, ..BatchWrites::default() };
    batch.commit(planner, 3, &writes).await.expect("commit");
    assert_eq!(unconfirmed().await, 1);
    for (number, said, left) in [(4, None, 1), (5, Some(3), 0), (6, None, 0)] {
        if let Some(said) = said {
            store.planner_heartbeat(planner, said, 0.0).await.expect("heartbeat");
        }
        let batch = store.begin_batch(&[id]).await.expect("begin");
        let writes =
            BatchWrites { workflows: vec![update(id, WorkflowStatus::Running, 2)], ..BatchWrites::default() };
        batch.commit(planner, number, &writes).await.expect("commit");
        assert_eq!(unconfirmed().await, left, "after batch {number}");
    }
}

/// What was planned while the tables were empty must not read them whole when they have grown.
#[tokio::test]
async fn what_is_planned_once_looks_at_indexes() {
    let db = TestDatabase::new().await;
    let options = StoreOptions { plans_once: true, max_connections: 1, ..StoreOptions::new(&db.url, "once") };
    let store = Store::new(&options).expect("store");
    let planner = planner(&store).await;
    for number in 1..=12 {
        let id = submitted(&store).await;
        let batch = store.begin_batch(&[id]).await.expect("begin");
        let writes = BatchWrites {
            workflows: vec![update(id, WorkflowStatus::Running, 2)],
            opened: vec![opened(id, batch.now + TimeDelta::seconds(90))],
            ..BatchWrites::default()
        };
        batch.commit(planner, number, &writes).await.expect("commit");
        store.due_jobs(10).await.expect("due jobs");
        store.due_workflows(10).await.expect("due workflows");
        store.old_jobs(1.0, 10).await.expect("old jobs");
        store.orphaned_jobs(5.0, 10).await.expect("orphaned jobs");
        store.waiting_workflows(10, 10).await.expect("waiting workflows");
        store.backlog().await.expect("backlog");
    }
    // The statistics of a session are complete when it has ended.
    store.close();
    drop(store);
    testing::execute(&db.url, SEEN).await;
}

const SEEN: &str = "DO $$
DECLARE looked bigint; whole text;
BEGIN
    WHILE clock_timestamp() < now() + interval '30 seconds' LOOP
        PERFORM pg_stat_clear_snapshot();
        SELECT sum(idx_scan), string_agg(relname, ', ') FILTER (WHERE seq_scan > 0) INTO looked, whole
        FROM pg_stat_user_tables WHERE relname IN ('workflow', 'job', 'event');
        EXIT WHEN looked >= 24;
    END LOOP;
    ASSERT looked >= 24, format('only %s looks at an index', looked);
    ASSERT whole IS NULL, format('read whole: %s', whole);
END $$";

#[tokio::test]
async fn jobs_of_a_planner_that_went_away_are_found_and_taken_over() {
    let db = TestDatabase::new().await;
    let store = &db.store;
    let (id, gone, other) = (submitted(store).await, planner(store).await, planner(store).await);
    let batch = store.begin_batch(&[id]).await.expect("begin");
    let writes = BatchWrites {
        opened: vec![opened(id, batch.now + TimeDelta::seconds(90))],
        ..BatchWrites::default()
    };
    batch.commit(gone, 7, &writes).await.expect("commit");
    assert!(store.orphaned_jobs(60.0, 10).await.expect("orphans").is_empty(), "its planner lives");
    store.remove_planner(gone, 6).await.expect("remove");
    let orphan = store.orphaned_jobs(60.0, 10).await.expect("orphans").remove(0);
    let resent = ResentJob { workflow_id: id, node: orphan.node, attempt: orphan.attempt };
    let batch = store.begin_batch(&[id]).await.expect("begin");
    let writes = BatchWrites { resent: vec![resent], ..BatchWrites::default() };
    batch.commit(other, 1, &writes).await.expect("commit");
    assert!(store.orphaned_jobs(60.0, 10).await.expect("orphans").is_empty(), "another planner has it now");
}

#[tokio::test]
async fn tenants_take_turns_and_high_goes_first() {
    let db = TestDatabase::new().await;
    let store = &db.store;
    let submit = |tenant: &str, priority| {
        let id = WorkflowId(Uuid::now_v7());
        let defaults = BriefDefaults { id: "b".into(), user_id: "u".into(), now: Utc::now() };
        let input =
            BriefInput { subject: Some("x".into()), priority: Some(priority), ..BriefInput::default() };
        let brief = input.complete(defaults).expect("a brief");
        let new = NewWorkflow { id, tenant: tenant.parse().expect("tenant"), brief, message: String::new() };
        async move { store.submit(&new).await.map(|_| id).expect("submit") }
    };
    use aida_protocol::Priority::{High, Normal};
    let (hog_1, hog_2) = (submit("hog", Normal).await, submit("hog", Normal).await);
    let (small, urgent) = (submit("small", Normal).await, submit("hog", High).await);
    let order = store.waiting_workflows(10, i64::MAX).await.expect("waiting");
    // The urgent one was the hog's first turn, so the small tenant comes before what else the hog has.
    assert_eq!(order, [urgent, small, hog_1, hog_2]);
}

#[tokio::test]
async fn a_cancel_is_asked_once_and_only_by_its_tenant() {
    let db = TestDatabase::new().await;
    let id = submitted(&db.store).await;
    let stranger: TenantId = "stranger".parse().expect("tenant");
    let ask = |tenant: TenantId| {
        let store = db.store.clone();
        async move { store.request(&tenant, id, RequestKind::Cancel, None, "me").await.expect("request") }
    };
    assert_eq!(ask(stranger).await, Asked::Unknown);
    assert_eq!((ask(tenant()).await, ask(tenant()).await), (Asked::Stored, Asked::Stored));
    assert_eq!(db.store.open_requests(10).await.expect("requests").len(), 1);
}

#[tokio::test]
async fn migrations_run_once_however_many_start_at_once() {
    let url = testing::empty_database().await;
    let store = Store::new(&StoreOptions::new(&url, "test")).expect("store");
    let runs = (0..4).map(|_| {
        let store = store.clone();
        tokio::spawn(async move { store.migrate().await })
    });
    for run in runs {
        run.await.expect("task").expect("migrate");
    }
    submitted(&store).await;
}

#[tokio::test]
async fn a_request_that_was_carried_out_is_not_open_to_a_second_finder() {
    let db = TestDatabase::new().await;
    let store = &db.store;
    let (id, planner) = (submitted(store).await, planner(store).await);
    store.request(&tenant(), id, RequestKind::Pause, None, "me").await.expect("request");
    let found = store.open_requests(10).await.expect("requests").remove(0).id;
    let batch = store.begin_batch(&[id]).await.expect("begin");
    assert_eq!(
        batch.still_open(&[found, Uuid::now_v7()]).await.expect("open").into_iter().collect::<Vec<_>>(),
        [found]
    );
    let writes = BatchWrites {
        workflows: vec![update(id, WorkflowStatus::Paused, 1)],
        requests: vec![found],
        ..BatchWrites::default()
    };
    batch.commit(planner, 1, &writes).await.expect("commit");
    let batch = store.begin_batch(&[id]).await.expect("begin");
    assert!(batch.still_open(&[found]).await.expect("open").is_empty());
}
