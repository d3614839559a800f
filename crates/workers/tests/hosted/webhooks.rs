//! With a public address fal.ai tells when it is done: the worker then looks at once, and asks seldom until then. The API
//! that takes the webhooks is the real one, over the same database.

use std::{
    net::TcpListener,
    time::{Duration, Instant},
};

use aida_lab::fakes::Fault;
use aida_models::JobContext;
use aida_ops::{Secret, SecretUrl, Service, Settings};
use aida_protocol::{NodeId, Step};
use tokio::{task::JoinHandle, time::sleep};
use uuid::Uuid;

use crate::stage::{FRAME, Stage};

const PATIENCE: Duration = Duration::from_secs(60);
/// Nobody waits for a second look at the provider.
const NEVER_MS: u64 = 60_000;

struct Hooked {
    stage: Stage,
    api: JoinHandle<anyhow::Result<()>>,
}

impl Drop for Hooked {
    fn drop(&mut self) {
        self.api.abort();
    }
}

impl Hooked {
    /// `poll_ms`: pause between two looks. `submit_takes`: between taking a request and saying so.
    async fn new(poll_ms: u64, submit_takes: Duration) -> Self {
        Hooked::with(poll_ms, submit_takes, |catalogue| catalogue).await
    }

    async fn with(poll_ms: u64, submit_takes: Duration, rewrite: impl FnOnce(String) -> String) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let listen = free.local_addr().unwrap();
        drop(free);
        let change = |settings: &mut aida_ops::config::ModelSettings| {
            settings.webhook_url = Some(format!("http://{listen}/"));
            settings.poll_ms = poll_ms;
        };
        let stage = Stage::built(change, rewrite, submit_takes).await;
        let mut settings = Settings { models: stage.settings().clone(), ..Settings::default() };
        settings.database.url = SecretUrl::new(&stage.db.url);
        settings.broker.url = SecretUrl::new("amqp://guest:guest@127.0.0.1:9/%2f");
        settings.assets.url = stage.assets_url();
        settings.api.listen = listen;
        settings.api.key_pepper = Some(Secret::new("pepper of the tests, 32 characters"));
        let api = tokio::spawn(aida_api::serve(Service::for_tests("aida-api", settings).unwrap()));
        let hooked = Hooked { stage, api };
        hooked.until("the API listens", async || tokio::net::TcpStream::connect(listen).await.is_ok()).await;
        hooked
    }

    async fn until(&self, what: &str, condition: impl AsyncFn() -> bool) {
        let since = Instant::now();
        while !condition().await {
            assert!(since.elapsed() < PATIENCE && !self.api.is_finished(), "{what}: never");
            sleep(Duration::from_millis(10)).await;
        }
    }

    async fn draw(&self, attempt: i32) -> JobContext {
        let context = self.stage.attempt(NodeId::scene(Step::Visual, 1), attempt).await;
        let mut input = self.stage.visual_input(1);
        input.frame = FRAME;
        self.stage.models.image.draw(&input, &context).await.unwrap();
        context
    }

    /// What the fake was answered, once it has sent so many.
    async fn answers(&self, count: usize) -> Vec<u16> {
        self.until("webhooks are sent", async || self.stage.fakes.webhook_answers().len() >= count).await;
        self.stage.fakes.webhook_answers()
    }

    async fn told(&self) -> Option<String> {
        let succeeded = self.stage.db.store.calls_at("succeeded").await.unwrap();
        let [id]: [Uuid; 1] = succeeded.try_into().expect("one call that succeeded");
        self.stage.db.store.call_told(id).await.unwrap()
    }

    /// One picture by the first model, one charge, nothing unknown.
    async fn paid_once(&self, context: &JobContext) {
        assert_eq!(context.made_by(""), "FLUX Pro");
        assert!(context.told().downgrades.is_empty(), "{:?}", context.told().downgrades);
        let charges = self.stage.bill().charges;
        assert_eq!(charges.len(), 1, "{charges:?}");
        self.stage.agree().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_genuine_webhook_ends_the_wait_and_a_second_changes_nothing() {
    let hooked = Hooked::new(NEVER_MS, Duration::ZERO).await;
    hooked.stage.fakes.fail("fal.webhook", Fault::Double);
    let context = hooked.draw(1).await;
    assert_eq!(hooked.answers(2).await, [200, 200]);
    hooked.paid_once(&context).await;
    assert_eq!(hooked.told().await.as_deref(), Some(hooked.stage.bill().charges[0].request_id.as_str()));
}

#[tokio::test(flavor = "multi_thread")]
async fn forged_and_replayed_ones_wake_nobody_and_the_work_is_found_by_looking() {
    for fault in [Fault::Forge, Fault::Replay] {
        let hooked = Hooked::new(20, Duration::ZERO).await;
        hooked.stage.fakes.fail("fal.webhook", fault);
        let context = hooked.draw(1).await;
        assert_eq!(hooked.answers(1).await, [403], "{fault:?}");
        hooked.paid_once(&context).await;
        assert_eq!(hooked.told().await, None, "{fault:?}");
    }
    let hooked = Hooked::new(20, Duration::ZERO).await;
    hooked.stage.fakes.fail("fal.webhook", Fault::Silence);
    let context = hooked.draw(1).await;
    hooked.paid_once(&context).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_comes_before_the_submit_s_answer_is_not_lost() {
    let hooked = Hooked::new(NEVER_MS, Duration::from_secs(3)).await;
    let work = async {
        let context = hooked.draw(1).await;
        hooked.paid_once(&context).await;
    };
    let early = async {
        assert_eq!(hooked.answers(1).await, [200]);
        // The ledger does not know the request yet.
        assert_eq!(hooked.stage.statuses().await["open"], 1);
    };
    tokio::join!(work, early);
    assert_eq!(hooked.told().await.as_deref(), Some(hooked.stage.bill().charges[0].request_id.as_str()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_whose_answer_was_lost_is_found_by_its_webhook() {
    let hooked = Hooked::new(NEVER_MS, Duration::ZERO).await;
    hooked.stage.fakes.fail("fal.submit", Fault::LoseReply);
    let context = hooked.draw(1).await;
    hooked.paid_once(&context).await;
    assert!(hooked.told().await.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_call_of_which_a_webhook_tells_later_is_gone_on_with() {
    // One whose reply was lost is waited for as long as it usually takes, and half as long again.
    let quick = |catalogue: String| catalogue.replace("expected_seconds = 180", "expected_seconds = 1");
    let hooked = Hooked::with(20, Duration::ZERO, quick).await;
    let stage = &hooked.stage;
    stage.fakes.fail("fal.submit", Fault::LoseReply);
    stage.fakes.fail("fal.webhook", Fault::Silence);
    let (node, (input, files)) = (NodeId::scene(Step::Clip, 1), stage.clip_input(1));
    let context = stage.attempt(node, 1).await;
    stage.models.video.animate(&input, &files, &context).await.unwrap();
    assert_eq!(context.made_by(""), "studio/motion");
    let unknown = stage.db.store.calls_at("unknown").await.unwrap();
    let charges = stage.bill().charges;
    assert_eq!((unknown.len(), charges.len()), (1, 1));
    stage.db.store.tell_call(unknown[0], "fal", &charges[0].request_id).await.unwrap();
    let context = stage.attempt(node, 2).await;
    stage.models.video.animate(&input, &files, &context).await.unwrap();
    assert_eq!(context.made_by(""), "Kling 2.5 Pro");
    assert_eq!(stage.bill().charges, charges, "the first one's clip, and nothing more to pay");
    assert_eq!(stage.statuses().await["unknown"], 0);
    stage.agree().await;
}
