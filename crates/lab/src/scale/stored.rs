use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use chrono::{SecondsFormat, TimeDelta, Utc};
use serde::Serialize;

use super::{
    fill::{DAYS, Filled},
    reads,
};
use crate::{Histogram, Load, histogram::Percentiles};

/// Rounds of submits and reads, whose middle p99 counts: one hiccup of the machine is not the database's.
const ROUNDS: usize = 9;
const IN_ROUND: usize = 100;
const PAUSE: Duration = Duration::from_millis(10);
const READS_OF_PAGE: usize = 25;

/// What finished workflows cost those that come, with all their jobs and events; results of jobs are left out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stored {
    pub workflows: usize,
    pub jobs_each: i64,
    pub events_each: i64,
    /// Of the database with its indexes, for each of them.
    pub bytes_each: f64,
    pub seconds_to_store: f64,
    /// The middle of nine rounds' p99, with nothing stored and with all of it, measured by turns.
    pub submit_p99_ms: (f64, f64),
    pub submit_ratio: f64,
    pub status_p99_ms: (f64, f64),
    pub status_ratio: f64,
    /// Status of the stored ones.
    pub status_of_stored: Percentiles,
    pub pages: BTreeMap<String, Percentiles>,
    pub slowest_page_p99_ms: f64,
}

/// The p99 of submits before anything was stored, in milliseconds.
pub async fn usual(empty: &Load) -> anyhow::Result<f64> {
    // The first are slower: connections, plans.
    round(empty).await?;
    Ok(round(empty).await?.0.percentiles().p99_ms)
}

/// Waits, three minutes at most, until submits to the empty fleet take twice as long as usual or less: what was written has
/// then reached the disk.
pub async fn settle(empty: &Load, usual: f64) -> anyhow::Result<()> {
    const REST: Duration = Duration::from_secs(5);
    const PATIENCE: Duration = Duration::from_secs(180);
    let since = Instant::now();
    while round(empty).await?.0.percentiles().p99_ms > 2.0 * usual && since.elapsed() < PATIENCE {
        tokio::time::sleep(REST).await;
    }
    Ok(())
}

/// Asks `load`, where so much is stored, and `empty`, where nothing is.
pub async fn measure(load: &Load, empty: &Load, filled: Filled) -> anyhow::Result<Stored> {
    round(load).await?;
    let [mut without, mut with] = <[Rounds; 2]>::default();
    for number in 0..ROUNDS {
        // Whoever comes second comes first the next time.
        if number % 2 == 0 {
            without.add(round(empty).await?);
            with.add(round(load).await?);
        } else {
            with.add(round(load).await?);
            without.add(round(empty).await?);
        }
    }
    let ([submit, status], [submit_stored, status_stored]) = (without.middles(), with.middles());
    let mut status_of_stored = Histogram::default();
    for id in &filled.some {
        status_of_stored.add(reads::read(load, &reads::status(id)).await?);
    }
    let pages = pages(load, filled.some.get(filled.some.len() / 2).context("nothing is stored")?).await?;
    Ok(Stored {
        workflows: filled.workflows,
        jobs_each: filled.jobs_each,
        events_each: filled.events_each,
        bytes_each: filled.bytes_each,
        seconds_to_store: filled.seconds,
        submit_p99_ms: (submit, submit_stored),
        submit_ratio: submit_stored / submit,
        status_p99_ms: (status, status_stored),
        status_ratio: status_stored / status,
        status_of_stored: status_of_stored.percentiles(),
        slowest_page_p99_ms: pages.values().map(|page| page.p99_ms).fold(0.0, f64::max),
        pages,
    })
}

/// The p99 of each round, in milliseconds.
#[derive(Default)]
struct Rounds {
    submits: Vec<f64>,
    statuses: Vec<f64>,
}

impl Rounds {
    fn add(&mut self, (submit, status): (Histogram, Histogram)) {
        self.submits.push(submit.percentiles().p99_ms);
        self.statuses.push(status.percentiles().p99_ms);
    }

    fn middles(self) -> [f64; 2] {
        [self.submits, self.statuses].map(reads::median)
    }
}

/// Submits, and reads of their status.
async fn round(load: &Load) -> anyhow::Result<(Histogram, Histogram)> {
    let (mut submit, mut status) = (Histogram::default(), Histogram::default());
    for _ in 0..IN_ROUND {
        let since = Instant::now();
        let id = load.submit().await?.context("a workflow was refused")?;
        submit.add(since.elapsed());
        status.add(reads::read(load, &reads::status(&id)).await?);
        tokio::time::sleep(PAUSE).await;
    }
    Ok((submit, status))
}

async fn pages(load: &Load, middle: &str) -> anyhow::Result<BTreeMap<String, Percentiles>> {
    let mut pages = BTreeMap::new();
    for (name, path) in paths(middle) {
        let mut times = Histogram::default();
        for _ in 0..READS_OF_PAGE {
            times.add(reads::read(load, &path).await?);
        }
        pages.insert(name.to_owned(), times.percentiles());
    }
    Ok(pages)
}

/// Pages that someone could ask for, by name; `middle` is a stored workflow's id.
fn paths(middle: &str) -> Vec<(&'static str, String)> {
    let ago = |days| (Utc::now() - TimeDelta::days(days)).to_rfc3339_opts(SecondsFormat::Secs, true);
    let list = |query: String| format!("/v1/workflows?limit=100&{query}");
    vec![
        ("newest", "/v1/workflows?limit=100".to_owned()),
        ("of one status", list("status=completed".into())),
        ("of a rare status", list("status=cancelled".into())),
        ("of several statuses", list("status=failed,cancelled".into())),
        ("of a rare kind", list("content_type=audio".into())),
        ("of a rare kind and status", list("content_type=audio&status=cancelled".into())),
        ("of one day", list(format!("since={}&until={}", ago(61), ago(60)))),
        ("of one day and status", list(format!("status=completed&since={}&until={}", ago(61), ago(60)))),
        ("before a day", list(format!("until={}", ago(80)))),
        ("none of that time", list(format!("until={}", ago(DAYS + 30)))),
        ("jobs of one", format!("/v1/workflows/{middle}/jobs")),
        ("dead letters", "/v1/dead-letters?limit=100".to_owned()),
    ]
}
