//! Hosted models behind the traits of `aida-models`: each agent's chain, walked until a model has done the job, with the
//! studio at its end where the brief allows that.
//!
//! ```text
//!  agent ─▶ Writer, Director, Image, Video, Speech ─▶ walk: select ─▶ model ─▶ model ─▶ studio
//!                                                            │
//!                     privacy gate ─▶ ledger (open, reserve) ─▶ provider ─▶ ledger (ticket, settle) ─▶ object store
//! ```
//!
//! Invariant: no request leaves before its row is in the ledger, and nothing of a job is asked for twice while it is not
//! known that the first try failed.
//! Invariant: a text is looked through before it leaves; what must not leave goes to the studio or to a private server.

mod answers;
mod dialect;
mod director;
mod gate;
mod image;
mod ledger;
mod metrics;
mod pictures;
mod prompts;
mod question;
mod queued;
mod settings;
mod speech;
mod video;
mod walk;
mod writer;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Instant,
};

use aida_assets::AssetStore;
use aida_models::Health;
use aida_store::Store;

pub use metrics::HostedMetrics;
pub use settings::HostedSettings;

use crate::{Models, processor::Processor};

/// What all hosted models of a process share.
pub struct Hosted {
    settings: HostedSettings,
    studio: Models,
    store: Store,
    assets: AssetStore,
    /// The studio's work and the local pass over hosted clips: no more at once than there are processors.
    processor: Processor,
    health: Mutex<Option<(Instant, BTreeMap<String, Health>)>>,
    metrics: HostedMetrics,
}

impl Hosted {
    /// The models for the agents: the studio's own when no provider is configured.
    pub fn models(
        settings: HostedSettings,
        studio: Models,
        store: Store,
        assets: AssetStore,
        threads: usize,
        metrics: HostedMetrics,
    ) -> Models {
        if settings.callers.is_empty() {
            return studio;
        }
        let processor = Processor::new(threads);
        let health = Mutex::default();
        let shared = Arc::new(Hosted { settings, studio, store, assets, processor, health, metrics });
        Models {
            script: Arc::new(writer::HostedWriter(shared.clone())),
            storyboard: Arc::new(director::HostedDirector(shared.clone())),
            image: Arc::new(image::HostedImage(shared.clone())),
            video: Arc::new(video::HostedVideo(shared.clone())),
            speech: Arc::new(speech::HostedSpeech(shared)),
        }
    }
}
