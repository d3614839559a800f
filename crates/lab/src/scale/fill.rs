//! Stores finished workflows by the hundred thousand, all like one that was really done.

use std::time::Instant;

use anyhow::Context as _;
use tokio_postgres::{Client, NoTls};

use super::Subject;

/// Days over which they were finished.
pub const DAYS: i64 = 90;
/// Workflows that one statement stores.
const CHUNK: usize = 20_000;
/// Stored ones whose status is read.
const SOME: usize = 200;

/// What was stored.
pub struct Filled {
    pub workflows: usize,
    pub jobs_each: i64,
    pub events_each: i64,
    /// Of the database with its indexes, for each of them.
    pub bytes_each: f64,
    pub seconds: f64,
    /// The ids of some, in the order of their times.
    pub some: Vec<String>,
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

/// Stores `count` workflows like `template`.
pub async fn fill(
    subject: &Subject,
    template: &str,
    count: usize,
    say: &mut dyn FnMut(&str),
) -> anyhow::Result<Filled> {
    let (mut client, connection) =
        tokio_postgres::connect(&subject.database_url, NoTls).await.context("the database")?;
    let running = tokio::spawn(connection);
    client.batch_execute("SET statement_timeout = 0; SET synchronous_commit = off").await?;
    let since = Instant::now();
    let bytes = database_bytes(&client).await?;
    let some = store(&mut client, template, count, say).await?;
    // Each by itself: several at once would be one transaction.
    client.batch_execute("VACUUM ANALYZE").await?;
    client.batch_execute("CHECKPOINT").await?;
    let bytes_each = (database_bytes(&client).await? - bytes) as f64 / count as f64;
    let seconds = since.elapsed().as_secs_f64();
    let each = |table: &str| format!("SELECT count(*) FROM {table} WHERE workflow_id = '{template}'");
    let jobs_each = client.query_one(&each("job"), &[]).await?.get(0);
    let events_each = client.query_one(&each("event"), &[]).await?.get(0);
    drop(client);
    running.await??;
    Ok(Filled { workflows: count, jobs_each, events_each, bytes_each, seconds, some })
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
