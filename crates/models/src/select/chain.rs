//! The chain of one kind of work.

use aida_protocol::{Aspect, BudgetPriority, Language, ProjectBrief};

use super::{Conditions, STUDIO, WorkPlan, tier};
use crate::{Catalogue, ModelKind, ModelSpec, Tier};

/// Below this share of successes a model is tried last.
const POOR: f64 = 0.5;
/// Jobs a thread above which this machine counts as busy.
const BUSY: f64 = 4.0;

pub fn of(
    catalogue: &Catalogue,
    brief: &ProjectBrief,
    kind: ModelKind,
    plan: &WorkPlan,
    now: &Conditions,
    reasons: &mut Vec<String>,
) -> Vec<String> {
    let (tier, why) = tier::of(brief, kind);
    let mut models = Vec::new();
    let mut passed_over = Vec::new();
    for model in catalogue.chain(kind, tier) {
        match obstacle(catalogue, model, brief, now) {
            None => models.push(model),
            // Providers without a key are the usual case and not worth a word each.
            Some(Obstacle::NotConfigured) => {}
            Some(Obstacle::Because(reason)) => {
                passed_over.push(format!("{kind}: not {}, {reason}", model.id))
            }
        }
    }
    if !models.is_empty() || !passed_over.is_empty() {
        reasons.push(format!("{kind}: {} models, {why}", tier.as_str()));
        reasons.append(&mut passed_over);
    }
    if tier == Tier::Artistic && !models.iter().any(|model| model.takes_style()) {
        reasons.push(format!("{kind}: no model takes over the style"));
    }
    order(&mut models, (kind, tier), brief, plan, now, reasons);
    warn_of_retirement(&models, kind, now, reasons);
    let mut chain: Vec<String> = models.iter().map(|model| model.id.clone()).collect();
    if chain.is_empty() || brief.allow_downgrade {
        chain.push(STUDIO.to_owned());
    }
    if chain.len() == 1 {
        reasons.push(format!("{kind}: {}", only_why(now, chain[0] == STUDIO)));
    } else if now.local_load > BUSY && kind != ModelKind::Text {
        reasons.push(format!("{kind}: this machine is busy, the studio is the last resort"));
    }
    chain
}

enum Obstacle {
    NotConfigured,
    Because(String),
}

fn obstacle(
    catalogue: &Catalogue,
    model: &ModelSpec,
    brief: &ProjectBrief,
    now: &Conditions,
) -> Option<Obstacle> {
    let because = |reason: String| Some(Obstacle::Because(reason));
    if !now.providers.contains(&model.provider) {
        return Some(Obstacle::NotConfigured);
    }
    if now.local_only && !catalogue.is_private(model) {
        return because("the brief holds what must not leave".to_owned());
    }
    if let Some(reason) = &model.unavailable {
        return because(reason.clone());
    }
    if let Some(day) = model.retired_on.as_ref().filter(|day| **day <= now.today) {
        return because(format!("it was retired on {day}"));
    }
    if now.health.get(&model.id).is_some_and(|health| health.broken) {
        return because("its breaker is open".to_owned());
    }
    let (aspects, languages) = (&model.limits.aspects, &model.limits.languages);
    let lacks = |aspect: &Aspect| !aspects.is_empty() && !aspects.contains(aspect);
    if let Some(aspect) = brief.every_aspect().find(lacks) {
        return because(format!("it has no {}", aspect.as_str()));
    }
    let spoken = language(brief, model.kind);
    if !languages.is_empty() && !languages.contains(&spoken) {
        return because(format!("it does not speak {spoken}"));
    }
    None
}

fn language(brief: &ProjectBrief, kind: ModelKind) -> Language {
    match kind {
        ModelKind::Speech => brief.voice.language.unwrap_or(brief.language),
        ModelKind::Text | ModelKind::Image | ModelKind::Video => brief.language,
    }
}

/// By the budget's priority, but first what takes over a style that is asked for; what fails often goes last.
fn order(
    models: &mut [&ModelSpec],
    (kind, tier): (ModelKind, Tier),
    brief: &ProjectBrief,
    plan: &WorkPlan,
    now: &Conditions,
    reasons: &mut Vec<String>,
) {
    let health = |model: &ModelSpec| now.health.get(&model.id).copied().unwrap_or_default();
    match brief.budget_constraints.priority {
        Some(BudgetPriority::Cost) => models.sort_by_key(|model| plan.cost(model)),
        Some(BudgetPriority::Speed) => models.sort_by(|one, other| {
            let seconds = |model: &ModelSpec| health(model).p50_seconds.unwrap_or(model.expected_seconds);
            seconds(one).total_cmp(&seconds(other))
        }),
        Some(BudgetPriority::Quality) | None => {}
    }
    if tier == Tier::Artistic {
        models.sort_by_key(|model| !model.takes_style());
    }
    let poor = |model: &&ModelSpec| health(model).success_rate.is_some_and(|rate| rate < POOR);
    for model in models.iter().filter(|model| poor(model)) {
        reasons.push(format!("{kind}: {} last, it has been failing", model.id));
    }
    models.sort_by_key(|model| poor(model));
}

/// A model that is retired within thirty days or so is used, with a warning.
fn warn_of_retirement(models: &[&ModelSpec], kind: ModelKind, now: &Conditions, reasons: &mut Vec<String>) {
    for model in models {
        if let Some(day) = model.retired_on.as_ref() {
            reasons.push(format!("{kind}: {} will be retired on {day}; today is {}", model.id, now.today));
        }
    }
}

fn only_why(now: &Conditions, studio: bool) -> &'static str {
    match (studio, now.local_only, now.providers.is_empty()) {
        (false, ..) => "one model, and no other may stand in",
        (true, true, _) => "the studio, since the brief holds what must not leave",
        (true, false, true) => "the studio, since no hosted model is configured",
        (true, false, false) => "the studio, since no other model can do it now",
    }
}
