//! Ending in order: SIGTERM or SIGINT asks once, a second one ends the process at once.

use std::{future::Future, time::Duration};

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// Exit status after a second SIGINT: 128 + 2.
const INTERRUPTED: i32 = 130;
/// Exit status after a second SIGTERM: 128 + 15.
const TERMINATED: i32 = 143;

/// Whether the process was asked to end. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Shutdown {
    token: CancellationToken,
}

impl Shutdown {
    /// One that only [`Shutdown::request`] sets off; for tests.
    pub fn new() -> Self {
        Shutdown::default()
    }

    /// One that SIGTERM and SIGINT set off. Has to be called inside a runtime.
    ///
    /// # Errors
    /// When the handlers cannot be installed.
    pub fn from_signals() -> std::io::Result<Self> {
        let shutdown = Shutdown::new();
        let (terminate, interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        tokio::spawn(listen(shutdown.clone(), terminate, interrupt));
        Ok(shutdown)
    }

    pub fn token(&self) -> &CancellationToken {
        &self.token
    }

    pub fn request(&self) {
        self.token.cancel();
    }

    pub fn is_requested(&self) -> bool {
        self.token.is_cancelled()
    }

    /// Ends once the process was asked to end.
    pub async fn requested(&self) {
        self.token.cancelled().await;
    }

    /// Runs `work` to its end, but for at most `grace` once the process was asked to end.
    /// `None` when the time was up.
    pub async fn within_grace<T>(&self, grace: Duration, work: impl Future<Output = T>) -> Option<T> {
        let time_is_up = async {
            self.requested().await;
            tokio::time::sleep(grace).await;
        };
        tokio::select! {
            biased;
            done = work => Some(done),
            () = time_is_up => None,
        }
    }
}

async fn listen(shutdown: Shutdown, mut terminate: Signal, mut interrupt: Signal) {
    let mut next = async || {
        tokio::select! {
            _ = terminate.recv() => ("SIGTERM", TERMINATED),
            _ = interrupt.recv() => ("SIGINT", INTERRUPTED),
        }
    };
    let (name, _) = next().await;
    tracing::info!(signal = name, "asked to end");
    shutdown.request();
    let (name, status) = next().await;
    tracing::warn!(signal = name, "asked a second time: ending at once");
    std::process::exit(status);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn grace_counts_from_the_request() {
        let shutdown = Shutdown::new();
        let long = Duration::from_secs(3600);
        let work = async {
            tokio::time::sleep(long).await;
            7
        };
        assert_eq!(shutdown.within_grace(Duration::from_secs(1), work).await, Some(7));
        shutdown.request();
        assert!(shutdown.is_requested());
        let never = std::future::pending::<()>();
        assert_eq!(shutdown.within_grace(Duration::from_secs(1), never).await, None);
        assert_eq!(shutdown.within_grace(Duration::ZERO, async { 1 }).await, Some(1));
    }
}
