use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::Context as _;
use futures::StreamExt as _;
use memchr::memmem;
use reqwest::{Client, StatusCode};
use serde::Deserialize;
use tokio::{sync::Notify, task::JoinSet};

use crate::Histogram;

/// Nothing takes so long; then something is lost.
const PATIENCE: Duration = Duration::from_secs(60);
/// Connections that idled for longer are not used again: the API may be closing them just then.
const IDLE: Duration = Duration::from_secs(5);
const LOOK_AGAIN: Duration = Duration::from_millis(5);
/// What ends a stream of events.
const FINISHED: &[u8] = b"event: workflow.finished\n";

/// A client that submits briefs and waits for the end of each.
#[derive(Clone)]
pub struct Load {
    http: Client,
    url: String,
    brief: Arc<str>,
}

/// How a run of submissions went.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// From the first byte of the POST to its answer.
    pub submit: Histogram,
    /// From the first byte of the POST to the terminal event.
    pub whole: Histogram,
    pub completed: u64,
    /// The API said 429 or 503.
    pub refused: u64,
    pub seconds: f64,
}

enum Told {
    Completed { submit: Duration, whole: Duration },
    Refused,
}

#[derive(Deserialize)]
struct Created {
    id: String,
}

impl Load {
    /// Submits to the API at `url` (without `/v1`); `brief` is the JSON of each request.
    ///
    /// # Errors
    /// When the HTTP client cannot be made.
    pub fn new(url: &str, brief: &serde_json::Value) -> anyhow::Result<Self> {
        Load::patient(url, brief, PATIENCE)
    }

    /// The same with another bound on how long any request may take.
    ///
    /// # Errors
    /// When the HTTP client cannot be made.
    pub fn patient(url: &str, brief: &serde_json::Value, patience: Duration) -> anyhow::Result<Self> {
        let http = Client::builder()
            .pool_max_idle_per_host(1024)
            .pool_idle_timeout(IDLE)
            .tcp_nodelay(true)
            .timeout(patience)
            .build()?;
        Ok(Load { http, url: url.trim_end_matches('/').to_owned(), brief: brief.to_string().into() })
    }

    /// Keeps `clients` workflows in flight; once as many have ended, counts those that end within `time`, or until as many
    /// have ended again: the first all end together, long after the first was sent.
    ///
    /// # Errors
    /// When the API breaks off, or a workflow ends otherwise than completed.
    pub async fn closed(&self, clients: usize, time: Duration) -> anyhow::Result<Outcome> {
        let over = Arc::new(AtomicBool::new(false));
        let counted = Arc::new(AtomicU64::new(0));
        let even = Arc::new(Notify::new());
        let mut running = JoinSet::new();
        for _ in 0..clients {
            let (load, over, counted, even) = (self.clone(), over.clone(), counted.clone(), even.clone());
            running.spawn(async move {
                let mut told = Vec::new();
                while !over.load(Ordering::Relaxed) {
                    let one = load.one().await?;
                    if matches!(one, Told::Completed { .. })
                        && counted.fetch_add(1, Ordering::Relaxed) + 1 == clients as u64
                    {
                        even.notify_one();
                    }
                    told.push(one);
                }
                anyhow::Ok(told)
            });
        }
        let mut outcome = Outcome::default();
        tokio::select! {
            () = even.notified() => {}
            // Nobody ends before `over`, unless the API breaks off.
            Some(told) = running.join_next() => told??.into_iter().for_each(|told| outcome.add(&told)),
            () = tokio::time::sleep(PATIENCE) => anyhow::bail!("fewer than {clients} workflows ended within a minute"),
        }
        let (before, started) = (counted.load(Ordering::Relaxed), Instant::now());
        tokio::time::sleep(time).await;
        // They may still go in waves, of which a short time sees none.
        while counted.load(Ordering::Relaxed) < before + clients as u64 && started.elapsed() < PATIENCE {
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        let (ended, seconds) = (counted.load(Ordering::Relaxed), started.elapsed().as_secs_f64());
        over.store(true, Ordering::Relaxed);
        while let Some(told) = running.join_next().await {
            told??.into_iter().for_each(|told| outcome.add(&told));
        }
        // What was still under way when the time was over does not count for the rate.
        outcome.completed = ended - before;
        outcome.seconds = seconds;
        Ok(outcome)
    }

    /// Submits `rate` workflows a second for `time`, whatever becomes of them, then waits for all.
    ///
    /// # Errors
    /// When the API breaks off, or a workflow ends otherwise than completed.
    pub async fn open(&self, rate: f64, time: Duration) -> anyhow::Result<Outcome> {
        let started = Instant::now();
        let mut beat = tokio::time::interval(Duration::from_secs_f64(1.0 / rate.max(0.01)));
        beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Burst);
        let mut running = JoinSet::new();
        while started.elapsed() < time {
            beat.tick().await;
            let load = self.clone();
            running.spawn(async move { load.one().await });
        }
        let mut outcome = Outcome::default();
        while let Some(told) = running.join_next().await {
            outcome.add(&told??);
        }
        outcome.seconds = started.elapsed().as_secs_f64();
        Ok(outcome)
    }

