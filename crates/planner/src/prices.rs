//! What a workflow should cost, and why with these models: from the catalogue, the brief and the script alone.

use aida_models::{Catalogue, Day, Offer, Selection};
use aida_ops::config::ModelSettings;
use aida_protocol::{ProjectBrief, Script};
use anyhow::Context as _;
use chrono::{DateTime, Utc};

pub(crate) struct Prices(Offer);

impl Prices {
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn read(settings: &ModelSettings) -> anyhow::Result<Self> {
        let catalogue = match &settings.catalogue {
            None => Catalogue::built_in(),
            Some(path) => {
                let text = std::fs::read_to_string(path).context("models.catalogue")?;
                Catalogue::read(&text).context("models.catalogue")?
            }
        };
        let providers = catalogue
            .open_providers(|id| settings.key_of(id).is_some(), |id| settings.address_of(id).is_some());
        Ok(Prices(Offer { catalogue, providers }))
    }

    /// The models that the brief should get; `None` when there are only the studio's.
    pub fn selection(
        &self,
        brief: &ProjectBrief,
        script: Option<&Script>,
        now: DateTime<Utc>,
    ) -> Option<Selection> {
        let today = Day::try_from(now.format("%Y-%m-%d").to_string()).ok()?;
        self.0.selection(brief, script, today)
    }
}
