//! Which models a brief gets, in which order, and why. Pure: what is measured comes in as [`Conditions`].

mod budget;
mod chain;
mod language;
mod offer;
mod plan;
mod tier;

use std::collections::{BTreeMap, BTreeSet};

use aida_protocol::{ProjectBrief, Usd};

pub use language::unspoken;
pub use offer::Offer;
pub use plan::{Made, WorkPlan, image_call, speech_call, video_call};

use crate::{Catalogue, Day, ModelKind};

/// The last link of a chain: the models on this machine.
pub const STUDIO: &str = "studio";

/// How a model has been doing lately.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Health {
    /// The breaker is open: it is not to be called.
    pub broken: bool,
    /// Of the last calls, 0 to 1; absent without enough calls.
    pub success_rate: Option<f64>,
    /// Middle duration of the last calls, in seconds.
    pub p50_seconds: Option<f64>,
}

/// What is the case when models are chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Conditions {
    /// Providers that can be called: their key, or for a private server their address, is set.
    pub providers: BTreeSet<String>,
    /// By model.
    pub health: BTreeMap<String, Health>,
    pub today: Day,
    /// Something in the brief must not leave this network.
    pub local_only: bool,
    /// Jobs that wait for this machine, by thread.
    pub local_load: f64,
}

impl Conditions {
    /// Nothing can be called but the studio.
    pub fn studio_only(today: Day) -> Self {
        Conditions {
            providers: BTreeSet::new(),
            health: BTreeMap::new(),
            today,
            local_only: false,
            local_load: 0.0,
        }
    }
}

/// Where the work is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Route {
    Local,
    Hosted,
    Hybrid,
}

impl Route {
    pub const fn as_str(self) -> &'static str {
        match self {
            Route::Local => "local",
            Route::Hosted => "hosted",
            Route::Hybrid => "hybrid",
        }
    }
}

/// The models for a brief.
#[derive(Debug, Clone, PartialEq)]
pub struct Selection {
    /// Model ids by kind of work, in the order they are tried; [`STUDIO`] is the studio.
    pub chains: BTreeMap<ModelKind, Vec<String>>,
    pub route: Route,
    /// Sentences for people, in English.
    pub reasons: Vec<String>,
    /// What the first models of all chains will cost.
    pub estimate: Usd,
    /// Whether even the cheapest models cost more than the brief's hard limit and the studio may not stand in.
    pub over_budget: bool,
}

impl Selection {
    pub fn chain(&self, kind: ModelKind) -> &[String] {
        self.chains.get(&kind).map_or(&[], Vec::as_slice)
    }

    /// What the first models of these chains cost for another plan, such as what is left of the first.
    pub fn cost(&self, catalogue: &Catalogue, plan: &WorkPlan) -> Usd {
        budget::total(catalogue, plan, &self.chains)
    }
}

/// Chooses the models for `brief`.
pub fn select(catalogue: &Catalogue, brief: &ProjectBrief, plan: &WorkPlan, now: &Conditions) -> Selection {
    let mut reasons = Vec::new();
    let mut chains = BTreeMap::new();
    for kind in plan.kinds() {
        chains.insert(kind, chain::of(catalogue, brief, kind, plan, now, &mut reasons));
    }
    let over_budget = budget::fit(catalogue, brief, plan, &mut chains, &mut reasons);
    let estimate = budget::total(catalogue, plan, &chains);
    let route = route_of(catalogue, &chains);
    reasons.push(format!("route {}: estimated {estimate} USD", route.as_str()));
    Selection { chains, route, reasons, estimate, over_budget }
}

fn route_of(catalogue: &Catalogue, chains: &BTreeMap<ModelKind, Vec<String>>) -> Route {
    let leaves = |id: &String| catalogue.model(id).is_some_and(|model| !catalogue.is_private(model));
    let first: Vec<bool> = chains.values().filter_map(|chain| chain.first()).map(leaves).collect();
    match (first.contains(&true), first.contains(&false)) {
        (true, false) => Route::Hosted,
        (true, true) => Route::Hybrid,
        (false, _) => Route::Local,
    }
}
