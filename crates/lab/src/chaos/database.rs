//! The database from outside: what is open, how old it is, and what is there at the end.

use std::{collections::HashSet, time::Duration};

use anyhow::Context as _;
use tokio_postgres::{Client, NoTls, Row};

/// No answer takes so long; then there is none.
const PATIENCE: Duration = Duration::from_secs(5);

/// Connects anew whenever it has to.
pub struct Database {
    url: String,
    client: Option<Client>,
}

/// What can be done now, and since when.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Open {
    /// Jobs that are dispatched and workflows that wait.
    pub count: u64,
    /// Since the oldest of them could be done, in seconds; jobs that take long by themselves left out.
    pub oldest_seconds: f64,
}

/// What could be done: dispatched jobs, attempts whose pause is over, accepted workflows.
const OPEN: &str = "
SELECT workflow_id::text, node, extract(epoch FROM clock_timestamp() - dispatched_at)::float8
  FROM job WHERE status = 'dispatched'
UNION ALL
SELECT j.workflow_id::text, '', extract(epoch FROM clock_timestamp() - j.next_attempt_at)::float8
  FROM job j JOIN workflow w ON w.id = j.workflow_id
 WHERE j.next_attempt_at <= clock_timestamp() AND w.status = 'running'
UNION ALL
SELECT id::text, '', extract(epoch FROM clock_timestamp() - accepted_at)::float8
  FROM workflow WHERE status = 'accepted'";

impl Database {
    pub fn new(url: &str) -> Self {
        Database { url: url.to_owned(), client: None }
    }

    /// # Errors
    /// When the database is not there.
    pub async fn rows(&mut self, sql: &str) -> anyhow::Result<Vec<Row>> {
        let asked = tokio::time::timeout(PATIENCE, self.ask(sql)).await.context("no answer").flatten();
        if asked.is_err() {
            self.client = None;
        }
        asked
    }

    async fn ask(&mut self, sql: &str) -> anyhow::Result<Vec<Row>> {
        if self.client.as_ref().is_none_or(Client::is_closed) {
            let (client, connection) =
                tokio_postgres::connect(&self.url, NoTls).await.context("the database")?;
            tokio::spawn(connection);
            self.client = Some(client);
        }
        let client = self.client.as_ref().context("no connection")?;
        Ok(client.query(sql, &[]).await?)
    }

    pub async fn answers(&mut self) -> bool {
        self.rows("SELECT 1").await.is_ok()
    }

    /// `real` says which workflows have clips that take long by themselves.
    pub async fn open(&mut self, real: fn(&str) -> bool) -> anyhow::Result<Open> {
        let rows = self.rows(OPEN).await?;
        let mut open = Open { count: rows.len() as u64, oldest_seconds: 0.0 };
        for row in &rows {
            let (workflow, node, age): (&str, &str, f64) = (row.get(0), row.get(1), row.get(2));
            if !(node.starts_with("clip") && real(workflow)) {
                open.oldest_seconds = open.oldest_seconds.max(age);
            }
        }
        Ok(open)
    }

    /// Ends all sessions but this one; how many.
    pub async fn end_sessions(&mut self) -> anyhow::Result<usize> {
        const END: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()";
        Ok(self.rows(END).await?.len())
    }

    /// One number.
    pub async fn count(&mut self, sql: &str) -> anyhow::Result<i64> {
        let rows = self.rows(sql).await?;
        Ok(rows.first().context("no row")?.get(0))
    }

    /// The first column of all rows, as text.
    pub async fn texts(&mut self, sql: &str) -> anyhow::Result<Vec<String>> {
        Ok(self.rows(sql).await?.iter().map(|row| row.get(0)).collect())
    }

    pub async fn subjects(&mut self) -> anyhow::Result<Vec<(String, String)>> {
        let rows = self.rows("SELECT subject, id::text FROM workflow").await?;
        Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
    }

    pub async fn set_of(&mut self, sql: &str) -> anyhow::Result<HashSet<String>> {
        Ok(self.texts(sql).await?.into_iter().collect())
    }
}
