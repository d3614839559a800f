//! What happens to jobs that fail: through a real planner, database and broker.

mod fleet;

use aida_broker::decode;
use aida_protocol::{
    Agent, BriefInput, ContentType, ErrorKind, EventKind, HeldJob, HeldMessage, JobMessage, MESSAGE_VERSION,
    TenantId, WorkflowId, WorkflowStatus, routing,
};
use aida_store::{
    Asked, FeedCursor, LetterDetail, LetterFilter, LetterScope, LetterVerb, Letters, RequestKind,
};
use fleet::{Fleet, Mood, eventually};

async fn events(fleet: &Fleet, workflow_id: WorkflowId) -> Vec<EventKind> {
    let cursor = FeedCursor { tenant: TenantId::local(), workflow_id, after: 0 };
    let events = fleet.db.store.events_after(&cursor, 1_000).await.expect("events");
    events.into_iter().map(|event| event.read().expect("an event").kind).collect()
}

async fn letters(fleet: &Fleet, filter: &LetterFilter) -> Vec<LetterDetail> {
    let tenant = TenantId::local();
    let scope = LetterScope { tenant: &tenant, nobodys: true };
    let rows = fleet.db.store.list_dead_letters(scope, filter, None, 100).await.expect("letters");
    let mut found = Vec::new();
    for row in rows {
        found.extend(fleet.db.store.dead_letter(scope, row.id).await.expect("a letter"));
    }
    found
}

