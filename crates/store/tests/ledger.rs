//! The ledger of hosted calls against a real database: nothing is paid twice, no budget is passed.

use aida_protocol::{BriefDefaults, BriefInput, NodeId, Step, TenantId, Usd, WorkflowId};
use aida_store::{
    CallStatus, NewCall, NewWorkflow, OpenedCall, ProviderRate, SettledCall, Spend, SpendLimits, Told,
    testing, testing::TestDatabase,
};
use chrono::Utc;
use serde_json::json;
use uuid::Uuid;

fn usd(dollars: f64) -> Usd {
    Usd::from_dollars(dollars).expect("an amount")
}

/// A workflow whose writer's first attempt is open.
async fn workflow(db: &TestDatabase) -> WorkflowId {
    let id = WorkflowId(Uuid::now_v7());
    let defaults = BriefDefaults { id: "b".into(), user_id: "u".into(), now: Utc::now() };
    let input = BriefInput { subject: Some("scarpe".into()), ..BriefInput::default() };
    let brief = input.complete(defaults).expect("a brief");
    let new = NewWorkflow { id, tenant: TenantId::local(), brief, message: "Waiting".into() };
    db.store.submit(&new).await.expect("submit");
    job(db, id, 1, "dispatched").await;
    id
}

async fn job(db: &TestDatabase, id: WorkflowId, attempt: i32, status: &str) {
    let sql = format!(
        "INSERT INTO job (workflow_id, node, attempt, tenant, agent, planner, batch, deadline_at, status)
         VALUES ('{id}', 'writer', {attempt}, 'local', 'writer', '{}', 1, now() + interval '1 hour', '{status}')",
        Uuid::now_v7()
    );
    testing::execute(&db.url, &sql).await;
}

fn call(id: WorkflowId, digest: &str) -> NewCall {
    NewCall {
        workflow_id: id,
        node: NodeId::once(Step::Writer),
        attempt: 1,
        tenant: TenantId::local(),
        provider: "fal".into(),
        model: "FLUX Pro".into(),
        digest: digest.into(),
        reserve: usd(0.04),
        limits: SpendLimits::default(),
        rate: ProviderRate::default(),
        reuse_seconds: 0,
        privacy: None,
        prompt: None,
    }
}

fn settled(status: CallStatus, cost: f64) -> SettledCall {
    let result = (status == CallStatus::Succeeded).then(|| json!({"sha256": "00"}));
    SettledCall { status, cost: usd(cost), result, error: None }
}

