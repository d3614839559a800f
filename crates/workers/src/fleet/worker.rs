use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use aida_assets::AssetStore;
use aida_broker::Publisher;
use aida_ops::Seldom;
use aida_store::Store;

use super::{FleetParts, pressure::Pressure, running::Running};
use crate::{WorkerMetrics, processor::Processor, scratch::Scratch};

/// What every job of the process shares.
pub struct Worker {
    pub id: String,
    pub publisher: Publisher,
    pub store: Store,
    pub assets: AssetStore,
    pub metrics: WorkerMetrics,
    pub running: Running,
    pub pressure: Pressure,
    pub scratch: Scratch,
    /// Of replies that the broker does not confirm.
    pub unconfirmed: Seldom,
    /// Jobs of all agents that keep the processor busy: no more than it has threads.
    pub processor: Processor,
    threads: usize,
    busy: Arc<AtomicUsize>,
}

/// A share of the processor; given back when dropped.
pub struct Share {
    pub threads: usize,
    busy: Arc<AtomicUsize>,
}

impl Worker {
    pub fn new(parts: &FleetParts, scratch: Scratch) -> Self {
        let threads = parts.options.threads.max(1);
        Worker {
            id: parts.worker_id.clone(),
            publisher: parts.broker.publisher(),
            store: parts.store.clone(),
            assets: parts.assets.clone(),
            metrics: parts.metrics.clone(),
            running: Running::default(),
            unconfirmed: Seldom::default(),
            pressure: Pressure::new(parts.options.reserve, scratch.path()),
            scratch,
            processor: Processor::new(threads),
            threads,
            busy: Arc::default(),
        }
    }

    /// Threads for one more job: all when it is alone, fewer the more run. Jobs that started with more
    /// keep them, which the system's scheduler evens out.
    pub fn share(&self) -> Share {
        let running = self.busy.fetch_add(1, Ordering::Relaxed) + 1;
        Share { threads: (self.threads / running).max(1), busy: self.busy.clone() }
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.busy.fetch_sub(1, Ordering::Relaxed);
    }
}