/// Each error kind once, on the way of one film: it is whole in the end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_fails_is_tried_again_or_done_more_simply() {
    let fleet = Fleet::start().await;
    fleet
        .agents(|job| match (job.node.to_string().as_str(), job.attempt) {
            ("writer", 1) => Mood::FailsAs(ErrorKind::Unavailable),
            ("director", 1) => Mood::FailsAs(ErrorKind::InvalidOutput),
            ("audio", 1) => Mood::FailsAs(ErrorKind::Exhausted),
            ("visual-1", 1) => Mood::FailsAs(ErrorKind::Refused),
            ("visual-2", 1) => Mood::FailsAs(ErrorKind::Auth),
            ("visual-3", 1 | 2) => Mood::FailsAs(ErrorKind::InvalidInput),
            ("clip-1", 1) => Mood::FailsAs(ErrorKind::Internal),
            ("assembly", 1) => Mood::FailsAs(ErrorKind::Timeout),
            _ => Mood::Answers,
        })
        .await;
    let planner = fleet.planner();
    let id = fleet.submit(BriefInput::default()).await;
    let state = fleet.ended(id).await;
    let result = state.result.expect("a result");
    assert_eq!(state.status, WorkflowStatus::Partial, "{:?}", result.error);
    assert!(result.error.expect("why").reason.contains("visual-3"));
    let downgraded: Vec<&str> = result.downgrades.iter().map(|downgrade| downgrade.job.as_str()).collect();
    assert_eq!(downgraded.iter().filter(|job| **job == "visual-2").count(), 1, "{downgraded:?}");
    assert_eq!(downgraded.iter().filter(|job| **job == "visual-3").count(), 2, "{downgraded:?}");
    assert_eq!(downgraded.len(), 3);

    let events = events(&fleet, id).await;
    let retried = events.iter().filter(|event| matches!(event, EventKind::JobRetrying { .. })).count();
    let told = events.iter().filter(|event| matches!(event, EventKind::JobDowngraded { .. })).count();
    assert_eq!((retried, told), (6, 3));
    let jobs = fleet.db.store.jobs_of(&TenantId::local(), id).await.expect("jobs").expect("there");
    assert_eq!(jobs.len(), 10 + 6 + 2, "every attempt has its row");
    let seen = fleet.seen.lock().expect("seen").clone();
    let simple = |job: &&JobMessage| job.again.as_ref().is_some_and(|again| again.simple);
    let simple: Vec<String> = seen.iter().filter(simple).map(|job| job.node.to_string()).collect();
    assert_eq!(simple.len(), 2, "{simple:?}");
    let director = seen.iter().find(|job| job.node.agent() == Agent::Director && job.attempt == 2);
    let again = director.expect("a second attempt").again.clone().expect("what was before");
    assert_eq!(again.fault.as_deref(), Some("not now"));
    // The scene that was left out shows the neighbour's picture.
    let clip = seen.iter().find(|job| job.node.to_string() == "clip-3").expect("clip-3");
    let aida_protocol::JobInput::Video(clip) = &clip.input else { panic!("not a clip") };
    assert_eq!(clip.picture.image.name, "scene-2.png");

    // The picture that nobody could draw is a letter; its replay makes the film whole.
    let found = letters(&fleet, &LetterFilter::default()).await;
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].row.reason.as_str(), found[0].row.node.as_deref()), ("attempts", Some("visual-3")));
    assert_eq!(found[0].history.len(), 2);
    serde_json::from_slice::<JobMessage>(&found[0].body).expect("the message is kept");
    let (tenant, only) = (TenantId::local(), Letters::Ids(vec![found[0].row.id]));
    let scope = LetterScope { tenant: &tenant, nobodys: true };
    let replay =
        || fleet.db.store.act_on_letters(scope, &only, LetterVerb::Replay { per_second: 10.0 }, "somebody");
    let (first, second) = tokio::join!(replay(), replay());
    assert_eq!(first.expect("a replay").len() + second.expect("a replay").len(), 1, "two clicks, one replay");
    fleet
        .until("the third attempt", |seen| {
            seen.iter().any(|job| job.node.to_string() == "visual-3" && job.attempt == 3)
        })
        .await;
    let state = fleet.ended(id).await;
    assert_eq!(state.status, WorkflowStatus::Completed, "{:?}", state.errors);
    let counts = |node: &str| {
        fleet.seen.lock().expect("seen").iter().filter(|job| job.node.to_string() == node).count()
    };
    assert_eq!(
        (counts("writer"), counts("visual-1"), counts("clip-3")),
        (2, 2, 2),
        "what was finished is kept"
    );
    let letter = letters(&fleet, &LetterFilter::default()).await.remove(0);
    assert_eq!(letter.row.state, "replayed");
    assert_eq!(letter.audit.len(), 1);
    assert_eq!((letter.audit[0].actor.as_str(), letter.audit[0].action.as_str()), ("somebody", "replay"));
    planner.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn poison_comes_back_and_does_not_circle() {
    let fleet = Fleet::start().await;
    let planner = fleet.planner();
    let publisher = fleet.broker.publisher();
    for (queue, body) in [
        (routing::REPLY_QUEUE, "no reply"),
        (routing::BRIEF_QUEUE, "{\"version\": 99}"),
        (routing::REPLY_QUEUE, "{\"version\": 99, \"workflow_id\": \"x\"}"),
    ] {
        publisher.publish_bytes(queue, "same", body.as_bytes()).await.expect("publish");
    }
    // The two of one queue came under one id: a letter that is delivered twice is kept once.
    let kept = async |count: usize| {
        let all = async || letters(&fleet, &LetterFilter::default()).await;
        fleet::eventually(async || Some(all().await).filter(|found| found.len() >= count)).await
    };
    let found = kept(2).await.expect("letters");
    assert!(found.iter().all(|letter| letter.row.state == "dead" && letter.row.tenant.is_none()));
    assert!(found.iter().all(|letter| !letter.row.error.is_empty()), "{found:?}");
    let tenant = TenantId::local();
    let (all, scope) =
        (Letters::Filter(LetterFilter::default()), LetterScope { tenant: &tenant, nobodys: true });
    let stranger: TenantId = "stranger".parse().expect("a tenant");
    let none = LetterScope { tenant: &stranger, nobodys: false };
    assert!(fleet.db.store.chosen_letters(none, &all).await.expect("letters").is_empty());
    let replayed =
        fleet.db.store.act_on_letters(scope, &all, LetterVerb::Replay { per_second: 100.0 }, "me").await;
    assert_eq!(replayed.expect("a replay").len(), found.len());
    let back = kept(2 * found.len()).await.expect("they come back");
    let dead = back.iter().filter(|letter| letter.row.state == "dead").count();
    assert_eq!(
        (dead, back.len()),
        (found.len(), 2 * found.len()),
        "each once, and nobody replays them again"
    );
    let discarded =
        fleet.db.store.act_on_letters(scope, &all, LetterVerb::Discard, "me").await.expect("discard");
    assert_eq!(discarded.len(), found.len());
    planner.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn paused_workflows_wait_and_finished_ones_are_done_again_from_a_step() {
    let fleet = Fleet::start().await;
    fleet.agents(|_| Mood::Answers).await;
    let audio = BriefInput { content_type: Some(ContentType::Audio), ..BriefInput::default() };
    // Paused before anybody starts it.
    let id = fleet.submit(audio).await;
    assert_eq!(fleet.ask(id, RequestKind::Pause, None).await, Asked::Stored);
    assert_eq!(fleet.ask(id, RequestKind::Retry, None).await, Asked::Refused(WorkflowStatus::Accepted));
    let planner = fleet.planner();
    fleet.until_status(id, WorkflowStatus::Paused).await;
    assert_eq!(fleet.ask(id, RequestKind::Resume, None).await, Asked::Stored);
    assert_eq!(fleet.ended(id).await.status, WorkflowStatus::Completed);
    assert_eq!(fleet.ask(id, RequestKind::Cancel, None).await, Asked::Refused(WorkflowStatus::Completed));
    assert_eq!(fleet.ask(id, RequestKind::Retry, Some("audio")).await, Asked::Stored);
    fleet
        .until("the sound once more", |seen| {
            seen.iter().any(|job| job.node.to_string() == "assembly" && job.attempt == 2)
        })
        .await;
    assert_eq!(fleet.ended(id).await.status, WorkflowStatus::Completed);
    let jobs = fleet.db.store.jobs_of(&TenantId::local(), id).await.expect("jobs").expect("there");
    let of = |status: &str| jobs.iter().filter(|job| job.status == status).count();
    assert_eq!((of("succeeded"), of("superseded")), (3, 2), "{jobs:?}");
    planner.stop().await;
}

/// A queue that is never empty hides nothing: what a younger job has overtaken is gone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_message_is_noticed_although_others_wait() {
    let fleet = Fleet::start().await;
    let planner = fleet.planner();
    let (queue, publisher) = (routing::job_queue(Agent::Writer), fleet.broker.publisher());
    let lost = fleet.submit(BriefInput::default()).await;
    let mut taker = fleet.broker.consume(&queue, 1).await.expect("consume");
    let taken = taker.next().await.expect("the lost one's job");
    publisher.publish(&queue, "waits", &serde_json::json!({})).await.expect("publish");
    taker.cancel().await;
    taken.ack().await.expect("ack");

    let old = async || {
        let old = fleet.db.store.old_jobs(2.5, 10).await.expect("old jobs");
        old.iter().any(|old| old.job.workflow_id == lost).then_some(())
    };
    eventually(old).await.expect("it gets old");
    let young = fleet.submit(BriefInput::default()).await;
    let dispatched = async || {
        let jobs = fleet.db.store.jobs_of(&TenantId::local(), young).await.expect("jobs").expect("there");
        jobs.first().map(|job| job.node)
    };
    let node = eventually(dispatched).await.expect("the young one's job");
    let held = HeldMessage {
        version: MESSAGE_VERSION,
        worker: "w".to_owned(),
        jobs: vec![HeldJob { workflow_id: young, node, attempt: 1 }],
        more: false,
    };
    let sent_again = async || {
        publisher.announce(routing::TELEMETRY_EXCHANGE, routing::HELD_KEY, &held);
        (fleet.broker.queue_depth(&queue).await.expect("a depth").messages == 3).then_some(())
    };
    eventually(sent_again).await.expect("the lost one's job once more, behind the two that wait");
    let mut taker = fleet.broker.consume(&queue, 3).await.expect("consume");
    let mut waiting = Vec::new();
    for _ in 0..3 {
        let delivery = taker.next().await.expect("a delivery");
        waiting.push(decode::<JobMessage>(&delivery.body).ok().map(|job| job.workflow_id));
        delivery.ack().await.expect("ack");
    }
    assert_eq!(waiting, [None, Some(young), Some(lost)]);
    planner.stop().await;
}
