use aida_protocol::{
    AssetRef, ContentType, ErrorKind, EventKind, JobError, NodeId, Step, ToldEvent, Usd, WorkflowEvent,
    WorkflowId, WorkflowStatus,
};
use aida_store::{
    BatchWrites, ClosedJob, FeedCursor, FeedHead, Store, StoreOptions, WorkflowFilter,
    testing::{self, TestDatabase},
};
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::{new_workflow, opened, planner, submitted, tenant, update};

fn event(workflow_id: WorkflowId, seq: i64) -> ToldEvent {
    let event = WorkflowEvent {
        workflow_id,
        seq,
        at: Utc::now(),
        kind: EventKind::Started,
        progress: 5,
        message: format!("step {seq}"),
        eta_seconds: None,
        cost_so_far: Usd::ZERO,
    };
    ToldEvent::of(&event).expect("JSON")
}

/// A workflow whose writer failed at its first attempt, with one file.
async fn with_a_failed_job(store: &Store) -> WorkflowId {
    let (id, planner) = (submitted(store).await, planner(store).await);
    let batch = store.begin_batch(&[id]).await.expect("begin");
    let writes = BatchWrites {
        workflows: vec![update(id, WorkflowStatus::Running, 2)],
        opened: vec![opened(id, batch.now + TimeDelta::seconds(90))],
        events: vec![event(id, 2)],
        ..BatchWrites::default()
    };
    batch.commit(planner, 1, &writes).await.expect("commit");
    let notes = AssetRef {
        name: "notes.txt".into(),
        sha256: "a".repeat(64),
        bytes: 5,
        media_type: "text/plain".into(),
        source: "studio/writer".into(),
        licence: Some("CC0-1.0".into()),
    };
    let closed = ClosedJob {
        workflow_id: id,
        node: NodeId::once(Step::Writer),
        attempt: 1,
        status: "failed",
        model: Some("studio/writer".into()),
        worker: Some("w".into()),
        seconds: Some(0.5),
        cost: Usd::from_ten_thousandths(12_345),
        error: Some(JobError::new(ErrorKind::Internal, "it broke")),
        result: None,
        assets: vec![notes],
        next_attempt_at: None,
    };
    let batch = store.begin_batch(&[id]).await.expect("begin");
    let writes = BatchWrites {
        workflows: vec![update(id, WorkflowStatus::Running, 3)],
        closed: vec![closed],
        events: vec![event(id, 3)],
        ..BatchWrites::default()
    };
    batch.commit(planner, 2, &writes).await.expect("commit");
    id
}

#[tokio::test]
async fn jobs_and_files_are_shown_to_their_tenant_only() {
    let db = TestDatabase::new().await;
    let store = &db.store;
    let id = with_a_failed_job(store).await;
    let stranger = "stranger".parse().expect("tenant");

    let jobs = store.jobs_of(&tenant(), id).await.expect("jobs").expect("a workflow");
    assert_eq!(jobs.len(), 1);
    assert_eq!((jobs[0].status.as_str(), jobs[0].seconds), ("failed", Some(0.5)));
    assert_eq!(jobs[0].cost, Usd::from_ten_thousandths(12_345));
    assert!(jobs[0].error.as_ref().expect("an error").to_string().contains("it broke"));
    assert_eq!(store.jobs_of(&stranger, id).await.expect("jobs"), None);
    let quiet = submitted(store).await;
    assert_eq!(store.jobs_of(&tenant(), quiet).await.expect("jobs"), Some(Vec::new()));

    let files = store.assets(&tenant(), id).await.expect("files");
    assert_eq!(files.len(), 1);
    assert_eq!((files[0].bytes, files[0].licence.as_deref()), (5, Some("CC0-1.0")));
    let file = store.asset(&tenant(), id, "notes.txt").await.expect("file");
    assert_eq!(file.as_ref(), files.first());
    assert_eq!(store.asset(&stranger, id, "notes.txt").await.expect("file"), None);
    assert!(store.assets(&stranger, id).await.expect("files").is_empty());

    let (version, state) = store.workflow_state(&tenant(), id).await.expect("state").expect("a workflow");
    assert_eq!((version.event_seq, state.errors.len(), state.errors[0].recovered), (3, 1, false));
    assert_eq!(store.workflow_version(&tenant(), id).await.expect("version"), Some(version));
    assert_eq!(store.workflow_version(&stranger, id).await.expect("version"), None);
    assert!(store.workflow_state(&stranger, id).await.expect("state").is_none());
}

#[tokio::test]
async fn events_are_read_from_where_a_reader_stands() {
    let db = TestDatabase::new().await;
    let store = &db.store;
    let (id, other) = (with_a_failed_job(store).await, submitted(store).await);
    let head = store.feed_head(&tenant(), id).await.expect("head");
    assert_eq!(head, Some(FeedHead { status: WorkflowStatus::Running, event_seq: 3 }));
    assert_eq!(store.feed_head(&tenant(), WorkflowId(Uuid::now_v7())).await.expect("head"), None);

    let cursor = |workflow_id, after| FeedCursor { tenant: tenant(), workflow_id, after };
    let seqs = |events: Vec<ToldEvent>| -> Vec<_> {
        events.iter().map(|event| (event.workflow_id, event.seq)).collect()
    };
    let events = store.events_after(&cursor(id, 1), 10).await.expect("events");
    assert_eq!(events[0].read().expect("an event").message, "step 2");
    assert_eq!(seqs(events), [(id, 2), (id, 3)]);
    let watched = [cursor(id, 2), cursor(other, 0)];
    let events = seqs(store.events_of_watched(&watched, 10).await.expect("events"));
    assert_eq!(events, [(id, 3), (other, 1)]);
    assert_eq!(store.events_of_watched(&watched, 1).await.expect("events").len(), 1);
    let foreign = FeedCursor { tenant: "stranger".parse().expect("tenant"), ..cursor(id, 0) };
    assert!(store.events_after(&foreign, 10).await.expect("events").is_empty());
    assert!(store.events_of_watched(&[foreign], 10).await.expect("events").is_empty());
}

