//! Breaks a working fleet, by a seed, and looks from outside whether anything was lost, doubled or left undone.
//!
//! ```text
//!  load (HTTP, open loop) ──▶ api ─┬─ proxy ─▶ postgres ◀── database (what is open; the verdict)
//!  kinds ─▶ inject ──signals──▶ planners, workers, ffmpeg
//!              └──── proxy ─────▶ rabbitmq ◀── messages (doubled, stale, purged)
//! ```
//!
//! The list of what was promised is the load's own; nothing is believed that the fleet says of itself.

mod database;
mod inject;
mod kinds;
mod load;
mod messages;
mod processes;
mod proxy;
mod random;
mod verdict;

use std::{
    collections::BTreeSet,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use futures::future::join_all;
use serde::Serialize;
use tokio::sync::watch;

pub use database::Database;
pub use inject::Injected;
pub use messages::Messages;
pub use processes::{Fleet, Running};
pub use proxy::Proxy;

use inject::Tools;
use kinds::Kind;
use load::Load;
use random::Random;
use verdict::Verdict;

/// The longest that a rehearsed job takes by itself.
pub const LONGEST_JOB_MS: u64 = 500;
/// Of so many workflows one has real clips.
pub const CLIPS_OF: u64 = 50;

/// What a slot of the schedule takes on the average, for the load's first rate.
const SLOT_SECONDS: f64 = 7.5;
/// What the faults that are left may take longer than those before: the load lasts for so much more.
const SPARE_SECONDS: f64 = 20.0;
/// A fleet has recovered when its oldest runnable job is younger than this, and stays so.
const YOUNG_SECONDS: f64 = 1.0;
const STAYS: Duration = Duration::from_secs(2);
/// A recovery is not waited for any longer.
const NEVER: Duration = Duration::from_secs(90);
/// The longest deadline of a job is five minutes; after it nothing can still be under way.
const QUIET: Duration = Duration::from_secs(400);
/// Looks are work for the machine that is broken, which has little to spare then.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// The fleet to break, and where its parts can be reached without the proxies.
pub struct Subject {
    pub fleet: Fleet,
    pub apis: Arc<dyn Fn() -> Vec<String> + Send + Sync>,
    pub database_url: String,
    pub broker_url: String,
    /// The folder of the object store.
    pub blobs: PathBuf,
    pub to_database: Proxy,
    pub to_broker: Proxy,
}

#[derive(Debug, Clone)]
pub struct Plan {
    pub workflows: usize,
    pub faults: usize,
    pub seed: u64,
    /// The names of the only kinds wanted; none of them means all.
    pub only: Vec<String>,
}

/// Every figure is of this run.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    pub seed: u64,
    pub workflows: usize,
    pub accepted: usize,
    pub refused: usize,
    pub unknown: usize,
    pub lost: usize,
    pub duplicated: usize,
    pub not_terminal: usize,
    pub ledger_difference: i64,
    pub statuses: std::collections::BTreeMap<String, i64>,
    pub dead_letters: i64,
    pub faults_scheduled: usize,
    pub faults_proven: usize,
    pub fault_kinds: usize,
    pub recovery_p50_seconds: f64,
    pub recovery_p99_seconds: f64,
    pub quiet_seconds: f64,
    pub seconds: f64,
    pub violations: Vec<String>,
    /// Enough faults happened while there was work, and most requests were answered.
    pub valid: bool,
    pub faults: Vec<Injected>,
}

impl Report {
    /// Whether nothing was lost, doubled or left undone.
    pub fn is_clean(&self) -> bool {
        let wrong = self.lost + self.duplicated + self.not_terminal + self.violations.len();
        wrong == 0 && self.ledger_difference == 0
    }
}

