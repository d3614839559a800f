use aida_protocol::{Agent, NodeId, Step};
use aida_store::{BatchWrites, Redelivered, WorkerRow, testing, testing::TestDatabase};
use chrono::TimeDelta;

use crate::{opened, planner, submitted, tenant};

#[tokio::test]
async fn a_worker_that_was_forgotten_registers_again() {
    let db = TestDatabase::new().await;
    let store = &db.store;
    let row = WorkerRow {
        id: "w".into(),
        version: "1".into(),
        host: "here".into(),
        agents: vec![
            (Agent::Visual, 2, vec!["studio/illustrator".into()]),
            (Agent::Video, 3, vec!["studio/motion".into()]),
        ],
    };
    assert!(!store.worker_heartbeat("w").await.expect("heartbeat"), "not registered yet");
    store.register_worker(&row).await.expect("register");
    assert!(store.worker_heartbeat("w").await.expect("heartbeat"));
    assert_eq!(store.backlog().await.expect("backlog").all_permits(), 5);
    // Again with fewer agents: what it cannot do any more is gone.
    let fewer = WorkerRow { agents: row.agents[..1].to_vec(), ..row.clone() };
    store.register_worker(&fewer).await.expect("register");
    assert_eq!(store.backlog().await.expect("backlog").permits[&Agent::Visual], 2);

    testing::execute(&db.url, "UPDATE worker SET heartbeat_at = now() - interval '2 hours'").await;
    store.forget_the_gone().await.expect("sweep");
    assert!(!store.worker_heartbeat("w").await.expect("heartbeat"));
    store.register_worker(&row).await.expect("register");
    store.remove_worker("w").await.expect("remove");
    assert_eq!(store.backlog().await.expect("backlog").all_permits(), 0);
}

#[tokio::test]
async fn a_redelivery_is_a_crash_unless_the_job_was_handed_back() {
    let db = TestDatabase::new().await;
    let store = &db.store;
    let (id, planner) = (submitted(store).await, planner(store).await);
    let writer = NodeId::once(Step::Writer);
    let unknown = Redelivered { crashes: 0, open: false };
    assert_eq!(store.job_redelivered(id, writer, 1).await.expect("redelivered"), unknown);
    assert_eq!(store.crashes_of(id, writer, 1).await.expect("crashes"), 0);

    let batch = store.begin_batch(&[id]).await.expect("begin");
    let writes = BatchWrites {
        opened: vec![opened(id, batch.now + TimeDelta::seconds(90))],
        ..BatchWrites::default()
    };
    batch.commit(planner, 1, &writes).await.expect("commit");
    let open = |crashes| Redelivered { crashes, open: true };
    assert_eq!(store.job_redelivered(id, writer, 1).await.expect("redelivered"), open(1));
    store.job_handed_back(id, writer, 1).await.expect("hand back");
    assert_eq!(store.job_redelivered(id, writer, 1).await.expect("redelivered"), open(1));
    assert_eq!(store.job_redelivered(id, writer, 1).await.expect("redelivered"), open(2));
    assert_eq!(store.crashes_of(id, writer, 1).await.expect("crashes"), 2);
}

#[tokio::test]
async fn the_rate_of_starts_is_that_of_the_planners_alive() {
    let db = TestDatabase::new().await;
    let store = &db.store;
    submitted(store).await;
    let (one, two) = (planner(store).await, planner(store).await);
    store.planner_heartbeat(one, 4, 1.5).await.expect("heartbeat");
    store.planner_heartbeat(two, 2, 2.0).await.expect("heartbeat");
    let waiting = store.waiting(&tenant()).await.expect("waiting");
    assert_eq!((waiting.all, waiting.of_tenant, waiting.starts_per_second), (1, 1, 3.5));
    store.remove_planner(two, 2).await.expect("remove");
    let waiting = store.waiting(&"acme".parse().expect("tenant")).await.expect("waiting");
    assert_eq!((waiting.all, waiting.of_tenant, waiting.starts_per_second), (1, 0, 1.5));
}