#[tokio::test]
async fn a_list_is_filtered_and_turned_page_by_page() {
    let db = TestDatabase::new().await;
    let store = &db.store;
    let running = with_a_failed_job(store).await;
    let accepted = submitted(store).await;
    let foreign = new_workflow("stranger".parse().expect("tenant"), "borse");
    store.submit(&foreign).await.expect("submit");
    let list = |filter: WorkflowFilter, limit| async move {
        let rows = store.list_workflows(&tenant(), &filter, limit).await.expect("list");
        rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    let all = WorkflowFilter::default;
    assert_eq!(list(all(), 10).await, [accepted, running]);
    assert_eq!(list(all(), 1).await, [accepted]);
    assert_eq!(list(WorkflowFilter { before: Some(accepted), ..all() }, 10).await, [running]);
    let statuses = Some(vec![WorkflowStatus::Running, WorkflowStatus::Failed]);
    assert_eq!(list(WorkflowFilter { statuses, ..all() }, 10).await, [running]);
    let audio = WorkflowFilter { content_type: Some(ContentType::Audio), ..all() };
    assert!(list(audio, 10).await.is_empty());
    let (past, future) = (Utc::now() - TimeDelta::hours(1), Utc::now() + TimeDelta::hours(1));
    assert_eq!(list(WorkflowFilter { since: Some(past), until: Some(future), ..all() }, 10).await.len(), 2);
    assert!(list(WorkflowFilter { since: Some(future), ..all() }, 10).await.is_empty());
    assert!(list(WorkflowFilter { until: Some(past), ..all() }, 10).await.is_empty());
}

/// Ten old workflows, one a day, whose ids are half an hour off: the API's clock is not the database's.
const OLD: &str = "
INSERT INTO workflow (id, tenant, brief_id, user_id, content_type, subject, status, accepted_at)
SELECT (lpad(to_hex((extract(epoch FROM at + off) * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid,
    'local', 'b', 'u', CASE WHEN n = 3 THEN 'audio' ELSE 'video' END, 'day ' || n, 'completed', at
FROM (SELECT n, now() - make_interval(days => n) AS at,
        (CASE WHEN n % 2 = 0 THEN 1 ELSE -1 END) * interval '30 minutes' AS off
    FROM generate_series(1, 10) AS n) AS made";

#[tokio::test]
async fn a_list_of_some_days_has_just_those() {
    let db = TestDatabase::new().await;
    testing::execute(&db.url, &OLD.replace("'local'", &format!("'{}'", tenant()))).await;
    let list = async |filter: WorkflowFilter| {
        let rows = db.store.list_workflows(&tenant(), &filter, 20).await.expect("list");
        rows.into_iter().map(|row| row.subject).collect::<Vec<_>>()
    };
    let ago =
        |days: i64, minutes: i64| Some(Utc::now() - TimeDelta::days(days) + TimeDelta::minutes(minutes));
    let all = WorkflowFilter::default;
    // The bounds are nearer to the days than the ids are.
    let days = WorkflowFilter { since: ago(5, -10), until: ago(3, 10), ..all() };
    assert_eq!(list(days.clone()).await, ["day 3", "day 4", "day 5"]);
    assert_eq!(list(WorkflowFilter { until: ago(9, 10), ..all() }).await, ["day 9", "day 10"]);
    assert_eq!(list(WorkflowFilter { since: ago(1, -10), ..all() }).await, ["day 1"]);
    assert!(list(WorkflowFilter { until: ago(400, 0), ..all() }).await.is_empty());
    let audio = WorkflowFilter { content_type: Some(ContentType::Audio), ..all() };
    assert_eq!(list(audio).await, ["day 3"]);
    let newest = db.store.list_workflows(&tenant(), &days, 1).await.expect("list");
    let next = WorkflowFilter { before: Some(newest[0].id), ..days };
    assert_eq!(list(next).await, ["day 4", "day 5"]);
    let year = |text: &str| Some(text.parse::<DateTime<Utc>>().expect("a time"));
    let endless =
        WorkflowFilter { since: year("0001-01-01T00:00:00Z"), until: year("9999-12-31T23:59:59Z"), ..all() };
    assert_eq!(list(endless).await.len(), 10);
}

#[tokio::test]
async fn a_database_that_is_not_there_is_worth_another_try() {
    let db = TestDatabase::new().await;
    db.store.ping().await.expect("it answers");
    db.store.close();
    let closed = db.store.ping().await.expect_err("the pool is closed");
    assert!(closed.retryable(), "{closed}");
    let error = Store::new(&StoreOptions::new("postgres://[", "test")).err().expect("no URL");
    assert!(!error.retryable() && error.to_string().starts_with("the database URL"), "{error}");
    let lost = StoreOptions { ca_file: Some("/nowhere.pem".into()), ..StoreOptions::new(&db.url, "test") };
    let lost = StoreOptions { url: format!("{}?sslmode=require", lost.url), ..lost };
    let error = Store::new(&lost).err().expect("no file");
    assert!(error.to_string().contains("/nowhere.pem"), "{error}");
}
