use std::{collections::BTreeMap, time::Duration};

use aida_models::{Catalogue, Offer};
use aida_ops::config::ModelSettings;
use aida_privacy::Policy;
use aida_protocol::Usd;
use aida_providers::{Access, Caller, Http, HttpOptions};
use aida_store::{ProviderRate, SpendLimits};
use anyhow::{Context as _, bail};

/// What the settings say of hosted models.
pub struct HostedSettings {
    pub catalogue: Catalogue,
    /// By provider; empty when nothing is configured.
    pub callers: BTreeMap<String, Caller>,
    pub voices: BTreeMap<String, String>,
    pub policy: Policy,
    pub limits: SpendLimits,
    /// How old an answer of a model of text, and a file that was made, may be to be taken again.
    pub reuse_seconds: u32,
    pub reuse_files_seconds: u32,
    pub poll: Duration,
    /// Where providers reach the API; without it they are only polled.
    pub webhook_url: Option<String>,
}

impl HostedSettings {
    /// How often the fleet may call a provider.
    pub fn rate_of(&self, provider: &str) -> ProviderRate {
        self.catalogue.provider(provider).map_or_else(ProviderRate::default, |provider| ProviderRate {
            per_minute: provider.requests_per_minute,
            concurrent: provider.concurrent,
        })
    }

    /// The address that is to be told when the call `id` is done, where the provider signs what it tells. That the id cannot
    /// be guessed is part of what makes a webhook count.
    pub fn webhook_of(&self, provider: &str, id: uuid::Uuid) -> Option<String> {
        self.catalogue.provider(provider)?.webhook_keys_url.as_ref()?;
        let base = self.webhook_url.as_ref()?.trim_end_matches('/');
        Some(format!("{base}/v1/webhooks/{provider}?call={id}"))
    }

    /// # Errors
    /// When the catalogue, an address, a key or the policy is wrong.
    pub fn read(settings: &ModelSettings) -> anyhow::Result<Self> {
        let file = settings.catalogue_text().context("models.catalogue")?;
        let (key, address) =
            (|id: &str| settings.key_of(id).is_some(), |id: &str| settings.address_of(id).is_some());
        let offer = Offer::read(file.as_deref(), key, address).context("models.catalogue")?;
        let Offer { catalogue, providers: open } = offer;
        if let Some(pair) = settings.addresses.iter().find(|pair| {
            let name = pair.split('=').next().unwrap_or_default().trim();
            catalogue.provider(name).is_none()
        }) {
            bail!("models.addresses: the catalogue has no provider for {pair:?}");
        }
        let timeout = Duration::from_secs(settings.request_timeout_seconds);
        let http = Http::new(HttpOptions { timeout, ..HttpOptions::default() })?;
        let (mut callers, mut voices) = (BTreeMap::new(), BTreeMap::new());
        for provider in catalogue.providers.iter().filter(|provider| open.contains(&provider.id)) {
            let access = Access {
                key: settings.key_of(&provider.id).map(|key| key.expose().to_owned()),
                base_url: settings.address_of(&provider.id).map(str::to_owned),
            };
            let caller = Caller::connect(provider, &access, &http).context("models")?;
            callers.insert(provider.id.clone(), caller);
            let voice = settings.voice_of(&provider.id).unwrap_or_default();
            voices.insert(provider.id.clone(), voice.to_owned());
        }
        let cents = |cents: u64| (cents > 0).then(|| Usd::from_ten_thousandths(cents as i64 * 100));
        Ok(HostedSettings {
            catalogue,
            callers,
            voices,
            policy: settings.privacy.parse().map_err(|error| anyhow::anyhow!("models.privacy: {error}"))?,
            limits: SpendLimits {
                fleet_day: cents(settings.daily_limit_cents),
                tenant_day: cents(settings.tenant_daily_limit_cents),
                workflow: None,
            },
            reuse_seconds: settings.reuse_seconds,
            reuse_files_seconds: settings.reuse_files_seconds,
            poll: Duration::from_millis(settings.poll_ms),
            webhook_url: settings.webhook_url.clone(),
        })
    }
}
