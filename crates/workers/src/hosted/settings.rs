use std::{collections::BTreeMap, time::Duration};

use aida_models::Catalogue;
use aida_ops::{Secret, config::ModelSettings};
use aida_privacy::Policy;
use aida_protocol::Usd;
use aida_providers::{Access, Caller, Http, HttpOptions};
use aida_store::SpendLimits;
use anyhow::{Context as _, bail};

/// What the settings say of hosted models.
pub struct HostedSettings {
    pub catalogue: Catalogue,
    /// By provider; empty when nothing is configured.
    pub callers: BTreeMap<String, Caller>,
    pub voices: BTreeMap<String, String>,
    pub policy: Policy,
    pub limits: SpendLimits,
    pub reuse_seconds: u32,
    pub poll: Duration,
}

impl HostedSettings {
    /// # Errors
    /// When the catalogue, an address, a key or the policy is wrong.
    pub fn read(settings: &ModelSettings) -> anyhow::Result<Self> {
        let catalogue = match &settings.catalogue {
            None => Catalogue::built_in(),
            Some(path) => {
                let text = std::fs::read_to_string(path).context("models.catalogue")?;
                Catalogue::read(&text).context("models.catalogue")?
            }
        };
        let addresses = pairs("models.addresses", &settings.addresses)?;
        for provider in addresses.keys() {
            if catalogue.provider(provider).is_none() {
                bail!("models.addresses: the catalogue has no provider {provider:?}");
            }
        }
        let timeout = Duration::from_secs(settings.request_timeout_seconds);
        let http = Http::new(HttpOptions { timeout, ..HttpOptions::default() })?;
        let mut callers = BTreeMap::new();
        for provider in &catalogue.providers {
            let key = key(settings, &provider.id).map(|key| key.expose().to_owned());
            let address = addresses.get(&provider.id).cloned();
            // A key opens a hosted provider, an address one of one's own.
            let open = if provider.private { address.is_some() } else { key.is_some() };
            if open {
                let access = Access { key, base_url: address };
                let caller = Caller::connect(provider, &access, &http).context("models")?;
                callers.insert(provider.id.clone(), caller);
            }
        }
        let cents = |cents: u64| (cents > 0).then(|| Usd::from_ten_thousandths(cents as i64 * 100));
        Ok(HostedSettings {
            catalogue,
            callers,
            voices: pairs("models.voices", &settings.voices)?,
            policy: settings.privacy.parse().map_err(|error| anyhow::anyhow!("models.privacy: {error}"))?,
            limits: SpendLimits {
                fleet_day: cents(settings.daily_limit_cents),
                tenant_day: cents(settings.tenant_daily_limit_cents),
                workflow: None,
            },
            reuse_seconds: settings.reuse_seconds,
            poll: Duration::from_millis(settings.poll_ms),
        })
    }
}

fn key<'a>(settings: &'a ModelSettings, provider: &str) -> Option<&'a Secret> {
    match provider {
        "anthropic" => settings.anthropic_key.as_ref(),
        "fal" => settings.fal_key.as_ref(),
        "kie" => settings.kie_key.as_ref(),
        "elevenlabs" => settings.elevenlabs_key.as_ref(),
        "openai" | "openai-speech" => settings.openai_key.as_ref(),
        _ => None,
    }
}

fn pairs(name: &str, values: &[String]) -> anyhow::Result<BTreeMap<String, String>> {
    let pair = |value: &String| {
        let (key, value) = value.split_once('=')?;
        Some((key.trim().to_owned(), value.trim().to_owned()))
    };
    let read =
        |value: &String| pair(value).with_context(|| format!("{name}: {value:?} is not provider=value"));
    values.iter().map(read).collect()
}
