//! Two worker programs on one broker and one database: what is counted for the fleet is counted over both, and both say so
//! in their metrics.

#[path = "hosted/stage.rs"]
#[allow(dead_code, reason = "shared with the tests of one process")]
mod stage;

use std::{
    collections::HashMap,
    net::SocketAddr,
    process::{Child, Command, Stdio},
    time::Duration,
};

use aida_broker::{Broker, BrokerOptions, Consumer, decode, testing::PrivateBroker};
use aida_lab::fakes::Fault;
use aida_protocol::{
    Agent, JobInput, JobOutcome, NodeId, ReplyMessage, Step,
    routing::{REPLY_QUEUE, job_queue},
};
use stage::{FRAME, Stage};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

const PATIENCE: Duration = Duration::from_secs(120);
/// Rounds after which one of two workers that never gets a job counts as dead.
const ROUNDS: u16 = 30;

/// A worker program, killed when the test ends.
struct Worker {
    child: Child,
    metrics: SocketAddr,
}

impl Drop for Worker {
    fn drop(&mut self) {
        // Nothing to do when it has ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Worker {
    fn start(stage: &Stage, broker: &str) -> Self {
        let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let metrics = free.local_addr().expect("its number");
        drop(free);
        let child = Command::new(env!("CARGO_BIN_EXE_aida-worker"))
            .envs(stage.environment())
            .env("AIDA_BROKER__URL", broker)
            .env("AIDA_WORKER__AGENTS", "visual")
            .env("AIDA_WORKER__PERMITS", "visual=2")
            .env("AIDA_METRICS__LISTEN", metrics.to_string())
            .env("AIDA_LOG__LEVEL", "error")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn();
        Worker { child: child.expect("the worker starts"), metrics }
    }

    /// Its metrics; nothing as long as it does not listen.
    async fn text(&self) -> String {
        let mut text = String::new();
        if let Ok(mut stream) = TcpStream::connect(self.metrics).await {
            let ask = format!("GET /metrics HTTP/1.0\r\nHost: {}\r\n\r\n", self.metrics);
            stream.write_all(ask.as_bytes()).await.expect("sent");
            stream.read_to_string(&mut text).await.expect("an answer");
        }
        text
    }

    /// The sum of the metric's lines that hold `part`.
    async fn count(&self, part: &str) -> f64 {
        let text = self.text().await;
        let lines = text.lines().filter(|line| !line.starts_with('#') && line.contains(part));
        lines.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum()
    }
}

struct World {
    stage: Stage,
    broker: Broker,
    replies: Consumer,
    workers: [Worker; 2],
}

/// Who did how many jobs, and with which model.
#[derive(Default, Debug)]
struct Done {
    by: HashMap<String, usize>,
    models: HashMap<String, usize>,
    /// Why another model than the first stood in; the planner makes events of them.
    reasons: Vec<String>,
}

impl World {
    /// Two programs that fal.ai lets so many calls in a minute, and so many at once.
    async fn start(per_minute: u32, concurrent: u32) -> (PrivateBroker, World) {
        let node = PrivateBroker::start();
        let rates = |catalogue: String| {
            catalogue
                .replace("requests_per_minute = 120", &format!("requests_per_minute = {per_minute}"))
                .replace("concurrent = 10\n", &format!("concurrent = {concurrent}\n"))
        };
        let stage = Stage::of(|_| {}, rates).await;
        let options = BrokerOptions { publish_timeout: PATIENCE, ..BrokerOptions::default() };
        let broker = Broker::connect(&node.url(), "planner", options).await.expect("the broker");
        let replies = broker.consume(REPLY_QUEUE, 10).await.expect("a consumer");
        let workers = [Worker::start(&stage, &node.url()), Worker::start(&stage, &node.url())];
        (node, World { stage, broker, replies, workers })
    }

    /// Publishes the pictures of these numbers, each in a workflow of its own, and hears the replies.
    async fn round(&mut self, numbers: &[u16], done: &mut Done) {
        for number in numbers {
            let (workflow, node) = (self.stage.another_workflow().await, NodeId::scene(Step::Visual, 1));
            let _ = self.stage.attempt_of(workflow, node, 1).await;
            let mut input = self.stage.visual_input(*number);
            input.frame = FRAME;
            let job = self.stage.job(workflow, node, 1, JobInput::Visual(Box::new(input)));
            let queue = job_queue(Agent::Visual);
            self.broker.publisher().publish(&queue, "job", &job).await.expect("a confirm");
        }
        for _ in numbers {
            let delivery = timeout(PATIENCE, self.replies.next()).await.expect("a reply in time");
            let delivery = delivery.expect("a consumer");
            let reply: ReplyMessage = decode(&delivery.body).expect("a reply");
            delivery.ack().await.expect("an ack");
            let JobOutcome::Succeeded { model, .. } = reply.outcome else { panic!("{:?}", reply.outcome) };
            done.reasons.extend(reply.downgrades.into_iter().map(|one| one.reason));
            *done.by.entry(reply.worker).or_default() += 1;
            *done.models.entry(model).or_default() += 1;
        }
    }

    /// Rounds of four until both workers have had a hand in it.
    async fn by_both(&mut self, mut numbers: impl FnMut() -> [u16; 4]) -> Done {
        let mut done = Done::default();
        for _ in 0..ROUNDS {
            self.round(&numbers(), &mut done).await;
            if done.by.len() == 2 {
                return done;
            }
        }
        panic!("one worker does everything: {done:?}");
    }