async fn opened(db: &TestDatabase, new: NewCall) -> Uuid {
    match db.store.open_call(new).await.expect("open") {
        OpenedCall::Call(id) => id,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_call_is_resumed_by_its_ticket_and_answered_from_its_result() {
    let db = TestDatabase::new().await;
    let id = workflow(&db).await;
    let first = opened(&db, call(id, "a")).await;
    db.store.call_submitted(first, "fal-1", &json!({"request_id": "fal-1"})).await.expect("ticket");
    let again = db.store.open_call(call(id, "a")).await.expect("open");
    assert_eq!(again, OpenedCall::Resume { id: first, ticket: json!({"request_id": "fal-1"}) });
    db.store.settle_call(first, settled(CallStatus::Succeeded, 0.04)).await.expect("settle");
    // Whoever settles second changes nothing.
    db.store.settle_call(first, settled(CallStatus::Succeeded, 0.04)).await.expect("settle");
    let answered = db.store.open_call(call(id, "a")).await.expect("open");
    assert_eq!(answered, OpenedCall::Answered { result: json!({"sha256": "00"}), cost: usd(0.04) });
    let spend = db.store.spend_of(&format!("workflow:{id}")).await.expect("spend");
    assert_eq!((spend.reserved, spend.spent), (Usd::ZERO, usd(0.04)));
    // Another job of the tenant's asks the same: taken from here as long as it is fresh, and paid without leave to.
    let other = workflow(&db).await;
    let reuse = NewCall { reuse_seconds: 900, ..call(other, "a") };
    assert!(matches!(db.store.open_call(reuse).await.expect("open"), OpenedCall::Answered { .. }));
    let foreign =
        NewCall { tenant: "else".parse().expect("a tenant"), reuse_seconds: 900, ..call(other, "a") };
    opened(&db, foreign).await;
}

#[tokio::test]
async fn an_intent_without_an_end_is_unknown_and_a_failure_may_be_tried_again() {
    let db = TestDatabase::new().await;
    let id = workflow(&db).await;
    opened(&db, call(id, "lost")).await;
    for _ in 0..2 {
        assert_eq!(db.store.open_call(call(id, "lost")).await.expect("open"), OpenedCall::Unknown);
    }
    // It may have been charged: the limit has to hold even so.
    let spend = db.store.spend_of(&format!("workflow:{id}")).await.expect("spend");
    assert_eq!((spend.reserved, spend.spent), (Usd::ZERO, usd(0.04)));
    let failed = opened(&db, call(id, "failed")).await;
    db.store.settle_call(failed, settled(CallStatus::Failed, 0.0)).await.expect("settle");
    // One call in ten may be a repetition.
    assert_eq!(db.store.open_call(call(id, "failed")).await.expect("open"), OpenedCall::NoRetry);
    assert!(!db.store.may_retry("fal").await.expect("ask"));
    let others = workflow(&db).await;
    for number in 3..=10 {
        opened(&db, call(others, &format!("d{number}"))).await;
    }
    assert!(db.store.may_retry("fal").await.expect("ask"));
    let second = opened(&db, call(id, "failed")).await;
    assert_ne!(failed, second);
    let lines = db.store.calls_of(id).await.expect("lines");
    let states: Vec<&str> = lines.iter().map(|line| line.status.as_str()).collect();
    assert_eq!(states, ["unknown", "failed", "open"]);
}

#[tokio::test]
async fn nobody_calls_for_an_attempt_that_is_over() {
    let db = TestDatabase::new().await;
    let id = workflow(&db).await;
    testing::execute(&db.url, &format!("UPDATE job SET status = 'failed' WHERE workflow_id = '{id}'")).await;
    assert_eq!(db.store.open_call(call(id, "a")).await.expect("open"), OpenedCall::NotOpen);
    job(&db, id, 2, "dispatched").await;
    opened(&db, NewCall { attempt: 2, ..call(id, "a") }).await;
    assert_eq!(
        db.store.open_call(NewCall { attempt: 3, ..call(id, "b") }).await.expect("open"),
        OpenedCall::NotOpen
    );
}

#[tokio::test]
async fn parallel_calls_never_pass_a_limit_by_a_cent() {
    let db = TestDatabase::new().await;
    let id = workflow(&db).await;
    let limits = SpendLimits { tenant_day: Some(usd(1.0)), workflow: Some(usd(0.9)), fleet_day: None };
    let calls = (0..60).map(|number| {
        let new = NewCall { limits, ..call(id, &format!("d{number}")) };
        let store = db.store.clone();
        async move {
            let opened = store.open_call(new).await.expect("open");
            let OpenedCall::Call(call) = opened else { return opened };
            let status = if number % 3 == 0 { CallStatus::Failed } else { CallStatus::Succeeded };
            let cost = if number % 3 == 0 { 0.0 } else { 0.04 };
            store.settle_call(call, settled(status, cost)).await.expect("settle");
            opened
        }
    });
    let outcomes = futures::future::join_all(calls).await;
    let refused =
        outcomes.iter().filter(|outcome| matches!(outcome, OpenedCall::OverBudget("workflow"))).count();
    let spend = db.store.spend_of(&format!("workflow:{id}")).await.expect("spend");
    assert_eq!(spend.reserved, Usd::ZERO);
    assert!(spend.spent <= usd(0.9), "{}", spend.spent);
    // 22 calls fit at once; those that failed made room for others.
    let made = outcomes.iter().filter(|outcome| matches!(outcome, OpenedCall::Call(_))).count();
    assert!(made >= 22 && refused > 0 && made + refused == 60, "{made} made, {refused} refused");
}

#[tokio::test]
async fn a_breaker_opens_after_five_failures_and_lets_one_probe_through() {
    let db = TestDatabase::new().await;
    let store = &db.store;
    assert!(store.model_may_be_called("Kling").await.expect("ask"));
    for failure in 1..=5 {
        assert_eq!(store.model_failed("Kling").await.expect("count"), failure == 5);
    }
    assert!(!store.model_may_be_called("Kling").await.expect("ask"));
    assert_eq!(store.models_lately().await.expect("list")[0].breaker, "open");
    testing::execute(&db.url, "UPDATE model_health SET open_until = now() - interval '1 second'").await;
    assert_eq!(store.models_lately().await.expect("list")[0].breaker, "half_open");
    let probes = [store.model_may_be_called("Kling").await, store.model_may_be_called("Kling").await];
    assert_eq!(probes.map(|probe| probe.expect("ask")), [true, false]);
    store.model_succeeded("Kling").await.expect("close");
    assert!(store.model_may_be_called("Kling").await.expect("ask"));
    let changes = store.model_changes().await.expect("changes");
    let states: Vec<&str> = changes.iter().rev().map(|change| change.state.as_str()).collect();
    assert_eq!(states, ["open", "half_open", "closed"]);
}

#[tokio::test]
async fn a_provider_is_called_no_more_often_than_it_may_be() {
    let db = TestDatabase::new().await;
    let id = workflow(&db).await;
    let rate = ProviderRate { per_minute: 7, concurrent: 3 };
    let busy = |outcomes: &[OpenedCall], why: &str| {
        outcomes
            .iter()
            .filter(|one| matches!(one, OpenedCall::Busy { why: found, .. } if *found == why))
            .count()
    };
    let at_once = async |round: u32| {
        let calls = (0..20).map(|number| {
            let (store, new) = (db.store.clone(), NewCall { rate, ..call(id, &format!("{round}-{number}")) });
            async move { store.open_call(new).await.expect("open") }
        });
        futures::future::join_all(calls).await
    };
    let first = at_once(1).await;
    assert_eq!(busy(&first, "concurrent"), 17, "three at once");
    for outcome in first {
        if let OpenedCall::Call(call) = outcome {
            db.store.settle_call(call, settled(CallStatus::Succeeded, 0.04)).await.expect("settle");
        }
    }
    at_once(2).await;
    testing::execute(&db.url, "UPDATE model_call SET status = 'failed' WHERE status = 'open'").await;
    let third = at_once(3).await;
    assert_eq!((busy(&third, "rate"), third.len()), (19, 20), "seven in a minute");
    // Another provider has its own count, and a model that asked for a pause gets it.
    let other = NewCall { provider: "anthropic".into(), rate, ..call(id, "x") };
    opened(&db, other.clone()).await;
    db.store.model_waits("FLUX Pro", 30.0).await.expect("wait");
    let paused = db.store.open_call(NewCall { digest: "y".into(), ..other }).await.expect("open");
    assert!(
        matches!(paused, OpenedCall::Busy { seconds, why: "retry_after" } if seconds > 20.0),
        "{paused:?}"
    );
}

#[tokio::test]
async fn a_word_of_the_provider_finds_a_call_whose_reply_was_lost() {
    let db = TestDatabase::new().await;
    let id = workflow(&db).await;
    let spent = || async { db.store.spend_of(&format!("workflow:{id}")).await.expect("spend") };
    // Told before anybody came back to it, and after it had become unknown.
    let (early, late) = (opened(&db, call(id, "early")).await, opened(&db, call(id, "late")).await);
    assert_eq!(db.store.tell_call(early, "fal", "fal-1").await.expect("tell"), Told::First);
    assert_eq!(db.store.open_call(call(id, "late")).await.expect("open"), OpenedCall::Unknown);
    assert_eq!(db.store.tell_call(late, "fal", "fal-2").await.expect("tell"), Told::First);
    assert_eq!(db.store.tell_call(late, "fal", "fal-2").await.expect("tell"), Told::Again);
    assert_eq!(db.store.tell_call(late, "kie", "fal-2").await.expect("tell"), Told::Nobody);
    assert_eq!(spent().await, Spend { reserved: usd(0.04), spent: usd(0.04) });
    for (call_id, digest, request_id) in [(early, "early", "fal-1"), (late, "late", "fal-2")] {
        // Whoever comes is told the same until the ticket is kept.
        for _ in 0..2 {
            let found = db.store.open_call(call(id, digest)).await.expect("open");
            assert_eq!(found, OpenedCall::Found { id: call_id, request_id: request_id.into() });
        }
        assert_eq!(db.store.tell_call(call_id, "fal", "fal-9").await.expect("tell"), Told::Other);
        let ticket = json!({"request_id": request_id});
        db.store.call_submitted(call_id, request_id, &ticket).await.expect("ticket");
        let again = db.store.open_call(call(id, digest)).await.expect("open");
        assert_eq!(again, OpenedCall::Resume { id: call_id, ticket });
        db.store.settle_call(call_id, settled(CallStatus::Succeeded, 0.04)).await.expect("settle");
    }
    // Each was paid once, and counts once.
    assert_eq!(spent().await, Spend { reserved: Usd::ZERO, spent: usd(0.08) });
    let lines = db.store.calls_of(id).await.expect("lines");
    assert!(lines.iter().all(|line| line.status == "succeeded" && line.cost == usd(0.04)), "{lines:?}");
}

#[tokio::test]
async fn what_was_unknown_and_turns_out_to_have_failed_counts_no_more() {
    let db = TestDatabase::new().await;
    let id = workflow(&db).await;
    let lost = opened(&db, call(id, "a")).await;
    assert_eq!(db.store.open_call(call(id, "a")).await.expect("open"), OpenedCall::Unknown);
    db.store.tell_call(lost, "fal", "fal-1").await.expect("tell");
    assert!(matches!(db.store.open_call(call(id, "a")).await.expect("open"), OpenedCall::Found { .. }));
    // Nobody knows again: it counts as it did, not twice.
    db.store.settle_call(lost, settled(CallStatus::Unknown, 0.0)).await.expect("settle");
    let spend = db.store.spend_of(&format!("workflow:{id}")).await.expect("spend");
    assert_eq!(spend, Spend { reserved: Usd::ZERO, spent: usd(0.04) });
    assert!(matches!(db.store.open_call(call(id, "a")).await.expect("open"), OpenedCall::Found { .. }));
    db.store.settle_call(lost, settled(CallStatus::Failed, 0.0)).await.expect("settle");
    let spend = db.store.spend_of(&format!("workflow:{id}")).await.expect("spend");
    assert_eq!(spend, Spend::default());
}