/// Breaks the fleet as the plan's seed says, then looks at what is left.
///
/// # Errors
/// When the fleet cannot be looked at in the end.
pub async fn run(subject: Subject, plan: Plan, say: &mut dyn FnMut(&str)) -> anyhow::Result<Report> {
    let started = Instant::now();
    let mut random = Random::new(plan.seed);
    let wanted = |kind: &Kind| plan.only.is_empty() || plan.only.contains(&kind.name());
    let wanted: Vec<Kind> = Kind::ALL.into_iter().filter(wanted).collect();
    let slots = kinds::schedule(&wanted, plan.faults, &mut random);
    let (rate, paced) = watch::channel(plan.workflows as f64 / (slots.len() as f64 * SLOT_SECONDS).max(1.0));
    let messages = Messages::hear(&subject.broker_url);
    let open = Arc::new(AtomicU64::new(0));
    let tools = Tools {
        fleet: subject.fleet.clone(),
        messages: messages.clone(),
        database_url: subject.database_url.clone(),
        to_database: subject.to_database,
        to_broker: subject.to_broker,
        open: open.clone(),
    };
    let load = Load::new(subject.apis)?;
    let loading = tokio::spawn(load.clone().run(plan.workflows, paced));
    let counting = tokio::spawn(count(subject.database_url.clone(), open));
    let mut database = Database::new(&subject.database_url);
    let mut faults = Vec::new();
    // Something has to be old before it can be stale.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let (first, count) = (Instant::now(), slots.len());
    for (done, slot) in slots.into_iter().enumerate() {
        let seeds: Vec<u64> = slot.iter().map(|_| random.next()).collect();
        let mut injected =
            join_all(slot.iter().zip(seeds).map(|(kind, seed)| tools.inject(*kind, seed))).await;
        let recovery = recovery(&mut database).await.as_secs_f64();
        for fault in &mut injected {
            fault.recovery_seconds = recovery;
            let proof = if fault.proven { "" } else { " (not proven)" };
            say(&format!("{}: {}{proof}, recovered in {recovery:.1} s", fault.kind, fault.note));
        }
        faults.extend(injected);
        // The last fault has to hit work like the first, however long faults take on this machine.
        let left = (count - done - 1) as f64 * first.elapsed().as_secs_f64() / (done + 1) as f64;
        rate.send_replace(plan.workflows.saturating_sub(load.sent()) as f64 / (left + SPARE_SECONDS));
        tokio::time::sleep(Duration::from_millis(random.between(0, 500))).await;
    }
    say("no more faults");
    // What is left of the load need not wait.
    rate.send_replace(plan.workflows as f64);
    loading.await?;
    let quiet = verdict::quiet(&mut database, &messages, QUIET).await;
    let verdict = verdict::look(&load.promises(), &mut database, &messages, &subject.blobs).await?;
    counting.abort();
    Ok(report(&plan, verdict, faults, quiet, started))
}

/// Counts what is open, for the proof that a fault hit work.
async fn count(url: String, open: Arc<AtomicU64>) {
    let mut database = Database::new(&url);
    loop {
        // While the database is away, what was open stays open.
        if let Ok(now) = database.open(has_real_clips).await {
            open.store(now.count, Ordering::Relaxed);
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Whether a rehearsal makes this workflow's clips: by the random half of its id.
fn has_real_clips(id: &str) -> bool {
    let half: String = id.chars().filter(|letter| *letter != '-').skip(16).collect();
    u64::from_str_radix(&half, 16).is_ok_and(|chance| chance.is_multiple_of(CLIPS_OF))
}

/// From now until the oldest runnable job is young, and stays so.
async fn recovery(database: &mut Database) -> Duration {
    let since = Instant::now();
    let mut young_since: Option<Instant> = None;
    while since.elapsed() < NEVER {
        let own = LONGEST_JOB_MS as f64 / 1e3;
        let young = match database.open(has_real_clips).await {
            Ok(open) => open.oldest_seconds < YOUNG_SECONDS + own,
            Err(_) => false,
        };
        match young_since {
            Some(first) if young && first.elapsed() >= STAYS => return first.duration_since(since),
            Some(_) if young => {}
            _ => young_since = young.then(Instant::now),
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    since.elapsed()
}

fn report(plan: &Plan, verdict: Verdict, faults: Vec<Injected>, quiet: Duration, started: Instant) -> Report {
    let mut recoveries: Vec<f64> = faults.iter().map(|fault| fault.recovery_seconds).collect();
    recoveries.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let rank = (recoveries.len() as f64 * share).ceil() as usize;
        recoveries.get(rank.saturating_sub(1)).copied().unwrap_or_default()
    };
    let proven: Vec<&Injected> = faults.iter().filter(|fault| fault.proven).collect();
    let kinds: BTreeSet<&str> = proven.iter().map(|fault| fault.kind.as_str()).collect();
    let answered = verdict.accepted as f64 >= 0.8 * plan.workflows as f64;
    Report {
        seed: plan.seed,
        workflows: plan.workflows,
        accepted: verdict.accepted,
        refused: verdict.refused,
        unknown: verdict.unknown,
        lost: verdict.lost,
        duplicated: verdict.duplicated,
        not_terminal: verdict.not_terminal,
        ledger_difference: verdict.ledger_difference,
        statuses: verdict.statuses,
        dead_letters: verdict.dead_letters,
        faults_scheduled: faults.len(),
        faults_proven: proven.len(),
        fault_kinds: kinds.len(),
        recovery_p50_seconds: at(0.5),
        recovery_p99_seconds: at(0.99),
        quiet_seconds: quiet.as_secs_f64(),
        seconds: started.elapsed().as_secs_f64(),
        valid: answered && proven.len() as f64 >= 0.95 * faults.len() as f64,
        violations: verdict.violations,
        faults,
    }
}

/// All kinds by name, for those who ask.
pub fn kinds() -> Vec<String> {
    Kind::ALL.into_iter().map(Kind::name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_clips_are_known_by_the_random_half() {
        let id =
            |half: u64| format!("01978a2e-7c1d-7abc-{:04x}-{:012x}", half >> 48, half & 0xffff_ffff_ffff);
        assert!(has_real_clips(&id(CLIPS_OF * 77)));
        assert!(!has_real_clips(&id(CLIPS_OF * 77 + 1)));
    }
}
