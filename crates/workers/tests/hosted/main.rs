//! Hosted models behind the agents: paid once, fallen back from, kept from what is private.

mod canaries;
mod midjourney;
#[allow(dead_code, reason = "shared with the test that kills workers")]
mod stage;
mod together;
mod webhooks;

use aida_lab::fakes::Fault;
use aida_protocol::{BudgetType, ErrorKind, NodeId, Step, Usd};
use stage::{FRAME, Stage};

fn usd(dollars: f64) -> Usd {
    Usd::from_dollars(dollars).unwrap()
}

#[tokio::test]
async fn every_agent_works_with_a_hosted_model_and_the_bill_agrees() {
    let stage = Stage::new().await;
    let (script, context) = stage.write().await;
    assert_eq!(context.made_by(""), "Claude Sonnet 5.5");
    assert!(script.scenes.len() == 3 && script.voiceover.starts_with("Il passo"));
    let mut paid = context.told().paid;

    let context = stage.attempt(NodeId::once(Step::Director), 1).await;
    let directed = stage.models.storyboard.direct(&stage.director_input(&script), &context).await.unwrap();
    assert_eq!(directed.storyboard.scenes.len(), 3);
    paid += directed.cost;

    let context = stage.attempt(NodeId::once(Step::Audio), 1).await;
    let mixed = stage.models.speech.speak(&stage.audio_input(&script), &context).await.unwrap();
    assert_eq!(context.made_by(""), "XTTS v2");
    assert!(
        (mixed.duration - 12.0).abs() < 0.01 && mixed.narration.iter().all(|scene| !scene.words.is_empty())
    );
    paid += mixed.cost;

    let context = stage.attempt(NodeId::scene(Step::Visual, 1), 1).await;
    let drawn = stage.models.image.draw(&stage.visual_input(1), &context).await.unwrap();
    assert_eq!((context.made_by(""), drawn.cost), ("FLUX Pro".to_owned(), usd(0.04)));
    paid += drawn.cost;

    let context = stage.attempt(NodeId::scene(Step::Clip, 1), 1).await;
    let (input, files) = stage.clip_input(1);
    let clip = stage.models.video.animate(&input, &files, &context).await.unwrap();
    assert_eq!((context.made_by(""), clip.cost), ("Kling 2.5 Pro".to_owned(), usd(0.35)));
    let probed = aida_ffmpeg::probe(&clip.video.path).unwrap();
    assert_eq!((probed.video[0].width, probed.video[0].height), (FRAME.width, FRAME.height));
    assert_eq!(probed.video[0].frames, Some(120));
    paid += clip.cost;

    assert_eq!(stage.agree().await, paid);
    assert!(stage.lines().await.iter().all(|line| line.status == "succeeded"));
}

#[tokio::test]
async fn a_primary_that_fails_in_any_way_is_passed_over_with_a_word() {
    let stage = Stage::with(|settings| settings.request_timeout_seconds = 1).await;
    let cases = [
        ("fal.submit", Fault::RateLimited { seconds: 1 }, "rate_limited", "failed"),
        ("fal.submit", Fault::Status(500), "unavailable", "failed"),
        ("fal.submit", Fault::Hang, "unknown", "unknown"),
        ("fal.file", Fault::WrongType, "invalid_output", "failed"),
        ("fal.file", Fault::Truncated, "invalid_output", "failed"),
        ("fal.submit", Fault::BadAnswer, "unknown", "unknown"),
        ("fal.submit", Fault::Refuse, "refused", "failed"),
        ("fal.submit", Fault::CompletedWithError, "unavailable", "failed"),
        ("fal.submit", Fault::LoseReply, "unknown", "unknown"),
        ("fal.result", Fault::BadAnswer, "invalid_output", "failed"),
    ];
    for (number, (point, fault, reason, status)) in (1..).zip(cases) {
        let charges = stage.bill().charges.len();
        // A file is fetched three times.
        for _ in 0..if point == "fal.file" { 3 } else { 1 } {
            stage.fakes.fail(point, fault);
        }
        let node = NodeId::scene(Step::Visual, number);
        let context = stage.attempt(node, 1).await;
        let drawn = stage.models.image.draw(&stage.visual_input(number), &context).await;
        assert!(drawn.is_ok(), "{fault:?}: {drawn:?}");
        assert_eq!(context.made_by(""), "FLUX schnell", "{fault:?}");
        let told = context.told().clone();
        let [downgrade] = &told.downgrades[..] else { panic!("{fault:?}: {:?}", told.downgrades) };
        assert_eq!((downgrade.from.as_str(), downgrade.to.as_str()), ("FLUX Pro", "FLUX schnell"));
        assert!(downgrade.reason.contains(reason), "{fault:?}: {}", downgrade.reason);
        // Each way on its own: five in a row would open the breaker.
        stage.execute("UPDATE model_health SET failures = 0").await;
        let lines = stage.lines().await;
        let mine: Vec<&str> = lines
            .iter()
            .filter(|line| line.node == node.to_string())
            .map(|line| line.status.as_str())
            .collect();
        assert_eq!(mine, [status, "succeeded"], "{fault:?}");
        assert!(stage.bill().charges.len() - charges <= 2, "{fault:?}");
    }
    stage.agree().await;
}