    async fn one(&self) -> anyhow::Result<Told> {
        let started = Instant::now();
        let Some(id) = self.submit().await? else { return Ok(Told::Refused) };
        let submit = started.elapsed();
        self.until_finished(&id).await?;
        Ok(Told::Completed { submit, whole: started.elapsed() })
    }

    /// Submits one brief; its workflow's id, or `None` when the API said 429 or 503.
    pub(crate) async fn submit(&self) -> anyhow::Result<Option<String>> {
        let answer = self
            .http
            .post(format!("{}/v1/workflows", self.url))
            .header("content-type", "application/json")
            .body(self.brief.to_string())
            .send()
            .await
            .context("submitting")?;
        match answer.status() {
            StatusCode::ACCEPTED => {}
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => return Ok(None),
            other => {
                anyhow::bail!("submitting was answered {other}: {}", answer.text().await.unwrap_or_default())
            }
        }
        let created: Created = answer.json().await?;
        Ok(Some(created.id))
    }

    /// Reads what the API has at `path`, which begins with `/v1`.
    pub(crate) async fn get(&self, path: &str) -> anyhow::Result<reqwest::Response> {
        let answer = self.http.get(format!("{}{path}", self.url)).send().await?;
        anyhow::ensure!(answer.status() == StatusCode::OK, "{path} was answered {}", answer.status());
        Ok(answer)
    }

    /// Waits for the workflow's end.
    pub(crate) async fn until_finished(&self, id: &str) -> anyhow::Result<()> {
        self.terminal_event(id).await.with_context(|| format!("workflow {id}"))
    }

    async fn terminal_event(&self, id: &str) -> anyhow::Result<()> {
        let answer = self.http.get(format!("{}/v1/workflows/{id}/events", self.url)).send().await?;
        anyhow::ensure!(answer.status() == StatusCode::OK, "the events were answered {}", answer.status());
        let mut pieces = answer.bytes_stream();
        let mut seen: Vec<u8> = Vec::new();
        while let Some(piece) = pieces.next().await {
            // Only the end is looked for; it may be cut anywhere.
            let from = seen.len().saturating_sub(FINISHED.len());
            seen.extend_from_slice(&piece?);
            if let Some(at) = memmem::find(&seen[from..], FINISHED) {
                let last = &seen[from + at..];
                if memmem::find(last, b"\n\n").is_none() {
                    continue;
                }
                anyhow::ensure!(
                    memmem::find(last, b"\"completed\"").is_some(),
                    "it did not complete: {}",
                    String::from_utf8_lossy(last)
                );
                return Ok(());
            }
        }
        anyhow::bail!("its events ended early")
    }
}

impl Outcome {
    fn add(&mut self, told: &Told) {
        match told {
            Told::Refused => self.refused += 1,
            Told::Completed { submit, whole } => {
                self.completed += 1;
                self.submit.add(*submit);
                self.whole.add(*whole);
            }
        }
    }
}
