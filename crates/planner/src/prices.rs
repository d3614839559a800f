//! What a workflow should cost, and why with these models: from the catalogue, the brief and the script alone.

use aida_models::{Day, Offer, Selection};
use aida_ops::config::ModelSettings;
use aida_protocol::{ProjectBrief, Script};
use anyhow::Context as _;
use chrono::{DateTime, Utc};

pub(crate) struct Prices(Offer);

impl Prices {
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn read(settings: &ModelSettings) -> anyhow::Result<Self> {
        let file = settings.catalogue_text().context("models.catalogue")?;
        let (key, address) =
            (|id: &str| settings.key_of(id).is_some(), |id: &str| settings.address_of(id).is_some());
        Ok(Prices(Offer::read(file.as_deref(), key, address).context("models.catalogue")?))
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
