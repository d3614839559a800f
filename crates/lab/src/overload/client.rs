use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::Context as _;
use reqwest::{Client as Http, StatusCode, header::RETRY_AFTER};
use serde::Deserialize;
use serde_json::json;

/// No answer takes so long.
const PATIENCE: Duration = Duration::from_secs(90);
const FINISHED: &str = "event: workflow.finished\n";

/// Submits for whatever tenant, and counts what was accepted.
#[derive(Clone)]
pub struct Client {
    http: Http,
    url: String,
    accepted: Arc<AtomicI64>,
}

/// What one submit was told.
#[derive(Debug, Clone, Copy)]
pub struct Answer {
    /// 0 when there was no answer.
    pub status: u16,
    /// In seconds.
    pub retry_after: Option<u64>,
    pub took: Duration,
}

#[derive(Deserialize)]
struct Created {
    id: String,
}

impl Client {
    /// # Errors
    /// When the HTTP client cannot be made.
    pub fn new(url: &str) -> anyhow::Result<Self> {
        let http = Http::builder().pool_max_idle_per_host(1024).timeout(PATIENCE).build()?;
        Ok(Client { http, url: url.trim_end_matches('/').to_owned(), accepted: Arc::default() })
    }

    /// How many submits were accepted so far.
    pub fn accepted(&self) -> i64 {
        self.accepted.load(Ordering::Relaxed)
    }

    pub async fn submit(&self, key: &str, subject: &str) -> Answer {
        let since = Instant::now();
        let asked = self.post(key, subject).await;
        let (status, retry_after) = asked.map_or((0, None), |answer| {
            let after = answer.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
            (answer.status().as_u16(), after)
        });
        Answer { status, retry_after, took: since.elapsed() }
    }

    /// From the POST to the terminal event.
    ///
    /// # Errors
    /// When it is refused, or does not complete.
    pub async fn whole(&self, key: &str, subject: &str) -> anyhow::Result<Duration> {
        let since = Instant::now();
        let answer = self.post(key, subject).await?;
        anyhow::ensure!(
            answer.status() == StatusCode::ACCEPTED,
            "submitting was answered {}",
            answer.status()
        );
        let id = answer.json::<Created>().await?.id;
        let events = format!("{}/v1/workflows/{id}/events", self.url);
        // The stream ends after the terminal event.
        let told = self.http.get(events).bearer_auth(key).send().await?.text().await?;
        let end = told.split_once(FINISHED).context("its events ended early")?.1;
        anyhow::ensure!(end.contains("\"completed\""), "it did not complete: {end}");
        Ok(since.elapsed())
    }

    async fn post(&self, key: &str, subject: &str) -> reqwest::Result<reqwest::Response> {
        let brief = json!({
            "content_type": "video", "language": "en", "subject": subject, "duration_seconds": 6, "aspect": "1:1"
        });
        let answer = self
            .http
            .post(format!("{}/v1/workflows", self.url))
            .bearer_auth(key)
            .header("content-type", "application/json")
            .body(brief.to_string())
            .send()
            .await?;
        self.accepted.fetch_add(i64::from(answer.status() == StatusCode::ACCEPTED), Ordering::Relaxed);
        Ok(answer)
    }
}
