//! Whole workflows through a real planner, database and broker.

mod fleet;

use aida_protocol::{
    Agent, BriefInput, BriefMessage, ContentType, EventKind, JobInput, JobMessage, MESSAGE_VERSION, Picture,
    TenantId, WorkflowId, WorkflowStatus, routing,
};
use aida_store::{Asked, FeedCursor, RequestKind, testing};
use fleet::{Fleet, Mood};

fn cursor(workflow_id: WorkflowId) -> FeedCursor {
    FeedCursor { tenant: TenantId::local(), workflow_id, after: 0 }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn briefs_of_every_kind_come_to_their_end() {
    let fleet = Fleet::start().await;
    fleet.agents(|_| Mood::AnswersTwice).await;
    let planner = fleet.planner();

    // Told over the broker, and doubled replies on the way.
    let film = fleet.submit(BriefInput::default()).await;
    let told = BriefMessage {
        version: MESSAGE_VERSION,
        workflow_id: film,
        tenant: TenantId::local(),
        traceparent: None,
    };
    fleet.broker.publisher().publish(routing::BRIEF_QUEUE, "b", &told).await.expect("publish");
    let state = fleet.ended(film).await;
    assert_eq!((state.status, state.progress), (WorkflowStatus::Completed, 100));
    assert_eq!(state.total_cost_so_far.to_string(), "0.1000", "ten jobs, each paid once");
    let result = state.result.expect("a result");
    assert_eq!(result.video_url.as_deref(), Some("/film.mp4"));
    assert_eq!(result.metadata.agents_used, ["writer", "director", "audio", "visual", "video", "assembly"]);
    assert_eq!(result.metadata.cost.actual.to_string(), "0.1000");
    assert_eq!(result.assets.expect("assets").images.len(), 3);
    let jobs = fleet.db.store.jobs_of(&TenantId::local(), film).await.expect("jobs").expect("there");
    assert_eq!(jobs.len(), 10);
    assert!(jobs.iter().all(|job| job.status == "succeeded" && job.attempt == 1), "{jobs:?}");
    let assets = fleet.db.store.assets(&TenantId::local(), film).await.expect("assets");
    assert_eq!(assets.len(), 10);

    // Events have no gap, progress never goes back, and the last one is the end.
    let events = fleet.db.store.events_after(&cursor(film), 1_000).await.expect("events");
    let events: Vec<_> = events.iter().map(|event| event.read().expect("an event")).collect();
    assert_eq!(
        events.iter().map(|e| e.seq).collect::<Vec<_>>(),
        (1..=events.len() as i64).collect::<Vec<_>>()
    );
    assert!(events.windows(2).all(|pair| pair[0].progress <= pair[1].progress));
    assert!(matches!(events.last().expect("events").kind, EventKind::Finished { .. }));

    // Nobody told the planner of these: the sweeper finds them.
    let sha256 = "cd".repeat(32);
    let own = |scene| Picture { sha256: sha256.clone(), scene: Some(scene) };
    let own_pictures =
        fleet.submit(BriefInput { pictures: Some(vec![own(2)]), ..BriefInput::default() }).await;
    let image =
        fleet.submit(BriefInput { content_type: Some(ContentType::Image), ..BriefInput::default() }).await;
    let audio =
        fleet.submit(BriefInput { content_type: Some(ContentType::Audio), ..BriefInput::default() }).await;
    for id in [own_pictures, image, audio] {
        assert_eq!(fleet.ended(id).await.status, WorkflowStatus::Completed);
    }
    let seen = fleet.seen.lock().expect("seen").clone();
    let nodes = |id| {
        let mut nodes: Vec<_> =
            seen.iter().filter(|job| job.workflow_id == id).map(|job| job.node.to_string()).collect();
        nodes.sort();
        nodes.join(" ")
    };
    assert_eq!(nodes(image), "director visual-1 visual-2 visual-3 writer");
    assert_eq!(nodes(audio), "assembly audio writer");
    assert!(!nodes(own_pictures).contains("visual-2"));
    let clip = seen.iter().find(|job| job.workflow_id == own_pictures && job.node.to_string() == "clip-2");
    let JobInput::Video(clip) = &clip.expect("clip-2").input else { panic!("not a clip") };
    assert_eq!((clip.picture.image.sha256.as_str(), clip.slot.start), (sha256.as_str(), 10.0));
    assert!(clip.previous.is_some() && clip.narration.is_some());
    planner.stop().await;
    assert_eq!(fleet.db.store.backlog().await.expect("backlog").outstanding(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failing_job_and_a_cancel_end_their_workflows() {
    let fleet = Fleet::start().await;
    fleet
        .agents(|job| match (job.node.agent(), job.input.agent()) {
            (Agent::Video, _) => Mood::Fails,
            (Agent::Audio, _) if is_audio(job) => Mood::Silent,
            _ => Mood::Answers,
        })
        .await;
    let mut control = fleet.broker.subscribe(routing::CONTROL_EXCHANGE, &[""]).await.expect("subscribe");
    let planner = fleet.planner();

    let failing = fleet.submit(BriefInput::default()).await;
    let state = fleet.ended(failing).await;
    assert_eq!(state.status, WorkflowStatus::Failed);
    let error = state.result.expect("a result").error.expect("an error");
    assert_eq!(error.agent, "video");
    assert!(error.reason.contains("no such thing"), "{}", error.reason);
    let heard = control.next().await.expect("the workers are told");
    assert!(String::from_utf8_lossy(&heard.body).contains(&failing.to_string()));

    let audio = BriefInput { content_type: Some(ContentType::Audio), ..BriefInput::default() };
    let endless = fleet.submit(audio).await;
    fleet
        .until("the audio job", |seen| {
            seen.iter().any(|job| job.workflow_id == endless && job.node.agent() == Agent::Audio)
        })
        .await;
    let asked = fleet.ask(endless, RequestKind::Cancel, None).await;
    assert_eq!(asked, Asked::Stored);
    assert_eq!(fleet.ended(endless).await.status, WorkflowStatus::Cancelled);
    assert!(fleet.db.store.open_requests(10).await.expect("requests").is_empty());
    planner.stop().await;
}

fn is_audio(job: &JobMessage) -> bool {
    matches!(&job.input, JobInput::Audio(input) if input.brief.content_type == ContentType::Audio)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_changed_behind_its_memory_is_noticed_by_the_write() {
    let fleet = Fleet::start().await;
    fleet.agents(|job| if is_audio(job) { Mood::Silent } else { Mood::Answers }).await;
    let planner = fleet.planner();
    for _ in 0..16 {
        let film = fleet.submit(BriefInput::default()).await;
        assert_eq!(fleet.ended(film).await.status, WorkflowStatus::Completed);
    }
    let (remembered, refused) = (planner.batches("remembered"), planner.batches("refused"));
    assert!(remembered > 0, "it has been right for long");

    let audio = BriefInput { content_type: Some(ContentType::Audio), ..BriefInput::default() };
    let id = fleet.submit(audio).await;
    let asked = |job: &&JobMessage| job.workflow_id == id && job.node.agent() == Agent::Audio;
    fleet.until("the audio job", |seen| seen.iter().any(|job| asked(&job))).await;
    let changed = format!("UPDATE workflow SET message = 'somebody else was here' WHERE id = '{id}'");
    testing::execute(&fleet.db.url, &changed).await;
    let job = fleet.seen.lock().expect("seen").iter().find(asked).expect("the job").clone();
    let succeeded = planner.succeeded(Agent::Audio);
    for reply in fleet::replies(&job, Mood::Answers) {
        fleet.broker.publisher().publish(routing::REPLY_QUEUE, "r", &reply).await.expect("publish");
    }
    let state = fleet.ended(id).await;
    assert_eq!((state.status, state.progress), (WorkflowStatus::Completed, 100));
    assert_eq!(planner.batches("refused"), refused + 1);
    let is_counted = async || (planner.succeeded(Agent::Audio) > succeeded).then_some(());
    fleet::eventually(is_counted).await.expect("the job is counted");
    assert_eq!(planner.succeeded(Agent::Audio), succeeded + 1, "decided twice, counted once");
    planner.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_planner_that_dies_is_replaced_and_loses_nothing() {
    let fleet = Fleet::start().await;
    fleet.agents(|_| Mood::Answers).await;
    let mut planner = fleet.planner();
    let mut ids = Vec::new();
    for round in 0..5 {
        for _ in 0..8 {
            ids.push(fleet.submit(BriefInput::default()).await);
        }
        let enough = round * 40 + 10;
        fleet.until("work in flight", |seen| seen.len() > enough).await;
        // As abrupt as it gets inside one process: every task of its loop is dropped where it stands.
        planner.task.abort();
        planner.shutdown.request();
        planner = fleet.planner();
    }
    for id in &ids {
        let state = fleet.ended(*id).await;
        assert_eq!(state.status, WorkflowStatus::Completed, "{:?}", state.errors);
        assert_eq!(state.total_cost_so_far.to_string(), "0.1000");
        let events = fleet.db.store.events_after(&cursor(*id), 1_000).await.expect("events");
        let finished = events.iter().filter(|event| event.is_last()).count();
        assert_eq!(finished, 1);
    }
    assert_eq!(fleet.nodes().len(), 10);
    planner.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_planner_without_its_consumers_is_not_ready_and_recovers() {
    let mut fleet = Fleet::start().await;
    fleet.agents(|_| Mood::Answers).await;
    let planner = fleet.planner();
    planner.until_ready_is(true).await;
    fleet.node.stop();
    planner.until_ready_is(false).await;
    fleet.node.start_again();
    planner.until_ready_is(true).await;
    // What was accepted while nobody could be told is found.
    let id = fleet.submit(BriefInput::default()).await;
    assert_eq!(fleet.ended(id).await.status, WorkflowStatus::Completed);
    planner.stop().await;
}
