use aida_protocol::{BudgetPriority, ProjectBrief};

use crate::{ModelKind, Tier};

/// Words for work that only has to be seen once. Lower case, in the studio's languages.
const DRAFT: &[&str] = &[
    "draft",
    "quick",
    "rough",
    "cheap",
    "preview",
    "test",
    "bozza",
    "veloce",
    "rapido",
    "rapida",
    "economico",
    "economica",
    "anteprima",
    "prova",
    "borrador",
    "rápido",
    "rápida",
    "barato",
    "económico",
    "brouillon",
    "rapide",
    "essai",
    "pas cher",
    "entwurf",
    "schnell",
    "günstig",
    "vorschau",
    "rascunho",
    "barata",
    "teste",
    "low cost",
    "fast",
];
/// Words for work that has to shine.
const PREMIUM: &[&str] = &[
    "premium",
    "luxury",
    "cinematic",
    "high end",
    "high-end",
    "high quality",
    "best quality",
    "film quality",
    "lusso",
    "lussuoso",
    "lussuosa",
    "cinematografico",
    "cinematografica",
    "alta qualità",
    "massima qualità",
    "spot tv",
    "lujo",
    "cinematográfico",
    "cinematográfica",
    "alta calidad",
    "luxe",
    "cinématographique",
    "haute qualité",
    "haut de gamme",
    "luxus",
    "filmisch",
    "kinoreif",
    "hochwertig",
    "luxo",
    "alta qualidade",
    "4k",
];

/// The tier that a brief asks for, and why.
pub fn of(brief: &ProjectBrief, kind: ModelKind) -> (Tier, String) {
    if kind == ModelKind::Image && brief.style_preferences.needs_artistic_model() {
        return (Tier::Artistic, "the chosen style needs an artistic model".to_owned());
    }
    match brief.budget_constraints.priority {
        Some(BudgetPriority::Cost) => return (Tier::Fast, "the budget's priority is cost".to_owned()),
        Some(BudgetPriority::Speed) => return (Tier::Fast, "the budget's priority is speed".to_owned()),
        Some(BudgetPriority::Quality) => {
            return (Tier::Premium, "the budget's priority is quality".to_owned());
        }
        None => {}
    }
    let asked = |words: &[&'static str]| -> Option<&'static str> {
        let keywords = brief.quality_keywords.iter().map(|keyword| keyword.trim().to_lowercase());
        keywords.filter_map(|keyword| words.iter().find(|word| **word == keyword).copied()).next()
    };
    // Who asks for both wants to see a draft first.
    if let Some(word) = asked(DRAFT) {
        return (Tier::Fast, format!("the brief asks for {word:?}"));
    }
    if let Some(word) = asked(PREMIUM) {
        return (Tier::Premium, format!("the brief asks for {word:?}"));
    }
    (Tier::Standard, "nothing asks for another tier".to_owned())
}
