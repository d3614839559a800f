//! Submits at a fixed rate, whatever becomes of it, and writes down what the API has promised.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use reqwest::{Client, StatusCode};
use serde::Deserialize;
use serde_json::json;
use tokio::{sync::watch, task::JoinSet};

/// How long a client goes on asking for one workflow.
const PATIENCE: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(300);

/// What a client knows of one submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Promise {
    /// 202, with the workflow's id.
    Accepted(String),
    /// Refused to the last; nothing may exist of it.
    Refused(u16),
    /// Some try had no answer, and none was accepted.
    Unknown,
}

/// The independent list of what was promised, by the subject of the brief.
#[derive(Clone)]
pub struct Load {
    http: Client,
    urls: Arc<dyn Fn() -> Vec<String> + Send + Sync>,
    promises: Arc<Mutex<BTreeMap<String, Promise>>>,
    sent: Arc<AtomicUsize>,
}

#[derive(Deserialize)]
struct Created {
    id: String,
}

impl Load {
    /// `urls` are the addresses of the API's processes.
    ///
    /// # Errors
    /// When the HTTP client cannot be made.
    pub fn new(urls: Arc<dyn Fn() -> Vec<String> + Send + Sync>) -> anyhow::Result<Self> {
        let http = Client::builder().timeout(Duration::from_secs(10)).build()?;
        Ok(Load { http, urls, promises: Arc::default(), sent: Arc::default() })
    }

    pub fn promises(&self) -> BTreeMap<String, Promise> {
        self.promises.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Briefs that were submitted so far.
    pub fn sent(&self) -> usize {
        self.sent.load(Ordering::Relaxed)
    }

    /// Submits `count` briefs, `rate` a second, and waits for the answers. The rate follows the schedule of faults, never
    /// the fleet; a new one counts from the next brief on.
    pub async fn run(self, count: usize, mut rate: watch::Receiver<f64>) {
        let mut asking = JoinSet::new();
        let mut last = tokio::time::Instant::now();
        for number in 0..count {
            loop {
                let due = last + Duration::from_secs_f64(1.0 / rate.borrow_and_update().max(0.01));
                tokio::select! {
                    () = tokio::time::sleep_until(due) => {
                        last = due;
                        break;
                    }
                    // Nobody changes it any more: then it stays as it is.
                    Ok(()) = rate.changed() => {}
                }
            }
            self.sent.fetch_add(1, Ordering::Relaxed);
            let load = self.clone();
            asking.spawn(async move { load.insist(number).await });
        }
        asking.join_all().await;
    }

    /// Asks again, under the same key, until there is an answer that holds.
    async fn insist(&self, number: usize) {
        let subject = format!("a rehearsal of chaos {number:06}");
        let (since, mut unanswered, mut last) = (Instant::now(), false, 0);
        let promise = loop {
            match self.ask(&subject, number).await {
                Ok((StatusCode::ACCEPTED, Some(id))) => break Promise::Accepted(id),
                Ok((status, _)) => last = status.as_u16(),
                Err(_) => unanswered = true,
            }
            if since.elapsed() > PATIENCE {
                break if unanswered { Promise::Unknown } else { Promise::Refused(last) };
            }
            tokio::time::sleep(PAUSE).await;
        };
        self.promises.lock().unwrap_or_else(PoisonError::into_inner).insert(subject, promise);
    }

    async fn ask(&self, subject: &str, number: usize) -> anyhow::Result<(StatusCode, Option<String>)> {
        let urls = (self.urls)();
        anyhow::ensure!(!urls.is_empty(), "no API");
        let url = &urls[number % urls.len()];
        let brief = json!({
            "content_type": "video", "language": "en", "subject": subject, "duration_seconds": 6, "aspect": "1:1"
        });
        let answer = self
            .http
            .post(format!("{url}/v1/workflows"))
            .header("content-type", "application/json")
            .header("idempotency-key", subject.replace(' ', "-"))
            .body(brief.to_string())
            .send()
            .await?;
        let status = answer.status();
        let id = if status == StatusCode::ACCEPTED { Some(answer.json::<Created>().await?.id) } else { None };
        Ok((status, id))
    }
}
