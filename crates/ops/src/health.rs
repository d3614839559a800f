//! Probes: `/healthz` says that the process runs, `/readyz` that its work moves, `/metrics` how.
//!
//! Readiness is a list of named checks. A component reports `ok` each time it makes progress; a check with a
//! limit turns false when the last `ok` is older, so that a loop that hangs is seen although the process lives.
//! A process without any check has not come that far: it is not ready. Make all checks before the first wait.

use std::{
    fmt,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use axum::{
    Json, Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

use crate::{Metrics, Shutdown};

/// The state of one check as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckReport {
    pub name: String,
    pub ok: bool,
    /// Why not; empty when it is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// What `/readyz` answers: 200 when `ready`, 503 otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadinessReport {
    pub ready: bool,
    pub checks: Vec<CheckReport>,
}

/// The named checks of one process. Cheap to clone.
#[derive(Clone, Default)]
pub struct Readiness {
    checks: Arc<Mutex<Vec<Arc<Mutex<Entry>>>>>,
}

struct Entry {
    name: String,
    limit: Option<Duration>,
    state: Result<Instant, String>,
}

/// The handle of one check. The check disappears when no handle is left.
#[derive(Clone)]
pub struct Check {
    entry: Arc<Mutex<Entry>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Readiness {
    pub fn new() -> Self {
        Readiness::default()
    }

    /// A check that is false until it first reports, and again when its last `ok` is older than `limit`.
    pub fn check(&self, name: &str, limit: Option<Duration>) -> Check {
        let state = Err("has not reported yet".to_owned());
        let entry = Arc::new(Mutex::new(Entry { name: name.to_owned(), limit, state }));
        lock(&self.checks).push(entry.clone());
        Check { entry }
    }

    pub fn report(&self) -> ReadinessReport {
        self.report_at(Instant::now())
    }

    fn report_at(&self, now: Instant) -> ReadinessReport {
        let mut all = lock(&self.checks);
        all.retain(|entry| Arc::strong_count(entry) > 1);
        let checks: Vec<_> = all.iter().map(|entry| lock(entry).report(now)).collect();
        ReadinessReport { ready: !checks.is_empty() && checks.iter().all(|check| check.ok), checks }
    }
}

impl Entry {
    fn report(&self, now: Instant) -> CheckReport {
        let reason = match (&self.state, self.limit) {
            (Err(reason), _) => reason.clone(),
            (Ok(at), Some(limit)) if now.saturating_duration_since(*at) > limit => {
                format!("no progress for {:.1} s", now.saturating_duration_since(*at).as_secs_f64())
            }
            (Ok(_), _) => String::new(),
        };
        CheckReport { name: self.name.clone(), ok: reason.is_empty(), reason }
    }
}

impl Check {
    /// It works now.
    pub fn ok(&self) {
        lock(&self.entry).state = Ok(Instant::now());
    }

    /// It does not; `reason` is shown to operators and holds no secret.
    pub fn fail(&self, reason: impl Into<String>) {
        let reason: String = reason.into();
        let reason = if reason.is_empty() { "failed".to_owned() } else { reason };
        lock(&self.entry).state = Err(reason);
    }

    pub fn set<E: fmt::Display>(&self, outcome: Result<(), E>) {
        match outcome {
            Ok(()) => self.ok(),
            Err(error) => self.fail(error.to_string()),
        }
    }
}

/// `/healthz` and `/readyz`, for listeners that have more to serve.
pub fn probes(readiness: Readiness) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .with_state(readiness)
}

async fn ready(State(readiness): State<Readiness>) -> Response {
    let report = readiness.report();
    let status = if report.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(report)).into_response()
}

async fn metrics_text(State(metrics): State<Metrics>) -> Response {
    match metrics.text() {
        Ok(text) => {
            ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "metrics cannot be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Serves probes and metrics on `listen` until the process ends. Answers the address it got.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn serve(
    listen: SocketAddr,
    metrics: Metrics,
    readiness: Readiness,
    shutdown: Shutdown,
) -> std::io::Result<SocketAddr> {
    let listener = TcpListener::bind(listen).await?;
    let address = listener.local_addr()?;
    let router =
        probes(readiness).merge(Router::new().route("/metrics", get(metrics_text)).with_state(metrics));
    tokio::spawn(async move {
        // Probes are answered while the process ends its work: the runtime's end ends this too.
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(%error, "the health listener ended");
            shutdown.request();
        }
    });
    Ok(address)
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    #[test]
    fn readiness_follows_progress() {
        let readiness = Readiness::new();
        assert!(!readiness.report().ready, "a process without checks has not come that far");
        let limit = Duration::from_secs(5);
        let consumer = readiness.check("consumer", Some(limit));
        let database = readiness.check("database", None);
        assert_eq!(readiness.report().checks[0].reason, "has not reported yet");
        consumer.ok();
        database.set(Ok::<(), String>(()));
        let now = Instant::now();
        assert!(readiness.report_at(now).ready);
        let later = readiness.report_at(now + limit * 2);
        assert!(!later.ready && later.checks[1].ok);
        assert!(later.checks[0].reason.starts_with("no progress for 10."), "{later:?}");
        database.set(Err::<(), _>("connection refused"));
        assert_eq!(readiness.report_at(now).checks[1].reason, "connection refused");
        drop(database);
        assert!(readiness.report_at(now).ready, "a component that is gone has no say");
    }

    async fn get(address: SocketAddr, path: &str) -> String {
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    #[tokio::test]
    async fn the_listener_answers_probes_and_metrics() {
        let readiness = Readiness::new();
        let check = readiness.check("consumer", None);
        let metrics = Metrics::new("aida-test").unwrap();
        let any = "127.0.0.1:0".parse().unwrap();
        let address = serve(any, metrics, readiness, Shutdown::new()).await.unwrap();
        assert!(get(address, "/healthz").await.starts_with("HTTP/1.1 200"));
        let not_ready = get(address, "/readyz").await;
        assert!(not_ready.starts_with("HTTP/1.1 503") && not_ready.contains("has not reported yet"));
        check.ok();
        assert!(get(address, "/readyz").await.starts_with("HTTP/1.1 200"));
        assert!(get(address, "/metrics").await.contains("aida_build_info"));
    }
}
