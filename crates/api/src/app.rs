use std::{sync::Arc, time::Duration};

use aida_assets::AssetStore;
use aida_broker::Broker;
use aida_models::Offer;
use aida_ops::{
    Readiness, Shutdown,
    config::{ApiSettings, ModelSettings},
};
use aida_protocol::{Usd, WorkflowId};
use aida_providers::{Http, HttpOptions, WebhookKeys};
use aida_store::Store;
use anyhow::Context as _;
use tokio::sync::Semaphore;

use crate::{
    BriefOutbox, Keyring, Metrics, Pepper, admission::Admission, feed::EventFeed, intake::Intake, wire::Links,
};

/// Event streams that one process serves at once.
const MAX_STREAMS: usize = 4_096;
/// How long a provider's keys may take to come; the webhook's sender waits for fifteen seconds.
const KEYS_TIMEOUT: Duration = Duration::from_secs(5);

/// What the API is put together from.
pub struct AppParts {
    pub settings: ApiSettings,
    pub store: Store,
    pub assets: AssetStore,
    pub pepper: Pepper,
    pub feed: EventFeed,
    pub outbox: BriefOutbox,
    pub metrics: Arc<Metrics>,
    pub readiness: Readiness,
    pub shutdown: Shutdown,
    /// Only shown by `/readyz`.
    pub broker: Option<Arc<Broker>>,
    pub models: KnownModels,
    /// The keys that webhooks are signed with; absent where none are taken.
    pub webhook_keys: Option<WebhookKeys>,
}

/// Which models there are, whose providers can be called, and what a day may cost.
#[derive(Debug, Clone)]
pub struct KnownModels {
    pub offer: Offer,
    /// Of the whole fleet, and of one tenant.
    pub fleet_day: Option<Usd>,
    pub tenant_day: Option<Usd>,
}

impl KnownModels {
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn read(settings: &ModelSettings) -> anyhow::Result<Self> {
        let file = settings.catalogue_text().context("models.catalogue")?;
        let (key, address) =
            (|id: &str| settings.key_of(id).is_some(), |id: &str| settings.address_of(id).is_some());
        let offer = Offer::read(file.as_deref(), key, address).context("models.catalogue")?;
        let limit = |cents: u64| (cents > 0).then(|| Usd::from_ten_thousandths(cents as i64 * 100));
        Ok(KnownModels {
            offer,
            fleet_day: limit(settings.daily_limit_cents),
            tenant_day: limit(settings.tenant_daily_limit_cents),
        })
    }
}

/// The keys of fal.ai, where it may be called and a public address is configured.
///
/// # Errors
/// When the catalogue's address of the keys is none.
pub fn webhook_keys(settings: &ModelSettings, models: &KnownModels) -> anyhow::Result<Option<WebhookKeys>> {
    let fal = models.offer.catalogue.provider("fal").filter(|fal| models.offer.providers.contains(&fal.id));
    let (Some(url), Some(_)) =
        (fal.and_then(|fal| fal.webhook_keys_url.as_deref()), settings.webhook_url.as_ref())
    else {
        return Ok(None);
    };
    let http = Http::new(HttpOptions { timeout: KEYS_TIMEOUT, ..HttpOptions::default() })?;
    WebhookKeys::new(http, url).context("models.catalogue: webhook_keys_url").map(Some)
}

/// What every request can reach. Cheap to clone.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    parts: AppParts,
    keyring: Keyring,
    admission: Admission,
    intake: Intake,
    streams: Arc<Semaphore>,
    /// Sentences that are understood at once: it costs processor time.
    understanding: Semaphore,
}

impl App {
    /// Within a runtime: briefs are stored by a task of it.
    pub fn new(parts: AppParts) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let inner = Inner {
            keyring: Keyring::new(parts.store.clone(), parts.pepper.clone()),
            admission: Admission::new(parts.store.clone(), &parts.settings),
            intake: Intake::start(parts.store.clone()),
            streams: Arc::new(Semaphore::new(MAX_STREAMS)),
            understanding: Semaphore::new(cores),
            parts,
        };
        App { inner: Arc::new(inner) }
    }

    pub fn settings(&self) -> &ApiSettings {
        &self.inner.parts.settings
    }

    pub fn store(&self) -> &Store {
        &self.inner.parts.store
    }

    pub fn assets(&self) -> &AssetStore {
        &self.inner.parts.assets
    }

    pub fn feed(&self) -> &EventFeed {
        &self.inner.parts.feed
    }

    pub fn outbox(&self) -> &BriefOutbox {
        &self.inner.parts.outbox
    }

    pub fn metrics(&self) -> &Arc<Metrics> {
        &self.inner.parts.metrics
    }

    pub fn readiness(&self) -> &Readiness {
        &self.inner.parts.readiness
    }

    pub fn shutdown(&self) -> &Shutdown {
        &self.inner.parts.shutdown
    }

    pub fn broker(&self) -> Option<&Broker> {
        self.inner.parts.broker.as_deref()
    }

    pub fn models(&self) -> &KnownModels {
        &self.inner.parts.models
    }

    pub fn webhook_keys(&self) -> Option<&WebhookKeys> {
        self.inner.parts.webhook_keys.as_ref()
    }

    pub fn keyring(&self) -> &Keyring {
        &self.inner.keyring
    }

    pub(crate) fn admission(&self) -> &Admission {
        &self.inner.admission
    }

    pub(crate) fn intake(&self) -> &Intake {
        &self.inner.intake
    }

    pub(crate) fn streams(&self) -> &Arc<Semaphore> {
        &self.inner.streams
    }

    pub(crate) fn understanding(&self) -> &Semaphore {
        &self.inner.understanding
    }

    /// Whether requests without a key may be served as long as there are no keys.
    pub(crate) fn keyless_allowed(&self) -> bool {
        self.settings().listen.ip().is_loopback() && !self.settings().require_keys
    }

    /// `path` as others reach it: below `api.public_url` when it is set.
    pub(crate) fn link(&self, path: &str) -> String {
        let base = self.settings().public_url.as_deref().unwrap_or_default();
        format!("{}{path}", base.trim_end_matches('/'))
    }

    pub(crate) fn links(&self, id: WorkflowId) -> Links {
        let below = |name: &str| self.link(&format!("/v1/workflows/{id}{name}"));
        Links {
            workflow: below(""),
            jobs: below("/jobs"),
            events: below("/events"),
            assets: below("/assets"),
            cancel: below("/cancel"),
            pause: below("/pause"),
            resume: below("/resume"),
            retry: below("/retry"),
        }
    }
}
