//! What a workflow should cost, and why with these models: from the catalogue, the brief and the script alone.

use std::collections::BTreeSet;

use aida_models::{Catalogue, Conditions, Day, Selection, WorkPlan, select};
use aida_ops::config::ModelSettings;
use aida_protocol::{ProjectBrief, Script};
use anyhow::Context as _;
use chrono::{DateTime, Utc};

pub(crate) struct Prices {
    catalogue: Catalogue,
    providers: BTreeSet<String>,
}

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
        Ok(Prices { catalogue, providers })
    }

    /// The models that the brief should get; `None` when there are only the studio's. What a worker measured of them at the
    /// time, and what it found private, may have changed its choice.
    pub fn selection(
        &self,
        brief: &ProjectBrief,
        script: Option<&Script>,
        now: DateTime<Utc>,
    ) -> Option<Selection> {
        if self.providers.is_empty() {
            return None;
        }
        let today = Day::try_from(now.format("%Y-%m-%d").to_string()).ok()?;
        let conditions = Conditions { providers: self.providers.clone(), ..Conditions::studio_only(today) };
        let plan =
            script.map_or_else(|| WorkPlan::of_brief(brief), |script| WorkPlan::of_script(brief, script));
        Some(select(&self.catalogue, brief, &plan, &conditions))
    }
}
