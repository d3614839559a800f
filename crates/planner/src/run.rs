use std::{
    sync::{Arc, Mutex, RwLock, atomic::AtomicI64},
    time::Duration,
};

use aida_broker::{Broker, BrokerOptions};
use aida_ops::{Check, Service, Settings};
use aida_store::{Store, StoreOptions};
use aida_workflow::Timings;
use anyhow::Context as _;
use futures::future::BoxFuture;
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::{
    asks::Asks,
    batcher::{Batcher, Leftover},
    clock::Clock,
    dead::DeadLetters,
    doubts::Doubts,
    inbox::Inbox,
    lost::{LostJobs, Reports},
    memory::{Memory, Trust},
    metrics::PlannerMetrics,
    outbox::Outbox,
    pace::StartRate,
    prices::Prices,
    replays::Replays,
    sweeper::{Admission, Sweeper},
};

/// A cancel has to reach a running job within a second.
const ASK_INTERVAL: Duration = Duration::from_millis(100);
/// How long the loop may stand still before the planner is not ready.
const STALLED: Duration = Duration::from_secs(10);
/// The broker gives what a planner holds to the others two to three heartbeats after it has come to a stop. What is given
/// out twice here is decided once, so that a planner that was only slow costs nothing; workers count such crashes.
const MOST_HEARTBEAT_SECONDS: u16 = 1;

/// Brings the schema up to date.
pub async fn migrate(service: &Service) -> anyhow::Result<()> {
    store(&service.settings, service.name)?.migrate().await.context("migrating")
}

/// Plans until the process is asked to end. Boxed, so that the planner's futures are compiled here and not
/// once more in every program that polls this one.
pub fn run(service: Service) -> BoxFuture<'static, anyhow::Result<()>> {
    Box::pin(serve(service))
}

async fn serve(service: Service) -> anyhow::Result<()> {
    spread_work();
    let settings = &service.settings;
    let [planning, sweeping] =
        ["planner", "sweeper"].map(|name| service.readiness.check(name, Some(STALLED)));
    let store = store(settings, service.name)?;
    store.migrate().await.context("migrating")?;
    let metrics = PlannerMetrics::new(&service.metrics)?;
    let prices = Prices::read(&settings.models)?;
    let broker =
        Broker::connect(settings.broker.url.expose(), service.name, broker_options(settings)).await?;
    let broker = Arc::new(broker);
    let planner = Uuid::now_v7();
    store.register_planner(planner, aida_ops::version(), &host()).await?;
    let outbox = Outbox::new(planner, broker.publisher());
    let timings = Arc::new(RwLock::new(Timings::default()));
    let (found_by, found) = mpsc::channel(4);
    let (admission, delta) = (Admission::default(), Arc::new(AtomicI64::new(0)));
    let observed = Arc::<Mutex<_>>::default();
    let limits = &settings.planner;
    let reports = Reports::default();
    let sweeper = Sweeper {
        planner,
        store: store.clone(),
        broker: broker.clone(),
        outbox: outbox.clone(),
        metrics: metrics.clone(),
        admission: admission.clone(),
        timings: timings.clone(),
        outstanding_delta: delta.clone(),
        observed: observed.clone(),
        found: found_by.clone(),
        interval: Duration::from_millis(limits.sweep_interval_ms),
        takeover: Duration::from_secs(limits.takeover_seconds),
        min_outstanding: limits.min_outstanding_jobs.into(),
        of_one_tenant: match limits.max_running_per_tenant {
            0 => i64::MAX,
            most => most.into(),
        },
        starts: StartRate::of(metrics.workflows_started.clone()),
        replays: Replays { publisher: broker.publisher(), metrics: metrics.clone() },
        lost: LostJobs::new(planner, reports.clone()),
        check: sweeping,
    };
    let asks = Asks {
        store: store.clone(),
        found: found_by.clone(),
        interval: ASK_INTERVAL.min(Duration::from_millis(limits.sweep_interval_ms)),
    };
    let dead = DeadLetters {
        broker: broker.clone(),
        store: store.clone(),
        metrics: metrics.clone(),
        found: found_by,
    };
    let inbox =
        Inbox::open(&broker, settings.broker.prefetch, limits.max_batch, found, admission, metrics.clone())
            .await?;
    let batcher = Batcher {
        planner,
        store: store.clone(),
        outbox: outbox.clone(),
        metrics,
        timings,
        outstanding_delta: delta,
        observed,
        memory: Memory::default(),
        trust: Trust::default(),
        clock: Clock::default(),
        doubts: Doubts::default(),
        workflow_timeout_ms: limits.workflow_timeout_seconds * 1_000,
        next_batch: 1,
        prices,
    };
    let hearing = tokio::spawn(reports.listen(broker.clone(), service.shutdown.clone()));
    let sweeps = tokio::spawn(sweeper.run(service.shutdown.clone()));
    let asking = tokio::spawn(asks.run(service.shutdown.clone()));
    let draining = tokio::spawn(dead.run(service.shutdown.clone()));
    let planned = plan(&service, planning, &broker, inbox, batcher).await;
    // Also when planning failed: the others must not wait for a planner that ends.
    service.shutdown.request();
    outbox.close(Duration::from_secs(limits.grace_seconds)).await;
    store.remove_planner(planner, outbox.confirmed_batch()).await?;
    sweeps.await.context("the sweeper")?;
    asking.await.context("the task of requests")?;
    draining.await.context("the dead-letter task")??;
    hearing.await.context("the listener to workers")?;
    broker.close().await;
    store.close();
    planned
}