    /// What both have counted together, and each.
    async fn counted(&self, part: &str) -> (f64, [f64; 2]) {
        let each = [self.workers[0].count(part).await, self.workers[1].count(part).await];
        (each.iter().sum(), each)
    }

    async fn both_say(&self, line: &str) -> bool {
        let says = |text: String| text.lines().any(|found| found == line);
        says(self.workers[0].text().await) && says(self.workers[1].text().await)
    }
}

/// Numbers of pictures that nobody has asked for yet.
fn fresh(next: &mut u16) -> [u16; 4] {
    *next += 4;
    [*next - 3, *next - 2, *next - 1, *next]
}

/// Of the pictures that are asked for in one minute, the first five come from fal.ai, whoever draws them.
#[tokio::test(flavor = "multi_thread")]
async fn two_programs_share_the_calls_of_a_minute() {
    const A_MINUTE: usize = 5;
    let (_node, mut world) = World::start(A_MINUTE as u32, 10).await;
    let mut next = 0;
    for minute in 1..=usize::from(ROUNDS) {
        let (mut done, numbers) = (Done::default(), [fresh(&mut next), fresh(&mut next)].concat());
        world.round(&numbers, &mut done).await;
        assert_eq!(world.stage.bill().charges.len(), A_MINUTE * minute, "{done:?}");
        assert_eq!(done.models.get("FLUX Pro"), Some(&A_MINUTE), "{done:?}");
        let rest = numbers.len() - A_MINUTE;
        assert_eq!(done.models.get("studio/illustrator"), Some(&rest), "{done:?}");
        assert!(done.reasons.iter().filter(|one| one.contains("busy (rate)")).count() >= rest, "{done:?}");
        let calls = "aida_model_calls_total{model=\"FLUX Pro\",outcome=\"succeeded\"}";
        let ((calls, each), (_, waits)) = (
            world.counted(calls).await,
            world.counted("aida_model_waits_total{provider=\"fal\",why=\"rate\"}").await,
        );
        assert_eq!(calls, (A_MINUTE * minute) as f64);
        if each.iter().chain(&waits).all(|count| *count > 0.0) {
            println!("{minute} minutes: {each:?} calls, {waits:?} waits");
            return;
        }
        // The minute is over.
        let over = "UPDATE model_call SET opened_at = opened_at - interval '1 minute'";
        world.stage.execute(over).await;
    }
    panic!("one worker makes all calls, or none of its calls has to wait");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_programs_count_rates_repetitions_breakers_and_stored_answers_together() {
    let (_node, mut world) = World::start(100_000, 1).await;
    let mut next = 0;

    // Of both together one call is under way at a time.
    let done = world.by_both(|| fresh(&mut next)).await;
    let charges = world.stage.bill().charges.len();
    assert_eq!(done.models, HashMap::from([("FLUX Pro".to_owned(), charges)]));
    assert_eq!(world.stage.fakes.most_at_once(), 1);
    assert!(world.counted("aida_model_waits_total{provider=\"fal\",why=\"concurrent\"}").await.0 > 0.0);

    // What one has paid for, both take from the store.
    world.by_both(|| [1, 2, 3, 4]).await;
    assert_eq!(world.stage.bill().charges.len(), charges);
    let (_, each) = world.counted("aida_model_reused_total{model=\"FLUX Pro\"}").await;
    assert!(each.iter().all(|count| *count > 0.0), "{each:?}");

    // One call in ten may be a repetition, whoever makes it.
    let made = "aida_model_retries_total{outcome=\"made\",provider=\"fal\"}";
    let refused = "aida_model_retries_total{outcome=\"refused\",provider=\"fal\"}";
    while world.stage.bill().charges.len() < 16 {
        world.round(&fresh(&mut next), &mut Done::default()).await;
    }
    for _ in 0..4 {
        // A success between them, so that the breaker stays closed.
        world.stage.fakes.fail("fal.submit@flux-pro", Fault::Status(503));
        world.round(&fresh(&mut next)[..2], &mut Done::default()).await;
    }
    let ((made, _), (refused, _)) = (world.counted(made).await, world.counted(refused).await);
    let calls = world.stage.statuses().await.values().sum::<usize>();
    println!("{calls} calls, {made} repeated, {refused} not repeated");
    assert!(made >= 1.0 && refused >= 1.0 && made <= calls as f64 / 10.0, "{made} and {refused} of {calls}");

    // Failures of both open the breaker for both.
    world.stage.fakes.fail_always("fal.submit@flux-pro", Fault::Status(500));
    let states = async |world: &World| -> Vec<String> {
        let changes = world.stage.db.store.model_changes().await.expect("changes");
        changes.into_iter().rev().map(|change| change.state).collect()
    };
    while states(&world).await.is_empty() {
        world.round(&fresh(&mut next), &mut Done::default()).await;
    }
    let done = world.by_both(|| fresh(&mut next)).await;
    assert!(!done.models.contains_key("FLUX Pro"), "{done:?}");
    // Each looks again with its next job, once what it knows is two seconds old.
    while !world.both_say("aida_model_breaker{model=\"FLUX Pro\"} 1").await {
        world.round(&fresh(&mut next), &mut Done::default()).await;
    }
    assert_eq!(states(&world).await, ["open"]);

    // Time goes by: one call of one of them finds out that it answers again.
    world.stage.fakes.heal();
    world.stage.execute("UPDATE model_health SET open_until = now()").await;
    while states(&world).await.len() < 3 {
        world.round(&fresh(&mut next), &mut Done::default()).await;
    }
    assert_eq!(states(&world).await, ["open", "half_open", "closed"]);
}
