use std::collections::HashSet;

use aida_store::{IdempotencyKey, Submitted, WorkflowFilter, testing, testing::TestDatabase};

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
