//! The worker program is killed (SIGKILL) at random instants while it makes clips with a hosted model. Nothing is paid
//! twice, what the provider had taken is gone on with, and what nobody can know is said to be unknown.
//!
//! `KILLS=200 KILLS_SEED=7 cargo nextest run --release -p aida-workers --test kills --no-capture`

#[path = "hosted/stage.rs"]
#[allow(dead_code, reason = "shared with the tests of one process")]
mod stage;

use std::{
    collections::{BTreeSet, HashMap},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use aida_broker::{Broker, BrokerOptions, QueueDepth, decode, testing::PrivateBroker};
use aida_models::JobContext;
use aida_protocol::{
    Agent, JobInput, JobMessage, JobOutcome, NodeId, ReplyMessage, Step, TenantId, Usd, WorkflowId,
    routing::{DEAD_QUEUE, REPLY_QUEUE, job_queue},
};
use stage::Stage;
use tokio::time::{sleep, timeout};

/// Jobs that are in hand or in the queue.
const OUTSTANDING: usize = 4;
/// Milliseconds between the moment at which a worker has its jobs and its death, at most.
const LATEST: u64 = 2_200;
/// Every third one dies early, while it asks the provider.
const EARLY: u64 = 300;
const PATIENCE: Duration = Duration::from_secs(120);

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// Xorshift (Marsaglia 2003): the instants are random and can be had again.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

/// A worker process, killed at the latest when the test ends.
struct Worker(Child);

impl Worker {
    fn kill(&mut self) {
        // Nothing to do when it has ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.kill();
    }
}

struct World {
    stage: Stage,
    broker: Broker,
    /// Asks how deep queues are; apart from the connection that hears the replies.
    watch: Broker,
    url: String,
    /// The attempt that is open, by workflow.
    open: HashMap<WorkflowId, i32>,
    jobs: usize,
    done: usize,
    failed_attempts: usize,
    /// Jobs that had been in the hands of three killed workers; by design they become dead letters, and the planner makes
    /// another attempt.
    poisoned: usize,
}

impl World {
    fn worker(&self) -> Worker {
        let settings = self.stage.environment();
        let child = Command::new(env!("CARGO_BIN_EXE_aida-worker"))
            .envs(settings)
            .env("AIDA_BROKER__URL", &self.url)
            .env("AIDA_WORKER__AGENTS", "video")
            .env("AIDA_METRICS__LISTEN", "127.0.0.1:0")
            .env("AIDA_LOG__LEVEL", "error")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn();
        Worker(child.expect("the worker starts"))
    }

    async fn dispatch(&mut self, workflow: WorkflowId, attempt: i32) {
        let node = NodeId::scene(Step::Clip, 1);
        let _: JobContext = self.stage.attempt_of(workflow, node, attempt).await;
        let (mut input, _) = self.stage.clip_input(1);
        input.scene.duration = 1.0;
        input.slot.film = 1.0;
        input.picture.duration = 1.0;
        // Another motion for each, so that none is taken from another's.
        input.scene.text = format!("Passi {workflow}");
        input.picture.image = self.stage.stored_still().await;
        let job = self.stage.job(workflow, node, attempt, JobInput::Video(Box::new(input)));
        self.broker.publisher().publish(&job_queue(Agent::Video), "job", &job).await.expect("a confirm");
        self.open.insert(workflow, attempt);
    }

    /// Waits until the broker has seen that the killed worker is gone: what it had in hand is back in the queue.
    async fn until_gone(&self) {
        self.until("a worker that was killed is still there", |depth| depth.consumers == 0).await;
    }

    /// Waits until a worker has every job in hand.
    async fn until_taken(&self) {
        self.until("no worker takes the jobs", |depth| depth.consumers > 0 && depth.messages == 0).await;
    }

    async fn until(&self, otherwise: &str, holds: impl Fn(QueueDepth) -> bool) {
        let since = Instant::now();
        while !holds(self.watch.queue_depth(&job_queue(Agent::Video)).await.expect("the depth")) {
            assert!(since.elapsed() < PATIENCE, "{otherwise}");
            sleep(Duration::from_millis(20)).await;
        }
    }

    async fn new_job(&mut self) {
        let workflow = self.stage.another_workflow().await;
        self.jobs += 1;
        self.dispatch(workflow, 1).await;
    }

    /// As the planner would: another attempt. That the letter is dead for three crashes and for nothing else is checked.
    async fn died(&mut self, job: JobMessage) {
        let (workflow, attempt) = (job.workflow_id, job.attempt);
        if self.open.get(&workflow) != Some(&attempt) {
            return;
        }
        self.poisoned += 1;
        self.stage
            .execute(&format!(
                "DO $$ BEGIN
                     IF (SELECT crashes FROM job WHERE workflow_id = '{workflow}' AND attempt = {attempt}) < 3 THEN
                         RAISE EXCEPTION 'a dead letter without three crashes';
                     END IF;
                     UPDATE job SET status = 'failed' WHERE workflow_id = '{workflow}' AND attempt = {attempt};
                 END $$"
            ))
            .await;
        self.dispatch(workflow, attempt + 1).await;
    }

    /// As the planner would: what failed is tried again, what is done is followed by another.
    async fn heard(&mut self, reply: ReplyMessage, more: bool) {
        if self.open.get(&reply.workflow_id) != Some(&reply.attempt) {
            return;
        }
        self.open.remove(&reply.workflow_id);
        let status =
            if matches!(reply.outcome, JobOutcome::Succeeded { .. }) { "succeeded" } else { "failed" };
        let (workflow, attempt) = (reply.workflow_id, reply.attempt);
        self.stage
            .execute(&format!(
                "UPDATE job SET status = '{status}' WHERE workflow_id = '{workflow}' AND attempt = {attempt}"
            ))
            .await;
        match reply.outcome {
            JobOutcome::Succeeded { .. } => {
                self.done += 1;
                if more {
                    self.new_job().await;
                }
            }
            JobOutcome::Failed { error, .. } => {
                assert!(attempt < 20, "{error}");
                self.failed_attempts += 1;
                self.dispatch(workflow, attempt + 1).await;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_is_killed_at_any_instant_pays_nothing_twice() {
    let (kills, seed) = (number("KILLS", 8), number("KILLS_SEED", 7).max(1));
    let (node, stage) = (PrivateBroker::start(), Stage::slow_to_say_so(Duration::from_millis(150)).await);
    let options = BrokerOptions { publish_timeout: PATIENCE, ..BrokerOptions::default() };
    let broker = Broker::connect(&node.url(), "planner", options.clone()).await.unwrap();
    let watch = Broker::connect(&node.url(), "watch", options).await.unwrap();
    let mut replies = broker.consume(REPLY_QUEUE, 10).await.unwrap();
    let mut letters = broker.consume(DEAD_QUEUE, 10).await.unwrap();
    let url = node.url();
    let mut world = World {
        stage,
        broker,
        watch,
        url,
        open: HashMap::new(),
        jobs: 0,
        done: 0,
        failed_attempts: 0,
        poisoned: 0,
    };
    for _ in 0..OUTSTANDING {
        world.new_job().await;
    }
    let mut chance = Chance(seed);
    let (mut between, mut resumable) = (BTreeSet::new(), BTreeSet::new());
    for kill in 1..=kills {
        let mut worker = world.worker();
        world.until_taken().await;
        let instant = sleep(Duration::from_millis(chance.below(if kill % 3 > 0 { LATEST } else { EARLY })));
        tokio::pin!(instant);
        loop {
            tokio::select! {
                () = &mut instant => break,
                delivery = replies.next() => {
                    let delivery = delivery.expect("a consumer");
                    let reply = decode(&delivery.body).expect("a reply");
                    delivery.ack().await.expect("an ack");
                    world.heard(reply, true).await;
                }
                delivery = letters.next() => {
                    let delivery = delivery.expect("a consumer");
                    let job = decode(&delivery.body).expect("a job");
                    delivery.ack().await.expect("an ack");
                    world.died(job).await;
                }
            }
        }
        worker.kill();
        world.until_gone().await;
        between.extend(world.stage.db.store.calls_at("open").await.unwrap());
        resumable.extend(world.stage.db.store.calls_at("submitted").await.unwrap());
        if kill % 20 == 0 || kills < 20 {
            println!("{kill} kills, {} jobs done, {} between POST and id", world.done, between.len());
        }
    }
    let mut last = world.worker();
    while !world.open.is_empty() {
        let next = async {
            tokio::select! {
                reply = replies.next() => (true, reply.expect("a consumer")),
                letter = letters.next() => (false, letter.expect("a consumer")),
            }
        };
        let (is_reply, delivery) = timeout(PATIENCE, next).await.expect("a word in time");
        let body = delivery.body.clone();
        delivery.ack().await.expect("an ack");
        if is_reply {
            world.heard(decode(&body).expect("a reply"), false).await;
        } else {
            world.died(decode(&body).expect("a job")).await;
        }
    }
    last.kill();
    let bill = world.stage.bill();
    let counts = world.stage.statuses().await;
    let count = |status: &str| counts.get(status).copied().unwrap_or(0);
    let (between, resumable) = (between.len(), resumable.len());
    println!(
        "{kills} kills, {} jobs, {} charges; calls: {counts:?}; {between} killed between POST and id, {resumable} resumed; \
         {} jobs in the hands of three that were killed, {} failed attempts",
        world.jobs,
        bill.charges.len(),
        world.poisoned,
        world.failed_attempts
    );
    assert_eq!((world.done, world.failed_attempts), (world.jobs, 0));
    assert!(bill.charges.len() <= world.jobs, "{} charges, {} jobs", bill.charges.len(), world.jobs);
    assert_eq!(count("unknown"), between, "unknown is what was cut between POST and id");
    assert_eq!(count("open") + count("submitted"), 0, "every call with an id was gone on with");
    assert_eq!(count("succeeded") + count("unknown"), counts.values().sum::<usize>(), "nothing failed");
    let (fleet, tenant) = world.stage.db.store.spend_today(&TenantId::local()).await.unwrap();
    assert_eq!((fleet.reserved, tenant.reserved), (Usd::ZERO, Usd::ZERO));
}
