use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

/// What a readiness check asks of a consumer. Cheap to clone.
#[derive(Debug, Clone)]
pub struct ConsumerProbe {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    born: Instant,
    consuming: AtomicBool,
    waiting: AtomicUsize,
    /// Milliseconds after `born`.
    taken: AtomicU64,
}

impl ConsumerProbe {
    pub(crate) fn new() -> Self {
        let inner = Inner {
            born: Instant::now(),
            consuming: AtomicBool::new(false),
            waiting: AtomicUsize::new(0),
            taken: AtomicU64::new(0),
        };
        ConsumerProbe { inner: Arc::new(inner) }
    }

    /// Whether the broker has the consumer registered, as far as we know.
    pub fn is_consuming(&self) -> bool {
        self.inner.consuming.load(Ordering::Relaxed)
    }

    /// Deliveries that arrived and nobody took yet.
    pub fn waiting(&self) -> usize {
        self.inner.waiting.load(Ordering::Relaxed)
    }

    /// How long ago somebody last took a delivery or asked for one.
    pub fn since_taken(&self) -> Duration {
        let taken = Duration::from_millis(self.inner.taken.load(Ordering::Relaxed));
        self.inner.born.elapsed().saturating_sub(taken)
    }

    /// Whether deliveries have been waiting while nobody took one for `limit`: the process lives but
    /// its loop does not.
    pub fn is_stuck(&self, limit: Duration) -> bool {
        self.waiting() > 0 && self.since_taken() > limit
    }

    pub(crate) fn set_consuming(&self, consuming: bool) {
        self.inner.consuming.store(consuming, Ordering::Relaxed);
    }

    pub(crate) fn arrived(&self) {
        self.inner.waiting.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn left(&self) {
        self.inner.waiting.fetch_sub(1, Ordering::Relaxed);
        self.asked();
    }

    pub(crate) fn asked(&self) {
        self.inner.taken.store(self.inner.born.elapsed().as_millis() as u64, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stuck_is_only_who_leaves_deliveries_waiting() {
        let probe = ConsumerProbe::new();
        assert!(!probe.is_stuck(Duration::ZERO), "nothing waits");
        probe.arrived();
        assert!(!probe.is_stuck(Duration::from_secs(60)), "not for long enough");
        while probe.since_taken().is_zero() {
            std::hint::spin_loop();
        }
        assert!(probe.is_stuck(Duration::ZERO));
        probe.left();
        assert!(!probe.is_stuck(Duration::ZERO));
    }
}
