//! Which models there are. Data, not code: a TOML file, built in and replaceable by one of the operator's.

mod model;
mod price;

use std::collections::BTreeSet;

use serde::Deserialize;

pub use model::{Day, Dialect, Limits, ModelKind, ModelSpec, Protocol, ProviderSpec, Tier};
pub use price::{Price, Quantity};

const BUILT_IN: &str = include_str!("../../models.toml");

/// All models, their providers, and the order in which they are tried.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    #[serde(rename = "provider")]
    pub providers: Vec<ProviderSpec>,
    #[serde(rename = "model")]
    pub models: Vec<ModelSpec>,
    #[serde(rename = "chain")]
    pub chains: Vec<ChainSpec>,
}

/// The models for one kind of work and one tier, in the order they are tried.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChainSpec {
    pub kind: ModelKind,
    pub tier: Tier,
    pub models: Vec<String>,
}

/// What is wrong with a catalogue.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    #[error("{0}")]
    Syntax(#[from] toml::de::Error),
    #[error("{0}")]
    Contents(String),
}

impl Catalogue {
    /// The catalogue that belongs to this program.
    pub fn built_in() -> Self {
        Catalogue::read(BUILT_IN).unwrap_or_else(|error| panic!("the catalogue built in: {error}"))
    }

    /// # Errors
    /// When the text is no TOML, a key is unknown or has the wrong type, or a name stands for nothing.
    pub fn read(text: &str) -> Result<Self, CatalogueError> {
        let catalogue: Catalogue = toml::from_str(text)?;
        catalogue.check().map_err(CatalogueError::Contents)?;
        Ok(catalogue)
    }

    pub fn model(&self, id: &str) -> Option<&ModelSpec> {
        self.models.iter().find(|model| model.id == id)
    }

    pub fn provider(&self, id: &str) -> Option<&ProviderSpec> {
        self.providers.iter().find(|provider| provider.id == id)
    }

    /// The providers that can be called: a hosted one with its key, a private server with its address.
    pub fn open_providers(
        &self,
        has_key: impl Fn(&str) -> bool,
        has_address: impl Fn(&str) -> bool,
    ) -> BTreeSet<String> {
        let open = |provider: &&ProviderSpec| {
            if provider.private { has_address(&provider.id) } else { has_key(&provider.id) }
        };
        self.providers.iter().filter(open).map(|provider| provider.id.clone()).collect()
    }

    /// Whether `model` runs in the operator's own network, so that texts which must not leave may go there.
    pub fn is_private(&self, model: &ModelSpec) -> bool {
        self.provider(&model.provider).is_some_and(|provider| provider.private)
    }

    /// The models of a kind and tier, in order; those of the standard tier when the tier has no chain of its own.
    pub fn chain(&self, kind: ModelKind, tier: Tier) -> Vec<&ModelSpec> {
        let of = |tier: Tier| self.chains.iter().find(|chain| chain.kind == kind && chain.tier == tier);
        let names = of(tier).or_else(|| of(Tier::Standard)).map(|chain| chain.models.as_slice());
        names.unwrap_or_default().iter().filter_map(|id| self.model(id)).collect()
    }

    fn check(&self) -> Result<(), String> {
        let mut seen = BTreeSet::new();
        for provider in &self.providers {
            if !seen.insert(&provider.id) {
                return Err(format!("provider {:?} is there twice", provider.id));
            }
            if !provider.base_url.starts_with("http://") && !provider.base_url.starts_with("https://") {
                return Err(format!("provider {:?}: base_url is no http(s) address", provider.id));
            }
            if provider.requests_per_minute == 0 || provider.concurrent == 0 {
                return Err(format!("provider {:?} may never be called", provider.id));
            }
        }
        seen.clear();
        for model in &self.models {
            if !seen.insert(&model.id) {
                return Err(format!("model {:?} is there twice", model.id));
            }
            if model.id.starts_with("studio") {
                return Err(format!("model {:?}: that name is the studio's", model.id));
            }
            if self.provider(&model.provider).is_none() {
                return Err(format!("model {:?}: provider {:?} is unknown", model.id, model.provider));
            }
            model.check().map_err(|reason| format!("model {:?}: {reason}", model.id))?;
        }
        for chain in &self.chains {
            for id in &chain.models {
                let model =
                    self.model(id).ok_or_else(|| format!("a chain names {id:?}, which is unknown"))?;
                if model.kind != chain.kind {
                    return Err(format!("a chain of {} names {id:?}, a model of {}", chain.kind, model.kind));
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_catalogue_has_the_chains_that_were_asked_for() {
        let catalogue = Catalogue::built_in();
        let ids = |kind, tier| -> Vec<&str> {
            catalogue.chain(kind, tier).into_iter().map(|model| model.id.as_str()).collect()
        };
        assert_eq!(ids(ModelKind::Image, Tier::Standard), ["FLUX Pro", "FLUX schnell", "Hunyuan Image 3"]);
        assert_eq!(ids(ModelKind::Video, Tier::Standard), ["Kling 2.5 Pro", "Veo 3.1", "Hailuo-02"]);
        assert_eq!(ids(ModelKind::Video, Tier::Premium), ["Veo 3.1", "Sora 2", "Kling 2.5 Pro"]);
        assert_eq!(ids(ModelKind::Video, Tier::Fast)[0], "Hailuo-02");
        assert_eq!(ids(ModelKind::Image, Tier::Artistic)[0], "Midjourney");
    }

    #[test]
    fn what_is_wrong_is_refused_by_name() {
        let wrong = |from: &str, to: &str| {
            assert!(BUILT_IN.contains(from), "{from}");
            Catalogue::read(&BUILT_IN.replacen(from, to, 1)).unwrap_err().to_string()
        };
        assert!(wrong("expected_seconds = 180", "expectd_seconds = 180").contains("expectd_seconds"));
        assert!(wrong("\"Veo 3.1\", \"Hailuo-02\"", "\"Veo 4\"").contains("Veo 4"));
        assert!(wrong("provider = \"kie\"", "provider = \"kei\"").contains("kei"));
        assert!(wrong("2026-11-30", "soon").contains("soon"));
        assert!(wrong("amount = 0.07", "amount = -0.07").contains("Kling"));
        assert!(wrong("kind = \"speech\"", "kind = \"smell\"").contains("smell"));
        assert!(
            wrong("base_url = \"https://api.kie.ai\"", "base_url = \"ftp://api.kie.ai\"").contains("kie")
        );
    }
}
