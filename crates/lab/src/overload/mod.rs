//! Ten times what a fleet can do, from several tenants and a hog; then a broker that stands still.

mod client;

use std::{
    collections::BTreeMap,
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use serde::Serialize;
use tokio::task::JoinSet;

use crate::{Histogram, chaos::Database, histogram::Percentiles, memory::Watch};
pub use client::{Answer, Client};

/// The open loop's rate beside the capacity that was measured.
const TIMES: f64 = 10.0;
/// Of so many submits, one is of a tenant that wants little.
const SMALL_OF: usize = 40;
/// Workflows in flight while the capacity is measured.
const IN_FLIGHT: usize = 64;
/// What a small tenant sends a second while the broker stands still.
const STILL_RATE: f64 = 2.0;
/// Longer than this, a fleet is stuck.
const PATIENCE: Duration = Duration::from_secs(300);
const PAUSE: Duration = Duration::from_millis(100);
/// Again as quick as before: the time of one workflow, beside that of one alone before the load, and what a busy machine
/// may add.
const NORMAL_TIMES: f64 = 2.0;
const NORMAL_MS: f64 = 200.0;

const OPEN: &str = "SELECT count(*) FROM workflow WHERE finished_at IS NULL";
const COMPLETED: &str = "SELECT count(*) FROM workflow WHERE status = 'completed'";
const ALL: &str = "SELECT count(*) FROM workflow";

/// A fleet that rehearses with few permits.
pub struct Subject {
    pub api: String,
    pub database_url: String,
    pub our_pids: Vec<i32>,
    pub broker_pid: i32,
    /// The hog's key first, then those of the small tenants.
    pub keys: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Overload {
    /// Workflows a second, with 64 in flight.
    pub capacity_per_second: f64,
    /// What was sent a second.
    pub sent_per_second: f64,
    pub hog: Told,
    pub small: Told,
    /// Retry-After of what was refused: least and most; 0 when nothing was.
    pub retry_after_seconds: (u64, u64),
    /// Refusals that do not say when to come back, and answers that are neither 2xx, 429 nor 503.
    pub faults: u64,
    /// All that is ours, resident: before the load, and the most while it lasted.
    pub memory_before_mb: f64,
    pub memory_peak_mb: f64,
    /// In the second half of the load beyond the first.
    pub memory_growth_mb: f64,
    pub accepted: i64,
    pub completed: i64,
    /// One workflow by itself, before the load.
    pub alone_ms: f64,
    /// From the load's end until one workflow takes as long as alone.
    pub seconds_until_normal: f64,
    pub still_broker: Still,
    pub holds: bool,
}

/// What one kind of client was answered.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Told {
    /// How often, by HTTP status; 0 for no answer.
    pub statuses: BTreeMap<u16, u64>,
    pub submit: Percentiles,
}

/// What came of the time in which the broker stood still.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Still {
    pub seconds: f64,
    pub told: Told,
    /// From its end until everything accepted was completed.
    pub seconds_until_done: f64,
}

/// Measures; the load lasts for `load`, the broker stands still for `still`.
///
/// # Errors
/// When the fleet cannot be reached, or does not finish what it has accepted.
pub async fn measure(
    subject: &Subject,
    load: Duration,
    still: Duration,
    say: &mut dyn FnMut(&str),
) -> anyhow::Result<Overload> {
    let client = Client::new(&subject.api)?;
    let (hog, small) = subject.keys.split_first().context("no keys")?;
    anyhow::ensure!(!small.is_empty(), "no small tenants");
    let mut database = Database::new(&subject.database_url);
    say("alone");
    let mut alone = Histogram::default();
    for number in 0..10 {
        alone.add(client.whole(&small[0], &format!("alone {number}")).await?);
    }
    let alone_ms = alone.percentiles().p50_ms;
    say("its capacity");
    let capacity = capacity(&client, &mut database, hog, load / 2).await?;
    until_all_ended(&mut database).await?;
    let rate = capacity * TIMES;
    say(&format!("{rate:.0} workflows a second, for {} s", load.as_secs()));
    let resident = |pids: &Vec<i32>| crate::counters::usage(pids).resident_mb;
    let memory_before_mb = resident(&subject.our_pids);
    let first = Watch::start(&[&subject.our_pids]);
    let mut answers = flood(&client, rate, load / 2, &subject.keys).await;
    let first = first.stop()[0];
    let second = Watch::start(&[&subject.our_pids]);
    answers.extend(flood(&client, rate, load / 2, &subject.keys).await);
    let since = Instant::now();
    let second = second.stop()[0];
    let seconds_until_normal = until_normal(&client, &small[0], alone_ms, since).await?;
    until_all_ended(&mut database).await?;
    let still_broker = stand_still(subject, &client, &mut database, still, say).await?;

    let (of_hog, of_small): (Vec<_>, Vec<_>) = answers.into_iter().partition(|(who, _)| *who == 0);
    let refused = of_hog
        .iter()
        .chain(&of_small)
        .filter(|(_, answer)| matches!(answer.status, 429 | 503))
        .collect::<Vec<_>>();
    let after: Vec<u64> = refused.iter().filter_map(|(_, answer)| answer.retry_after).collect();
    let strange =
        of_hog.iter().chain(&of_small).filter(|(_, answer)| !matches!(answer.status, 202 | 429 | 503));
    let faults = (strange.count() + refused.len() - after.len()) as u64;
    let (accepted, completed) = (client.accepted(), database.count(COMPLETED).await?);
    let (hog, small) = (Told::of(&of_hog), Told::of(&of_small));
    let stored = database.count(ALL).await?;
    let still_strange = still_broker.told.statuses.keys().any(|status| !matches!(status, 202 | 429 | 503));
    Ok(Overload {
        holds: faults == 0
            && !still_strange
            && accepted == completed
            && accepted == stored
            && seconds_until_normal <= 60.0
            && small.statuses.keys().all(|status| *status == 202),
        capacity_per_second: capacity,
        sent_per_second: rate,
        hog,
        small,
        retry_after_seconds: (
            after.iter().copied().min().unwrap_or_default(),
            after.iter().copied().max().unwrap_or_default(),
        ),
        faults,
        memory_before_mb,
        memory_peak_mb: first.max(second),
        memory_growth_mb: second - first,
        accepted,
        completed,
        alone_ms,
        seconds_until_normal,
        still_broker,
    })
}

