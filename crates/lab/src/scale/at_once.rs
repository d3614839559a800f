use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::Context as _;
use serde::Serialize;
use tokio::task::JoinSet;

use super::{Subject, reads, until_all_ended};
use crate::{Histogram, Load, chaos::Database, histogram::Percentiles, memory::Watch};

/// Submits under way at a time.
const CLIENTS: usize = 32;
/// Between two reads of a status.
const PAUSE: Duration = Duration::from_millis(20);

/// So many workflows started at once, whose jobs wait.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AtOnce {
    pub workflows: usize,
    /// From the first submit to the last answer.
    pub submitted_seconds: f64,
    /// The most that ran at one moment.
    pub running_together: i64,
    /// The most jobs that were in workers' hands at one moment.
    pub jobs_together: i64,
    /// From the first submit to the last end.
    pub seconds: f64,
    /// All that is ours, resident at most.
    pub memory_peak_mb: f64,
    /// Reads of random workflows meanwhile.
    pub status: Percentiles,
    /// A request that reads nothing, by turns with them: what this machine adds.
    pub nothing: Percentiles,
    pub not_completed: i64,
}

type Ids = Arc<Mutex<Vec<String>>>;

pub async fn measure(
    subject: &Subject,
    load: &Load,
    database: &mut Database,
    count: usize,
    say: &mut dyn FnMut(&str),
) -> anyhow::Result<AtOnce> {
    say(&format!("{count} workflows at once"));
    let before = not_completed(database).await?;
    let (since, ids, over) = (Instant::now(), Ids::default(), Arc::new(AtomicBool::new(false)));
    let watch = Watch::start(&[&subject.our_pids]);
    let reading = tokio::spawn(read(load.clone(), ids.clone(), over.clone()));
    let most = tokio::spawn(most(Database::new(&subject.database_url), over.clone()));
    submit(load, &ids, count).await?;
    let submitted_seconds = since.elapsed().as_secs_f64();
    until_all_ended(database).await?;
    let seconds = since.elapsed().as_secs_f64();
    over.store(true, Ordering::Relaxed);
    let (status, nothing) = reading.await??;
    let (running_together, jobs_together) = most.await??;
    Ok(AtOnce {
        workflows: count,
        submitted_seconds,
        running_together,
        jobs_together,
        seconds,
        memory_peak_mb: watch.stop()[0],
        status: status.percentiles(),
        nothing: nothing.percentiles(),
        not_completed: not_completed(database).await? - before,
    })
}

async fn not_completed(database: &mut Database) -> anyhow::Result<i64> {
    database.count("SELECT count(*) FROM workflow WHERE status <> 'completed'").await
}

async fn submit(load: &Load, ids: &Ids, count: usize) -> anyhow::Result<()> {
    let sent = Arc::new(AtomicUsize::new(0));
    let mut clients = JoinSet::new();
    for _ in 0..CLIENTS {
        let (load, ids, sent) = (load.clone(), ids.clone(), sent.clone());
        clients.spawn(async move {
            while sent.fetch_add(1, Ordering::Relaxed) < count {
                let id = load.submit().await?.context("a workflow was refused")?;
                ids.lock().unwrap_or_else(PoisonError::into_inner).push(id);
            }
            anyhow::Ok(())
        });
    }
    while let Some(done) = clients.join_next().await {
        done??;
    }
    Ok(())
}

/// Reads one of the workflows after the other, and by turns nothing.
async fn read(load: Load, ids: Ids, over: Arc<AtomicBool>) -> anyhow::Result<(Histogram, Histogram)> {
    let (mut status, mut nothing) = (Histogram::default(), Histogram::default());
    let mut number: usize = 0;
    while !over.load(Ordering::Relaxed) {
        tokio::time::sleep(PAUSE).await;
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let id = {
            let ids = ids.lock().unwrap_or_else(PoisonError::into_inner);
            if ids.is_empty() {
                continue;
            }
            ids[(number >> 33) % ids.len()].clone()
        };
        status.add(reads::read(&load, &reads::status(&id)).await?);
        nothing.add(reads::read(&load, "/healthz").await?);
    }
    Ok((status, nothing))
}

/// The most workflows that run and the most jobs that are dispatched.
async fn most(mut database: Database, over: Arc<AtomicBool>) -> anyhow::Result<(i64, i64)> {
    // Each look reads all jobs: more often it would be a load of its own beside what is measured.
    const LOOK_EVERY: Duration = Duration::from_secs(2);
    let (mut running, mut jobs) = (0, 0);
    while !over.load(Ordering::Relaxed) {
        running =
            running.max(database.count("SELECT count(*) FROM workflow WHERE status = 'running'").await?);
        jobs = jobs.max(database.count("SELECT count(*) FROM job WHERE status = 'dispatched'").await?);
        tokio::time::sleep(LOOK_EVERY).await;
    }
    Ok((running, jobs))
}