#[tokio::test]
async fn a_clip_that_may_have_been_paid_is_not_paid_elsewhere() {
    let stage = Stage::new().await;
    stage.fakes.fail("fal.submit", Fault::LoseReply);
    let context = stage.attempt(NodeId::scene(Step::Clip, 1), 1).await;
    let (input, files) = stage.clip_input(1);
    stage.models.video.animate(&input, &files, &context).await.unwrap();
    assert_eq!(context.made_by(""), "studio/motion");
    let told = context.told().clone();
    let [downgrade] = &told.downgrades[..] else { panic!("{:?}", told.downgrades) };
    assert!(downgrade.to == "studio/motion" && downgrade.reason.contains("unknown"), "{downgrade:?}");
    assert_eq!(stage.bill().charges.len(), 1);
    let lines = stage.lines().await;
    assert!(lines.len() == 1 && lines[0].status == "unknown", "{lines:?}");
    stage.agree().await;
}

#[tokio::test]
async fn files_that_are_wrong_are_fetched_again_and_not_paid_again() {
    let stage = Stage::new().await;
    for (number, fault) in (1..).zip([Fault::Truncated, Fault::WrongType, Fault::LoseReply]) {
        stage.fakes.fail("fal.file", fault);
        let context = stage.attempt(NodeId::scene(Step::Visual, number), 1).await;
        stage.models.image.draw(&stage.visual_input(number), &context).await.unwrap();
        assert_eq!(context.made_by(""), "FLUX Pro", "{fault:?}");
    }
    assert_eq!(stage.bill().charges.len(), 3);
    stage.agree().await;
}

#[tokio::test]
async fn writers_fall_back_and_mend_their_answers() {
    for (fault, model, charges) in [
        (Fault::Status(529), "Claude Haiku 5.5", 1),
        (Fault::RateLimited { seconds: 1 }, "Claude Haiku 5.5", 1),
        (Fault::Refuse, "Claude Haiku 5.5", 2),
        (Fault::BadAnswer, "Claude Haiku 5.5", 2),
        (Fault::LoseReply, "Claude Haiku 5.5", 2),
    ] {
        let stage = Stage::new().await;
        stage.fakes.fail("anthropic", fault);
        let (_, context) = stage.write().await;
        assert_eq!(context.made_by(""), model, "{fault:?}");
        assert_eq!(stage.bill().charges.len(), charges, "{fault:?}");
        assert_eq!(context.told().downgrades.len(), 1, "{fault:?}");
    }
    let stage = Stage::new().await;
    stage.fakes.fail_always("anthropic", Fault::Status(500));
    let (script, context) = stage.write().await;
    assert!(!script.scenes.is_empty());
    assert_eq!(context.made_by(""), "studio/writer");
    assert_eq!(stage.bill().charges, []);
}

