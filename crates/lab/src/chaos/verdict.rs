//! What must hold once everything is quiet, seen from outside.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use super::{database::Database, load::Promise, messages::Messages};

/// What was found at the end.
#[derive(Debug, Clone, Default)]
pub struct Verdict {
    pub accepted: usize,
    pub refused: usize,
    pub unknown: usize,
    pub lost: usize,
    pub duplicated: usize,
    pub not_terminal: usize,
    pub ledger_difference: i64,
    pub statuses: BTreeMap<String, i64>,
    pub dead_letters: i64,
    /// Everything else that must not be, in words.
    pub violations: Vec<String>,
}

/// What is counted, and must be nothing.
const MUST_BE_NONE: &[(&str, &str)] = &[
    ("jobs are still open", "SELECT count(*) FROM job WHERE status = 'dispatched'"),
    ("failed attempts still wait for another", "SELECT count(*) FROM job WHERE next_attempt_at IS NOT NULL"),
    ("requests are not carried out", "SELECT count(*) FROM request WHERE done_at IS NULL"),
    (
        "workflows have gaps or doubles in their events",
        "SELECT count(*) FROM workflow w LEFT JOIN (SELECT workflow_id, count(*) AS number, max(seq) AS last
             FROM event GROUP BY workflow_id) e ON e.workflow_id = w.id
         WHERE coalesce(e.number, 0) <> w.event_seq OR coalesce(e.last, 0) <> w.event_seq",
    ),
    (
        "workflows do not end with the event of their end",
        "SELECT count(*) FROM workflow w JOIN event e ON e.workflow_id = w.id AND e.seq = w.event_seq
         WHERE w.finished_at IS NOT NULL AND e.body::text NOT LIKE '%workflow.finished%'",
    ),
    (
        "workflows that have ended have no result",
        "SELECT count(*) FROM workflow w WHERE w.finished_at IS NOT NULL
         AND NOT EXISTS (SELECT FROM workflow_result r WHERE r.workflow_id = w.id)",
    ),
    (
        "completed workflows miss one of their ten results",
        "SELECT count(*) FROM workflow w WHERE w.status = 'completed'
         AND (SELECT count(*) FROM job j WHERE j.workflow_id = w.id AND j.status = 'succeeded') <> 10",
    ),
    ("jobs were tried more often than they may", "SELECT count(*) FROM job WHERE attempt > 5"),
    (
        "workflows have no terminal status but an end, or the reverse",
        "SELECT count(*) FROM workflow
         WHERE (finished_at IS NULL) <> (status IN ('accepted', 'running', 'paused'))",
    ),
];

/// Workflows that did anything twice: a node with two results, two ends, two of one subject.
const DOUBLES: &[&str] = &[
    "SELECT count(*) FROM (SELECT FROM job WHERE status = 'succeeded' GROUP BY workflow_id, node HAVING count(*) > 1) d",
    "SELECT count(*) FROM (SELECT FROM event WHERE body::text LIKE '%workflow.finished%'
        GROUP BY workflow_id HAVING count(*) > 1) d",
    "SELECT count(*) FROM (SELECT FROM workflow GROUP BY subject HAVING count(*) > 1) d",
];

const NOT_TERMINAL: &str = "SELECT count(*) FROM workflow WHERE status IN ('accepted', 'running', 'paused')";
const LEDGER: &str = "SELECT coalesce(sum(w.cost), 0)::int8 - (SELECT coalesce(sum(j.cost), 0) FROM job j)::int8 FROM workflow w";
const STATUSES: &str = "SELECT status, count(*) FROM workflow GROUP BY status";

/// Waits until nothing is open and the queues are empty, at most `patience`; how long it took.
pub async fn quiet(database: &mut Database, messages: &Messages, patience: Duration) -> Duration {
    let since = Instant::now();
    while since.elapsed() < patience {
        let open = database.count(NOT_TERMINAL).await.unwrap_or(i64::MAX);
        if open == 0 && messages.left().await.is_ok_and(|left| left == (0, 0)) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    since.elapsed()
}

/// Looks at everything. `blobs` is the folder of the object store.
///
/// # Errors
/// When database or broker are not there.
pub async fn look(
    promises: &BTreeMap<String, Promise>,
    database: &mut Database,
    messages: &Messages,
    blobs: &Path,
) -> anyhow::Result<Verdict> {
    let mut verdict = Verdict::default();
    let mut by_subject: HashMap<String, Vec<String>> = HashMap::new();
    for (subject, id) in database.subjects().await? {
        by_subject.entry(subject).or_default().push(id);
    }
    for (subject, promise) in promises {
        let found = by_subject.get(subject).map(Vec::as_slice).unwrap_or_default();
        match promise {
            Promise::Accepted(id) => {
                verdict.accepted += 1;
                verdict.lost += usize::from(!found.contains(id));
            }
            Promise::Refused(_) => {
                verdict.refused += 1;
                if !found.is_empty() {
                    verdict.violations.push(format!("{subject} was refused and exists"));
                }
            }
            Promise::Unknown => verdict.unknown += 1,
        }
    }
    let known: HashSet<&String> = promises.keys().collect();
    if let Some(stranger) = by_subject.keys().find(|subject| !known.contains(subject)) {
        verdict.violations.push(format!("nobody has submitted {stranger}"));
    }
    for sql in DOUBLES {
        verdict.duplicated += database.count(sql).await? as usize;
    }
    verdict.not_terminal = database.count(NOT_TERMINAL).await? as usize;
    verdict.ledger_difference = database.count(LEDGER).await?;
    for (what, sql) in MUST_BE_NONE {
        let count = database.count(sql).await?;
        if count != 0 {
            verdict.violations.push(format!("{count} {what}"));
        }
    }
    for row in database.rows(STATUSES).await? {
        verdict.statuses.insert(row.get(0), row.get(1));
    }
    verdict.dead_letters = database.count("SELECT count(*) FROM dead_letter").await?;
    let (ready, dead) = messages.left_in_the_end().await?;
    if (ready, dead) != (0, 0) {
        verdict.violations.push(format!("{ready} messages are left in the queues, {dead} in the dead queue"));
    }
    verdict.violations.extend(wrong_blobs(database, blobs).await?);
    Ok(verdict)
}

/// Files that a row names and that are not there, or are others.
async fn wrong_blobs(database: &mut Database, blobs: &Path) -> anyhow::Result<Vec<String>> {
    let mut wrong = Vec::new();
    for sha256 in database.set_of("SELECT DISTINCT sha256 FROM asset").await? {
        let path = blobs.join("blobs/sha256").join(&sha256[..2]).join(&sha256);
        let output = Command::new("sha256sum").arg(&path).output()?;
        if !String::from_utf8_lossy(&output.stdout).starts_with(&sha256) {
            wrong.push(format!("the file {sha256} is not there, or is another"));
        }
    }
    Ok(wrong)
}