/// Workflows that end a second, with so many in flight that no permit is idle.
async fn capacity(
    client: &Client,
    database: &mut Database,
    key: &str,
    time: Duration,
) -> anyhow::Result<f64> {
    let mut keeping = JoinSet::new();
    let until = Instant::now() + time + time / 2;
    for number in 0..IN_FLIGHT {
        let (client, key) = (client.clone(), key.to_owned());
        keeping.spawn(async move {
            while Instant::now() < until {
                client.whole(&key, &format!("capacity {number}")).await?;
            }
            anyhow::Ok(())
        });
    }
    // The first all start together.
    tokio::time::sleep(time / 2).await;
    let (before, since) = (database.count(COMPLETED).await?, Instant::now());
    tokio::time::sleep(time).await;
    let (after, seconds) = (database.count(COMPLETED).await?, since.elapsed().as_secs_f64());
    while let Some(kept) = keeping.join_next().await {
        kept??;
    }
    anyhow::ensure!(after > before, "nothing was completed");
    Ok((after - before) as f64 / seconds)
}

/// Submits at `rate`, whatever is answered: who, by the place of its key, and what it was told.
async fn flood(client: &Client, rate: f64, time: Duration, keys: &[String]) -> Vec<(usize, Answer)> {
    let (count, since) = ((rate * time.as_secs_f64()) as usize, tokio::time::Instant::now());
    let keys: Arc<[String]> = keys.into();
    let mut asking = JoinSet::new();
    for number in 0..count {
        tokio::time::sleep_until(since + Duration::from_secs_f64(number as f64 / rate)).await;
        let (client, keys) = (client.clone(), keys.clone());
        let who = if number % SMALL_OF == 0 { 1 + number / SMALL_OF % (keys.len() - 1) } else { 0 };
        asking.spawn(async move { (who, client.submit(&keys[who], &format!("overload {number}")).await) });
    }
    asking.join_all().await
}

async fn until_all_ended(database: &mut Database) -> anyhow::Result<Duration> {
    let since = Instant::now();
    loop {
        // While the broker comes back, an answer may be missing.
        let open = database.count(OPEN).await.unwrap_or(-1);
        if open == 0 {
            return Ok(since.elapsed());
        }
        anyhow::ensure!(since.elapsed() < PATIENCE, "{open} workflows do not end");
        tokio::time::sleep(PAUSE).await;
    }
}

/// How long after `since` one workflow takes as long as one alone did.
async fn until_normal(client: &Client, key: &str, alone_ms: f64, since: Instant) -> anyhow::Result<f64> {
    loop {
        let at = since.elapsed().as_secs_f64();
        // Refused counts as not yet.
        if let Ok(took) = client.whole(key, "normal again").await
            && took.as_secs_f64() * 1e3 <= alone_ms * NORMAL_TIMES + NORMAL_MS
        {
            return Ok(at);
        }
        anyhow::ensure!(since.elapsed() < PATIENCE, "it does not become normal again");
        tokio::time::sleep(PAUSE).await;
    }
}

async fn stand_still(
    subject: &Subject,
    client: &Client,
    database: &mut Database,
    time: Duration,
    say: &mut dyn FnMut(&str),
) -> anyhow::Result<Still> {
    say(&format!("a broker that stands still for {} s", time.as_secs()));
    signal("-STOP", subject.broker_pid)?;
    let since = Instant::now();
    let answers = flood(client, STILL_RATE, time, &[subject.keys[1].clone(), subject.keys[1].clone()]).await;
    tokio::time::sleep(time.saturating_sub(since.elapsed())).await;
    let seconds = since.elapsed().as_secs_f64();
    signal("-CONT", subject.broker_pid)?;
    let done = until_all_ended(database).await?;
    Ok(Still { seconds, told: Told::of(&answers), seconds_until_done: done.as_secs_f64() })
}

fn signal(name: &str, pid: i32) -> anyhow::Result<()> {
    let sent = Command::new("kill").args([name, &pid.to_string()]).status()?;
    anyhow::ensure!(sent.success(), "the broker is not there");
    Ok(())
}

impl Told {
    fn of(answers: &[(usize, Answer)]) -> Self {
        let (mut statuses, mut submit) = (BTreeMap::new(), Histogram::default());
        for (_, answer) in answers {
            *statuses.entry(answer.status).or_default() += 1;
            submit.add(answer.took);
        }
        Told { statuses, submit: submit.percentiles() }
    }
}
