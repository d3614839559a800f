//! A brief's hard limit decides which of the chosen models it can pay.

use std::collections::BTreeMap;

use aida_protocol::{BudgetType, ProjectBrief, Usd};

use super::{STUDIO, WorkPlan};
use crate::{Catalogue, ModelKind};

type Chains = BTreeMap<ModelKind, Vec<String>>;

/// What the first models of all chains cost together.
pub fn total(catalogue: &Catalogue, plan: &WorkPlan, chains: &Chains) -> Usd {
    chains.values().filter_map(|chain| chain.first()).map(|id| cost(catalogue, plan, id)).sum()
}

fn cost(catalogue: &Catalogue, plan: &WorkPlan, id: &str) -> Usd {
    catalogue.model(id).map_or(Usd::ZERO, |model| plan.cost(model))
}

/// Takes dear models from the chains until the first ones fit the limit; the dearest kind of work gives way first.
/// `true` when nothing cheaper is left and it still does not fit.
pub fn fit(
    catalogue: &Catalogue,
    brief: &ProjectBrief,
    plan: &WorkPlan,
    chains: &mut Chains,
    reasons: &mut Vec<String>,
) -> bool {
    let Some(limit) = brief.budget_constraints.max_cost else { return false };
    let hard = brief.budget_constraints.kind == BudgetType::HardLimit;
    if brief.budget_constraints.kind == BudgetType::None {
        return false;
    }
    while total(catalogue, plan, chains) > limit {
        let Some((kind, saved)) = dearest_with_an_alternative(catalogue, plan, chains) else {
            if hard && brief.allow_downgrade {
                reasons.push(format!("the studio alone, since nothing else fits {limit} USD"));
                for chain in chains.values_mut() {
                    *chain = vec![STUDIO.to_owned()];
                }
                return false;
            }
            let total = total(catalogue, plan, chains);
            reasons.push(format!("the cheapest models cost {total} USD, more than {limit} USD"));
            return hard;
        };
        let Some(chain) = chains.get_mut(&kind) else { return hard };
        let gone = chain.remove(0);
        reasons.push(format!("{kind}: not {gone}, {saved} USD cheaper without it (limit {limit} USD)"));
        // What costs as much or more than the model that was too dear cannot stand in for it either.
        let most = cost(catalogue, plan, &gone);
        chain.retain(|id| cost(catalogue, plan, id) < most);
    }
    false
}

/// The kind of work whose first model costs most among those that have a cheaper one, and what that saves.
fn dearest_with_an_alternative(
    catalogue: &Catalogue,
    plan: &WorkPlan,
    chains: &Chains,
) -> Option<(ModelKind, Usd)> {
    let candidates = chains.iter().filter_map(|(kind, chain)| {
        let first = cost(catalogue, plan, chain.first()?);
        let next = chain.iter().skip(1).map(|id| cost(catalogue, plan, id)).find(|next| *next < first)?;
        Some((first, *kind, first - next))
    });
    candidates.max_by_key(|(first, ..)| *first).map(|(_, kind, saved)| (kind, saved))
}
