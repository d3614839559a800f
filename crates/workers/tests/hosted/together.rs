//! What holds for the whole fleet: budgets, breakers, rates, the retry budget, the cache. Two workers here share nothing
//! but the database and the object store.

use aida_lab::fakes::Fault;
use aida_models::JobContext;
use aida_ops::Metrics;
use aida_protocol::{NodeId, Step};
use aida_workers::Models;

use crate::{
    stage::{FRAME, Stage},
    usd,
};

fn has(metrics: &Metrics, line: &str) -> bool {
    metrics.text().unwrap().lines().any(|found| found == line)
}

/// One still, by whoever does it.
async fn draw(stage: &Stage, models: &Models, number: u16) -> JobContext {
    let context = stage.attempt(NodeId::scene(Step::Visual, number), 1).await;
    let mut input = stage.visual_input(number);
    input.frame = FRAME;
    models.image.draw(&input, &context).await.unwrap();
    context
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_workflows_at_once_never_pass_the_day_s_limit() {
    let limit = usd(2.0);
    let stage = Stage::of(
        |settings| settings.tenant_daily_limit_cents = 200,
        |catalogue| {
            catalogue
                .replace("requests_per_minute = 120", "requests_per_minute = 100000")
                .replace("concurrent = 10\n", "concurrent = 64\n")
        },
    )
    .await;
    let scope = format!("tenant:local:{}", chrono::Utc::now().format("%Y-%m-%d"));
    let (second, _) = stage.another_worker();
    // The database itself refuses any state above the limit; a call that would make one then fails, and its film with it.
    let most = limit.ten_thousandths();
    let never =
        format!("ALTER TABLE spend ADD CHECK (scope NOT LIKE 'tenant:%' OR reserved + spent <= {most})");
    stage.execute(&never).await;
    let films = (0..200_u16).map(|number| {
        let models = if number % 2 == 0 { &stage.models } else { &second };
        let stage = &stage;
        async move {
            let workflow = stage.another_workflow().await;
            let context = stage.attempt_of(workflow, NodeId::scene(Step::Visual, 1), 1).await;
            // Each its own picture, so that none is taken from the ledger.
            let mut input = stage.visual_input(number + 1);
            input.frame = FRAME;
            models.image.draw(&input, &context).await.unwrap();
            let told = context.told().clone();
            (told.model.unwrap(), told.downgrades)
        }
    });
    let made = futures::future::join_all(films).await;
    let spend = stage.db.store.spend_of(&scope).await.unwrap();
    let billed = stage.bill().micro_usd();
    let count = |model: &str| made.iter().filter(|(made_by, _)| made_by == model).count();
    println!(
        "spent {} of {limit} USD, billed {billed} millionths; {} FLUX Pro, {} FLUX schnell, {} studio",
        spend.spent,
        count("FLUX Pro"),
        count("FLUX schnell"),
        count("studio/illustrator"),
    );
    assert_eq!(spend.reserved, usd(0.0));
    assert!(spend.spent <= limit && billed <= 2_000_000, "{} spent, {billed} billed", spend.spent);
    assert_eq!(spend.spent.ten_thousandths() as u64 * 100, billed);
    // As much as fits was bought, and who went without says why.
    assert!(limit - spend.spent < usd(0.04), "{}", spend.spent);
    let without = made.iter().filter(|(model, _)| model == "studio/illustrator");
    for (_, downgrades) in without {
        assert!(downgrades.iter().any(|one| one.reason.contains("budget")), "{downgrades:?}");
    }
    assert!(count("studio/illustrator") > 100);
}

#[tokio::test]
async fn a_breaker_that_one_worker_opens_is_open_for_the_other() {
    let stage = Stage::new().await;
    stage.fakes.fail_always("fal.submit@flux-pro", Fault::Status(500));
    for number in 1..=5 {
        assert_eq!(draw(&stage, &stage.models, number).await.made_by(""), "FLUX schnell");
    }
    assert!(has(&stage.metrics, "aida_model_breaker{model=\"FLUX Pro\"} 1"));
    assert!(has(&stage.metrics, "aida_model_calls_total{model=\"FLUX Pro\",outcome=\"failed\"} 5"));
    let asked = || stage.fakes.seen().len();
    let (second, metrics) = stage.another_worker();
    let before = asked();
    assert_eq!(draw(&stage, &second, 6).await.made_by(""), "FLUX schnell");
    assert_eq!(asked(), before + 1, "the broken model was not asked");
    assert!(has(&metrics, "aida_model_breaker{model=\"FLUX Pro\"} 1"));
    // Time goes by; of two workers one finds out that it answers again.
    aida_store::testing::execute(&stage.db.url, "UPDATE model_health SET open_until = now()").await;
    stage.fakes.heal();
    let ((third, _), (fourth, _)) = (stage.another_worker(), stage.another_worker());
    tokio::join!(draw(&stage, &third, 7), draw(&stage, &fourth, 8));
    assert_eq!(draw(&stage, &third, 9).await.made_by(""), "FLUX Pro");
    let changes = stage.db.store.model_changes().await.unwrap();
    let states: Vec<&str> = changes.iter().rev().map(|change| change.state.as_str()).collect();
    assert_eq!(states, ["open", "half_open", "closed"]);
}

#[tokio::test]
async fn calls_under_way_are_counted_over_both_workers() {
    let two = |catalogue: String| catalogue.replace("concurrent = 10\n", "concurrent = 2\n");
    let stage = Stage::of(|_| {}, two).await;
    let (second, metrics) = stage.another_worker();
    let draws = (1..=8).map(|number| {
        let models = if number % 2 == 0 { &stage.models } else { &second };
        draw(&stage, models, number)
    });
    for context in futures::future::join_all(draws).await {
        assert_eq!(context.made_by(""), "FLUX Pro", "it waited for its place");
    }
    assert!(stage.fakes.most_at_once() <= 2, "{}", stage.fakes.most_at_once());
    let text = metrics.text().unwrap() + &stage.metrics.text().unwrap();
    assert!(text.contains("aida_model_waits_total{provider=\"fal\",why=\"concurrent\"}"), "{text}");
}

#[tokio::test]
async fn one_call_in_ten_may_be_a_repetition() {
    let stage = Stage::new().await;
    let (second, metrics) = stage.another_worker();
    stage.fakes.fail("fal.submit", Fault::Status(503));
    assert_eq!(draw(&stage, &stage.models, 1).await.made_by(""), "FLUX schnell", "no budget yet");
    assert!(has(&stage.metrics, "aida_model_retries_total{outcome=\"refused\",provider=\"fal\"} 1"));
    for number in 2..=10 {
        draw(&stage, &stage.models, number).await;
    }
    stage.fakes.fail("fal.submit", Fault::RateLimited { seconds: 1 });
    let context = draw(&stage, &second, 11).await;
    assert_eq!(context.made_by(""), "FLUX Pro", "asked again after the second it wanted");
    assert!(context.told().downgrades.is_empty());
    assert!(has(&metrics, "aida_model_retries_total{outcome=\"made\",provider=\"fal\"} 1"));
    stage.fakes.fail("fal.submit", Fault::Status(503));
    assert_eq!(draw(&stage, &stage.models, 12).await.made_by(""), "FLUX schnell", "used up by the other");
    assert_eq!(stage.bill().charges.len(), 12);
}

#[tokio::test]
async fn the_same_is_paid_once_by_both_workers() {
    let stage = Stage::new().await;
    draw(&stage, &stage.models, 1).await;
    let (second, metrics) = stage.another_worker();
    let workflow = stage.another_workflow().await;
    let context = stage.attempt_of(workflow, NodeId::scene(Step::Visual, 1), 1).await;
    let mut input = stage.visual_input(1);
    input.frame = FRAME;
    let drawn = second.image.draw(&input, &context).await.unwrap();
    assert_eq!((context.made_by(""), drawn.cost), ("FLUX Pro".to_owned(), usd(0.0)));
    assert_eq!(stage.bill().charges.len(), 1);
    assert!(has(&metrics, "aida_model_reused_total{model=\"FLUX Pro\"} 1"));
}
