use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use chrono::{SecondsFormat, TimeDelta, Utc};
use serde::Serialize;
use tokio_postgres::{Client, NoTls};

use super::{Subject, reads};
use crate::{Histogram, Load, histogram::Percentiles};

/// Days over which they were finished.
const DAYS: i64 = 90;
/// Workflows that one statement stores.
const CHUNK: usize = 20_000;
/// Rounds of submits and reads, whose middle p99 counts: one hiccup of the machine is not the database's.
const ROUNDS: usize = 5;
const IN_ROUND: usize = 100;
const PAUSE: Duration = Duration::from_millis(10);
const READS_OF_PAGE: usize = 25;
/// Stored ones whose status is read.
const SOME: usize = 200;

/// What finished workflows cost those that come, with all their jobs and events; results of jobs are left out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stored {
    pub workflows: usize,
    pub jobs_each: i64,
    pub events_each: i64,
    /// Of the database with its indexes, for each of them.
    pub bytes_each: f64,
    pub seconds_to_store: f64,
    /// The middle of five rounds' p99, with nothing stored and with all of it.
    pub submit_p99_ms: (f64, f64),
    pub submit_ratio: f64,
    pub status_p99_ms: (f64, f64),
    pub status_ratio: f64,
    /// Status of the stored ones.
    pub status_of_stored: Percentiles,
    pub pages: BTreeMap<String, Percentiles>,
    pub slowest_page_p99_ms: f64,
}

const IDS: &str = "
CREATE TEMP TABLE chunk ON COMMIT DROP AS
SELECT n, at, (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(digest, 1, 3) || '8'
    || substr(digest, 4, 15))::uuid AS id
FROM (SELECT n, now() - interval '1 hour' - make_interval(secs => (({all} - n) * {days} * 86400.0 / {all})::float8) AS at,
        md5('stored ' || n) AS digest
    FROM generate_series({first}, {last}) AS n) AS made";

/// All kinds of ends, few of some; a kind of product that is rare.
const ROWS: &[&str] = &[
    "INSERT INTO workflow (id, tenant, brief_id, user_id, content_type, subject, status, progress, message, plan,
        event_seq, accepted_at, started_at, updated_at, finished_at)
     SELECT c.id, w.tenant, w.brief_id, w.user_id,
        CASE WHEN c.n % 20000 = 7 THEN 'audio' WHEN c.n % 50 = 0 THEN 'image' ELSE 'video' END, 'stored ' || c.n,
        CASE WHEN c.n % 1000 < 900 THEN 'completed' WHEN c.n % 1000 < 950 THEN 'partial'
            WHEN c.n % 1000 < 999 THEN 'failed' ELSE 'cancelled' END,
        100, w.message, w.plan, w.event_seq, c.at, c.at, c.at, c.at
     FROM chunk c, workflow w WHERE w.id = {template} ORDER BY c.n",
    "INSERT INTO workflow_brief SELECT c.id, b.brief FROM chunk c, workflow_brief b WHERE b.workflow_id = {template} ORDER BY c.n",
    "INSERT INTO workflow_result SELECT c.id, r.result FROM chunk c, workflow_result r
     WHERE r.workflow_id = {template} ORDER BY c.n",
    "INSERT INTO job (workflow_id, node, attempt, tenant, agent, status, planner, batch, dispatched_at, deadline_at,
        finished_at, model, worker, seconds)
     SELECT c.id, j.node, j.attempt, j.tenant, j.agent, j.status, j.planner, 0, c.at, c.at, c.at, j.model, j.worker, j.seconds
     FROM chunk c, job j WHERE j.workflow_id = {template} ORDER BY c.n, j.node",
    "INSERT INTO event (workflow_id, seq, at, body) SELECT c.id, e.seq, c.at, e.body
     FROM chunk c, event e WHERE e.workflow_id = {template} ORDER BY c.n, e.seq",
];

