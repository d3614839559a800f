use std::collections::BTreeSet;

use aida_protocol::{ProjectBrief, Script};

use super::{Conditions, Selection, WorkPlan, select};
use crate::{Catalogue, CatalogueError, Day};

/// Which models there are and whose providers can be called: all that an estimate needs.
#[derive(Debug, Clone)]
pub struct Offer {
    pub catalogue: Catalogue,
    pub providers: BTreeSet<String>,
}

impl Offer {
    /// The catalogue of an operator's file, or the one built in, and the providers that have a key, or an address where
    /// they are in the operator's network.
    ///
    /// # Errors
    /// When the file cannot be understood.
    pub fn read(
        file: Option<&str>,
        has_key: impl Fn(&str) -> bool,
        has_address: impl Fn(&str) -> bool,
    ) -> Result<Self, CatalogueError> {
        let catalogue = file.map_or_else(|| Ok(Catalogue::built_in()), Catalogue::read)?;
        let providers = catalogue.open_providers(has_key, has_address);
        Ok(Offer { catalogue, providers })
    }

    /// The models that the brief should get; `None` when there are only the studio's. What a worker measured of them at the
    /// time, and what it found private, may change its choice.
    pub fn selection(&self, brief: &ProjectBrief, script: Option<&Script>, today: Day) -> Option<Selection> {
        if self.providers.is_empty() {
            return None;
        }
        let conditions = Conditions { providers: self.providers.clone(), ..Conditions::studio_only(today) };
        Some(select(&self.catalogue, brief, &WorkPlan::of(brief, script), &conditions))
    }
}
