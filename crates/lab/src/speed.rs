//! How many workflows of no work a fleet does, and how long one takes, beside what its broker could do.

use std::{path::PathBuf, sync::Arc, time::Duration};

use serde::Serialize;
use serde_json::json;

use crate::{Load, Outcome, ceiling, counters, histogram::Percentiles};

/// Messages of a workflow of ten jobs: the brief, ten jobs, ten replies.
pub const MESSAGES: f64 = 21.0;
const MESSAGE_BYTES: usize = 2048;
const CLIENTS: usize = 256;
const LOW_RATE: f64 = 5.0;

/// A fleet that rehearses, and where its parts can be looked at.
#[derive(Clone)]
pub struct Subject {
    pub api: String,
    pub database_url: String,
    pub broker_url: String,
    /// A folder on the disk that the database uses.
    pub folder: PathBuf,
    pub our_pids: Vec<i32>,
    pub database_pids: Vec<i32>,
    pub broker_pids: Vec<i32>,
    /// Messages that the broker has confirmed so far, by its own count.
    pub confirmed: Arc<dyn Fn() -> anyhow::Result<u64> + Send + Sync>,
}

/// Every figure is of this run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Speed {
    /// With 256 in flight.
    pub workflows_per_second: f64,
    /// What the broker alone does, as workflows of 21 messages.
    pub ceiling_per_second: f64,
    pub ceiling_ratio: f64,
    /// From POST to the terminal event, five a second.
    pub p50_ms: f64,
    pub p95_ms: f64,
    pub p99_ms: f64,
    pub at_quarter: Step,
    pub at_half: Step,
    pub at_three_quarters: Step,
    pub saturated: Step,
    pub cpu_seconds_per_workflow: Share,
    pub resident_mb: Share,
    /// At least 21: the brief, ten jobs, ten replies.
    pub confirmed_messages_per_workflow: f64,
    pub commits_per_workflow: f64,
    pub wal_bytes_per_workflow: f64,
    pub fsync_us: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Step {
    pub rate: f64,
    pub submit: Percentiles,
    pub whole: Percentiles,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Share {
    pub ours: f64,
    pub database: f64,
    pub broker: f64,
}

/// The brief of every submission: three scenes, ten jobs.
pub fn brief() -> serde_json::Value {
    json!({
        "content_type": "video",
        "language": "en",
        "subject": "a rehearsal",
        "duration_seconds": 15,
        "requirements": ["speed ".repeat(80), "and ".repeat(100)],
    })
}

/// Measures for about `time` at each of the loads.
///
/// # Errors
/// When a part of the fleet is not reachable, or a workflow does not complete.
pub async fn measure(subject: &Subject, time: Duration, say: &mut dyn FnMut(&str)) -> anyhow::Result<Speed> {
    let load = Load::new(&subject.api, &brief())?;
    let fsync_us = counters::fsync_us(&subject.folder)?;
    say("warming up");
    load.closed(64, time / 4).await?;
    say("alone");
    let alone = load.open(LOW_RATE, time).await?.whole.percentiles();
    say("the broker's ceiling, before");
    let before = ceiling::messages_per_second(&subject.broker_url, MESSAGE_BYTES, time / 2).await?;
    say("saturation");
    let before_it = Counted::now(subject).await?;
    let saturated = load.closed(CLIENTS, time).await?;
    let after_it = Counted::now(subject).await?;
    say("the broker's ceiling, after");
    let after = ceiling::messages_per_second(&subject.broker_url, MESSAGE_BYTES, time / 2).await?;
    let rate = saturated.completed as f64 / saturated.seconds;
    let mut steps = Vec::new();
    for share in [0.25, 0.5, 0.75] {
        say(&format!("{:.0} % of saturation", share * 100.0));
        let told = load.open(rate * share, time).await?;
        steps.push(Step::of(rate * share, &told));
    }
    let ceiling = (before + after) / 2.0 / MESSAGES;
    let done = saturated.whole.percentiles().count.max(1) as f64;
    let (used, database) = (after_it.used, after_it.database);
    let cpu = |part: usize| (used[part].cpu_seconds - before_it.used[part].cpu_seconds) / done;
    Ok(Speed {
        workflows_per_second: rate,
        ceiling_per_second: ceiling,
        ceiling_ratio: rate / ceiling,
        p50_ms: alone.p50_ms,
        p95_ms: alone.p95_ms,
        p99_ms: alone.p99_ms,
        at_quarter: steps[0],
        at_half: steps[1],
        at_three_quarters: steps[2],
        saturated: Step::of(rate, &saturated),
        cpu_seconds_per_workflow: Share { ours: cpu(0), database: cpu(1), broker: cpu(2) },
        resident_mb: Share {
            ours: used[0].resident_mb,
            database: used[1].resident_mb,
            broker: used[2].resident_mb,
        },
        confirmed_messages_per_workflow: (after_it.confirmed - before_it.confirmed) as f64 / done,
        commits_per_workflow: (database.commits - before_it.database.commits) as f64 / done,
        wal_bytes_per_workflow: (database.wal_bytes - before_it.database.wal_bytes) as f64 / done,
        fsync_us,
    })
}

/// What everything has counted at one moment.
struct Counted {
    database: counters::DatabaseCounters,
    /// Ours, the database, the broker.
    used: [counters::Usage; 3],
    confirmed: u64,
}

impl Counted {
    async fn now(subject: &Subject) -> anyhow::Result<Self> {
        let confirmed = subject.confirmed.clone();
        Ok(Counted {
            database: counters::database(&subject.database_url).await?,
            used: [&subject.our_pids, &subject.database_pids, &subject.broker_pids]
                .map(|pids| counters::usage(pids)),
            confirmed: tokio::task::spawn_blocking(move || confirmed()).await??,
        })
    }
}

impl Step {
    fn of(rate: f64, told: &Outcome) -> Self {
        Step { rate, submit: told.submit.percentiles(), whole: told.whole.percentiles() }
    }
}
