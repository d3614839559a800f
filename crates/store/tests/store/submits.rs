use std::collections::HashSet;

use aida_store::{FeedCursor, IdempotencyKey, Submitted, WorkflowFilter, testing, testing::TestDatabase};

use crate::{new_workflow, tenant};

#[tokio::test]
async fn of_many_submits_under_one_key_one_is_stored() {
    let db = TestDatabase::new().await;
    let submits = (0..20).map(|_| {
        let store = db.store.clone();
        tokio::spawn(async move {
            let new = new_workflow(tenant(), "scarpe");
            let key = IdempotencyKey { key: "k", digest: b"one" };
            (new.id, store.submit_once(&new, key).await.expect("submit"))
        })
    });
    let outcomes = futures::future::join_all(submits).await;
    let outcomes: Vec<_> = outcomes.into_iter().map(|outcome| outcome.expect("task")).collect();
    let stored: Vec<_> = outcomes.iter().filter(|(_, outcome)| *outcome == Submitted::New).collect();
    assert_eq!(stored.len(), 1);
    let id = stored[0].0;
    let others: HashSet<_> =
        outcomes.iter().filter(|(own, _)| *own != id).map(|(_, outcome)| format!("{outcome:?}")).collect();
    assert_eq!(others, HashSet::from([format!("{:?}", Submitted::Before(id))]));
    let all = db.store.list_workflows(&tenant(), &WorkflowFilter::default(), 100).await.expect("list");
    assert_eq!(all.iter().map(|workflow| workflow.id).collect::<Vec<_>>(), [id]);
}

#[tokio::test]
async fn several_are_stored_together_or_not_at_all() {
    let db = TestDatabase::new().await;
    let store = &db.store;
    let news: Vec<_> = ["scarpe", "borse", "cappelli"].map(|subject| new_workflow(tenant(), subject)).into();
    store.submit_all(&news.iter().collect::<Vec<_>>()).await.expect("submit");
    let subjects = async || {
        let all = store.list_workflows(&tenant(), &WorkflowFilter::default(), 100).await.expect("list");
        all.into_iter().map(|workflow| workflow.subject).collect::<HashSet<_>>()
    };
    let stored = HashSet::from(["scarpe", "borse", "cappelli"].map(str::to_owned));
    assert_eq!(subjects().await, stored);
    // As one that is stored alone: its brief, its first event, its place among those that wait.
    let batch = store.begin_batch(&[news[1].id]).await.expect("begin");
    assert_eq!((batch.workflows[0].event_seq, batch.briefs[&news[1].id].subject.as_str()), (1, "borse"));
    drop(batch);
    let cursor = FeedCursor { tenant: tenant(), workflow_id: news[2].id, after: 0 };
    let events = store.events_after(&cursor, 10).await.expect("events");
    assert_eq!((events.len(), events[0].event.as_str()), (1, "workflow.accepted"));

    let another = new_workflow(tenant(), "guanti");
    let error = store.submit_all(&[&another, &news[0]]).await.expect_err("one is there already");
    assert!(error.is_unique_violation(), "{error}");
    assert_eq!(subjects().await, stored);
}

#[tokio::test]
async fn a_key_belongs_to_its_body_its_tenant_and_seven_days() {
    let db = TestDatabase::new().await;
    let store = &db.store;
    let new = new_workflow(tenant(), "scarpe");
    let key = IdempotencyKey { key: "k", digest: b"one" };
    assert_eq!(store.submitted_before(&tenant(), key).await.expect("before"), None);
    assert_eq!(store.submit_once(&new, key).await.expect("submit"), Submitted::New);
    // The same try once more, as after an answer that was lost.
    assert_eq!(store.submit_once(&new, key).await.expect("submit"), Submitted::New);
    let other = IdempotencyKey { key: "k", digest: b"two" };
    let second = new_workflow(tenant(), "borse");
    assert_eq!(store.submit_once(&second, other).await.expect("submit"), Submitted::OtherBody);
    let foreign = new_workflow("acme".parse().expect("tenant"), "borse");
    assert_eq!(store.submit_once(&foreign, other).await.expect("submit"), Submitted::New);

    testing::execute(&db.url, "UPDATE idempotency SET at = now() - interval '8 days'").await;
    assert_eq!(store.submitted_before(&tenant(), key).await.expect("before"), None);
    // Its row is still there until the sweep, and the key is taken until then.
    assert_eq!(store.submit_once(&second, other).await.expect("submit"), Submitted::OtherBody);
    store.forget_the_gone().await.expect("sweep");
    assert_eq!(store.submit_once(&second, other).await.expect("submit"), Submitted::New);
}