pub async fn measure(
    subject: &Subject,
    load: &Load,
    template: &str,
    count: usize,
    say: &mut dyn FnMut(&str),
) -> anyhow::Result<Stored> {
    let (mut client, connection) =
        tokio_postgres::connect(&subject.database_url, NoTls).await.context("the database")?;
    let running = tokio::spawn(connection);
    client.batch_execute("SET statement_timeout = 0; SET synchronous_commit = off").await?;
    say("submits and reads, with little stored");
    // The first are slower: connections, plans.
    round(load).await?;
    let before = rounds(load).await?;
    let since = Instant::now();
    let bytes = database_bytes(&client).await?;
    let some = store(&mut client, template, count, say).await?;
    // Each by itself: several at once would be one transaction.
    client.batch_execute("VACUUM ANALYZE").await?;
    client.batch_execute("CHECKPOINT").await?;
    let bytes_each = (database_bytes(&client).await? - bytes) as f64 / count as f64;
    let seconds_to_store = since.elapsed().as_secs_f64();
    say("submits and reads, with all of it stored");
    round(load).await?;
    let after = rounds(load).await?;
    let mut status_of_stored = Histogram::default();
    for id in &some {
        status_of_stored.add(reads::read(load, &reads::status(id)).await?);
    }
    let mut pages = BTreeMap::new();
    for (name, path) in paths(some.get(some.len() / 2).context("nothing is stored")?) {
        let mut times = Histogram::default();
        for _ in 0..READS_OF_PAGE {
            times.add(reads::read(load, &path).await?);
        }
        pages.insert(name.to_owned(), times.percentiles());
    }
    let each = |table: &str| format!("SELECT count(*) FROM {table} WHERE workflow_id = '{template}'");
    let jobs_each = client.query_one(&each("job"), &[]).await?.get(0);
    let events_each = client.query_one(&each("event"), &[]).await?.get(0);
    drop(client);
    running.await??;
    Ok(Stored {
        workflows: count,
        jobs_each,
        events_each,
        bytes_each,
        seconds_to_store,
        submit_p99_ms: (before.0, after.0),
        submit_ratio: after.0 / before.0,
        status_p99_ms: (before.1, after.1),
        status_ratio: after.1 / before.1,
        status_of_stored: status_of_stored.percentiles(),
        slowest_page_p99_ms: pages.values().map(|page| page.p99_ms).fold(0.0, f64::max),
        pages,
    })
}

async fn database_bytes(client: &Client) -> anyhow::Result<i64> {
    Ok(client.query_one("SELECT pg_database_size(current_database())", &[]).await?.get(0))
}

/// Finished workflows like the template, in the order of their times; the ids of some.
async fn store(
    client: &mut Client,
    template: &str,
    count: usize,
    say: &mut dyn FnMut(&str),
) -> anyhow::Result<Vec<String>> {
    anyhow::ensure!(template.chars().all(|c| c.is_ascii_hexdigit() || c == '-'), "not an id: {template}");
    let mut some = Vec::new();
    for first in (1..=count).step_by(CHUNK) {
        let last = (first + CHUNK - 1).min(count);
        let transaction = client.transaction().await?;
        // Statements of several rows' tables take no parameters.
        let values =
            [("{first}", first as i64), ("{last}", last as i64), ("{all}", count as i64), ("{days}", DAYS)];
        let ids =
            values.iter().fold(IDS.to_owned(), |sql, (name, value)| sql.replace(name, &value.to_string()));
        transaction.batch_execute(&ids).await?;
        for rows in ROWS {
            transaction.batch_execute(&rows.replace("{template}", &format!("'{template}'::uuid"))).await?;
        }
        let step = (count / SOME).max(1) as i64;
        let rows = transaction
            .query("SELECT id::text FROM chunk WHERE n % $1::bigint = 0 ORDER BY n", &[&step])
            .await?;
        some.extend(rows.iter().map(|row| row.get::<_, String>(0)));
        transaction.commit().await?;
        if last.is_multiple_of(CHUNK * 5) {
            say(&format!("{last} are stored"));
        }
    }
    Ok(some)
}

/// p99 of submits and of reads of their status.
async fn rounds(load: &Load) -> anyhow::Result<(f64, f64)> {
    let (mut submits, mut statuses) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (submit, status) = round(load).await?;
        submits.push(submit.percentiles().p99_ms);
        statuses.push(status.percentiles().p99_ms);
    }
    Ok((reads::median(submits), reads::median(statuses)))
}

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