/// The loop: take what is there, decide, write, send.
async fn plan(
    service: &Service,
    check: Check,
    broker: &Broker,
    mut inbox: Inbox,
    mut batcher: Batcher,
) -> anyhow::Result<()> {
    let mut leftover = Leftover::default();
    let mut tick = tokio::time::interval(STALLED / 5);
    let ended = loop {
        if !leftover.pause_for.is_zero() {
            tokio::time::sleep(leftover.pause_for).await;
        }
        let mut inputs = std::mem::take(&mut leftover.inputs);
        if inputs.is_empty() {
            tokio::select! {
                biased;
                () = service.shutdown.requested() => break Ok(()),
                () = broker.closed() => break Err(anyhow::anyhow!("the broker is gone for good")),
                taken = inbox.next_batch() => match taken {
                    Some(taken) => inputs = taken,
                    None => break Err(anyhow::anyhow!("a consumer has ended")),
                },
                _ = tick.tick() => {
                    report(&check, &inbox, broker);
                    continue;
                }
            }
        } else {
            inbox.take_what_is_there(&mut inputs);
        }
        leftover = batcher.process(inputs).await;
        if service.shutdown.is_requested() {
            break Ok(());
        }
        report(&check, &inbox, broker);
    };
    inbox.close().await;
    ended
}

/// Ready while the loop turns and both queues are consumed.
fn report(check: &Check, inbox: &Inbox, broker: &Broker) {
    if !broker.is_connected() {
        check.fail("no connection to the broker");
    } else if inbox.is_consuming() {
        check.ok();
    } else {
        check.fail("a queue is not consumed");
    }
}

fn store(settings: &Settings, name: &str) -> anyhow::Result<Store> {
    let database = &settings.database;
    let options = StoreOptions {
        max_connections: database.max_connections as usize,
        wait: Duration::from_secs(database.pool_timeout_seconds),
        statement_timeout: Duration::from_millis(database.statement_timeout_ms),
        idle_in_transaction_timeout: Duration::from_millis(database.idle_in_transaction_timeout_ms),
        tcp_user_timeout: Duration::from_millis(database.tcp_user_timeout_ms),
        plans_once: true,
        ca_file: database.ca_file.clone(),
        ..StoreOptions::new(database.url.expose(), name)
    };
    Ok(Store::new(&options)?)
}

/// Half of the cores for what a batch computes, and no more than it has work for: threads that wait for the next piece spin,
/// and the database, the broker and the workers need them too.
fn spread_work() {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads((cores / 2).clamp(1, 4));
    if let Err(error) = pool.build_global() {
        tracing::debug!(%error, "this process has its threads already");
    }
}

fn broker_options(settings: &Settings) -> BrokerOptions {
    let broker = &settings.broker;
    BrokerOptions {
        heartbeat_seconds: broker.heartbeat_seconds.min(MOST_HEARTBEAT_SECONDS),
        connect_timeout: Duration::from_secs(broker.connect_timeout_seconds),
        backoff_limit: Duration::from_millis(broker.reconnect_max_ms),
        publish_timeout: Duration::from_millis(broker.confirm_timeout_ms),
        ..BrokerOptions::default()
    }
}

fn host() -> String {
    std::fs::read_to_string("/etc/hostname").map(|name| name.trim().to_owned()).unwrap_or_default()
}