#[tokio::test]
async fn a_worker_that_goes_away_is_followed_by_one_that_pays_nothing() {
    let stage = Stage::new().await;
    let (node, (input, files)) = (NodeId::scene(Step::Clip, 1), stage.clip_input(1));
    for _ in 0..3 {
        let context = stage.attempt(node, 1).await;
        let mut work = std::pin::pin!(stage.models.video.animate(&input, &files, &context));
        // Dropped, as a process that is killed drops it: once the provider has its request and we its ticket.
        loop {
            tokio::select! {
                biased;
                done = &mut work => panic!("too quick: {done:?}"),
                () = tokio::time::sleep(std::time::Duration::from_millis(10)) => {}
            }
            if stage.lines().await.iter().any(|line| line.status == "submitted") {
                break;
            }
        }
    }
    assert_eq!(stage.bill().charges.len(), 1);
    let context = stage.attempt(node, 2).await;
    let clip = stage.models.video.animate(&input, &files, &context).await.unwrap();
    assert_eq!((context.made_by(""), clip.cost), ("Kling 2.5 Pro".to_owned(), usd(0.35)));
    // And once more, after its reply was lost: the file is in the store.
    let context = stage.attempt(node, 2).await;
    let again = stage.models.video.animate(&input, &files, &context).await.unwrap();
    assert_eq!(again.duration, clip.duration);
    assert_eq!(stage.bill().charges.len(), 1);
    stage.agree().await;
}

#[tokio::test]
async fn a_hard_limit_stops_calls_and_the_cheaper_model_does_it() {
    let mut stage = Stage::new().await;
    stage.brief.budget_constraints.kind = BudgetType::HardLimit;
    stage.brief.budget_constraints.max_cost = Some(usd(0.06));
    let mut models = Vec::new();
    for number in 1..=4 {
        let context = stage.attempt(NodeId::scene(Step::Visual, number), 1).await;
        let mut input = stage.visual_input(number);
        // The studio draws these quickly.
        input.frame = FRAME;
        stage.models.image.draw(&input, &context).await.unwrap();
        models.push(context.made_by(""));
    }
    let spent = stage.agree().await;
    assert!(spent <= usd(0.06), "{spent}");
    assert!(!models.contains(&"Kling 2.5 Pro".to_owned()) && !models.is_empty(), "{models:?}");
}

#[tokio::test]
async fn what_is_private_does_not_leave() {
    let mut stage = Stage::new().await;
    let canary = "RSSMRA85T10A562S";
    stage.brief.must_have = vec![format!("Il codice è {canary}")];
    let (_, context) = stage.write().await;
    assert_eq!(context.made_by(""), "studio/writer", "an identifier stays here");
    stage.brief.must_have = vec!["Scrivi a anna.rossi@example.org".into()];
    let (_, context) = stage.write().await;
    assert_eq!(context.made_by(""), "Claude Sonnet 5.5", "an address is masked");
    let sent = stage.fakes.seen().join("\n");
    assert!(sent.contains("[EMAIL_1]"));
    for secret in [canary, "anna.rossi", "example.org"] {
        assert!(!sent.contains(secret), "{secret} left");
    }
    let open = Stage::with(|settings| settings.privacy = "local_only".into()).await;
    let (_, context) = open.write().await;
    assert_eq!(context.made_by(""), "studio/writer");
    assert!(open.fakes.seen().is_empty());
}

#[tokio::test]
async fn without_keys_the_studio_works_alone() {
    let stage = Stage::with(|settings| {
        settings.anthropic_key = None;
        settings.fal_key = None;
        settings.addresses.clear();
    })
    .await;
    let (_, context) = stage.write().await;
    assert_eq!(context.told().model, None, "the studio's own, without a chain around it");
    assert_eq!(stage.models.script.id(), "studio/writer");
    assert!(stage.fakes.seen().is_empty() && stage.catalogue().contains("FLUX Pro"));
}

#[tokio::test]
async fn a_broken_database_means_no_call() {
    let stage = Stage::new().await;
    let context = stage.attempt(NodeId::once(Step::Writer), 1).await;
    aida_store::testing::execute(&stage.db.url, "ALTER TABLE model_call RENAME TO gone").await;
    let input = aida_protocol::WriterInput { brief: stage.brief.clone() };
    let error = stage.models.script.write(&input, &context).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unavailable);
    assert_eq!(stage.bill().charges, []);
}
