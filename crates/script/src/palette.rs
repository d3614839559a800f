//! One palette for the whole film: by what the user says of colour, by subject, by tone, else by the dice.

use aida_protocol::{ProjectBrief, Tone};

use crate::{
    lexicon::{self, haystack, holds},
    recipe,
    seed::Dice,
};

/// The palettes that the illustrator knows.
pub const PALETTES: [&str; 12] = [
    "forest", "sunset", "ocean", "violet", "ember", "candy", "mono", "gold", "mint", "night", "sand", "berry",
];

/// Words of colour and style in the six languages, as keys of [`lexicon::holds`].
const BY_COLOUR: [(&str, &[&str]); 12] = [
    (
        "forest",
        &["verd", "green", "vert", "grün", "foresta", "forest", "bosque", "forêt", "wald", "floresta"],
    ),
    (
        "sunset",
        &[
            "tramonto",
            "sunset",
            "atardecer",
            "coucher de soleil",
            "sonnenuntergang",
            "pôr do sol",
            "aranci",
            "orange",
            "naranja",
            "laranja",
        ],
    ),
    ("ocean", &["=blu", "=blue", "azul", "azzurr", "bleu", "blau", "océan", "ocean", "marin"]),
    ("violet", &["viola", "violet", "morad", "lila", "roxo", "purple", "violett", "neon"]),
    (
        "ember",
        &[
            "=rosso", "=rossa", "=red", "=rojo", "=roja", "rouge", "=rot", "=rote", "vermelh", "fuoco",
            "fire", "feuer", "fuego",
        ],
    ),
    (
        "candy",
        &[
            "pastel",
            "rosa",
            "pink",
            "=rose",
            "candy",
            "colorat",
            "colorful",
            "colourful",
            "colorid",
            "color",
            "bunt",
        ],
    ),
    (
        "mono",
        &[
            "bianco e nero",
            "black and white",
            "blanco y negro",
            "noir et blanc",
            "schwarz",
            "preto e branco",
            "minimal",
            "monocrom",
            "monochrom",
            "grey",
            "gray",
        ],
    ),
    (
        "gold",
        &[
            "oro", "dorat", "gold", "dorad", "doré", "dourad", "luxury", "lusso", "lujo", "luxe", "luxus",
            "luxo",
        ],
    ),
    ("mint", &["menta", "mint", "menthe", "minze", "hortelã", "fresc", "fresh"]),
    (
        "night",
        &[
            "notte", "night", "noche", "nuit", "nacht", "noite", "scur", "dark", "oscur", "sombre", "dunkel",
            "escur", "cyber",
        ],
    ),
    ("sand", &["beige", "sabbia", "sand", "arena", "sable", "areia", "natural", "terra"]),
    ("berry", &["bordeaux", "magenta", "fucsia", "fuchsia", "berry", "borgogna", "beere"]),
];

const BY_DOMAIN: [(&str, [&str; 2]); 16] = [
    ("nature", ["forest", "mint"]),
    ("fashion", ["berry", "mono"]),
    ("food", ["ember", "sunset"]),
    ("tech", ["violet", "night"]),
    ("travel", ["ocean", "sunset"]),
    ("sport", ["ember", "ocean"]),
    ("beauty", ["berry", "sand"]),
    ("home", ["sand", "mint"]),
    ("learn", ["ocean", "violet"]),
    ("music", ["violet", "night"]),
    ("pets", ["candy", "sunset"]),
    ("business", ["ocean", "mono"]),
    ("kids", ["candy", "mint"]),
    ("health", ["mint", "ocean"]),
    ("mobility", ["night", "ember"]),
    ("love", ["berry", "candy"]),
];

const fn by_tone(tone: Tone) -> Option<[&'static str; 2]> {
    match tone {
        Tone::Elegant => Some(["gold", "night"]),
        Tone::Energetic => Some(["sunset", "violet"]),
        Tone::Professional => Some(["ocean", "mono"]),
        Tone::Friendly => Some(["sunset", "mint"]),
        Tone::Playful => Some(["candy", "violet"]),
        Tone::Calm => Some(["sand", "mint"]),
        Tone::Emotional => Some(["berry", "sunset"]),
        Tone::Dramatic => Some(["night", "ember"]),
        Tone::Informative => Some(["ocean", "forest"]),
        Tone::Neutral => None,
    }
}

/// The palette of a brief's film.
pub fn choose(brief: &ProjectBrief, dice: &mut Dice) -> &'static str {
    let style = &brief.style_preferences;
    let custom = style.custom_description.as_deref();
    let gallery = style.gallery_selected.iter().map(|choice| choice.id.as_str());
    let wished =
        haystack(custom.into_iter().chain(gallery).chain(brief.quality_keywords.iter().map(String::as_str)));
    if let Some((palette, _)) = BY_COLOUR.iter().find(|(_, keys)| keys.iter().any(|key| holds(&wished, key)))
    {
        return palette;
    }
    let domains = recipe::domains(brief, lexicon::grammar(brief.language));
    // What is green by name is green to look at, whatever else it is.
    let leading = domains.iter().find(|domain| domain.id == "nature").or(domains.first());
    let by_domain = leading.and_then(|domain| BY_DOMAIN.iter().find(|(id, _)| *id == domain.id));
    let pairs = [by_domain.map(|(_, pair)| *pair), by_tone(brief.tone)];
    // Gold and night belong to elegance whatever is sold, except what is green or red by nature.
    let elegant = brief.tone == Tone::Elegant && !matches!(by_domain, Some(("nature" | "food" | "love", _)));
    let chosen = if elegant { pairs[1] } else { pairs[0].or(pairs[1]) };
    let fallback = dice.pick(&PALETTES).copied().unwrap_or("ocean");
    chosen.and_then(|pair| dice.pick(&pair).copied()).unwrap_or(fallback)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::brief;

    #[test]
    fn colours_then_subjects_then_tones_decide() {
        let of = |brief: &ProjectBrief| choose(brief, &mut Dice::for_brief(brief, "director"));
        let mut shoes = brief("it", "scarpe eco-friendly", 30.0);
        assert!(["forest", "mint"].contains(&of(&shoes)));
        shoes.style_preferences.custom_description = Some("toni viola, atmosfera neon".to_owned());
        assert_eq!(of(&shoes), "violet");
        let mut watch = brief("fr", "montre suisse", 30.0);
        watch.tone = Tone::Elegant;
        assert!(["gold", "night"].contains(&of(&watch)));
        assert!(PALETTES.contains(&of(&brief("de", "xyz", 30.0))));
    }

    #[test]
    fn tables_name_palettes_that_exist() {
        let named =
            BY_COLOUR.iter().map(|(palette, _)| *palette).chain(BY_DOMAIN.iter().flat_map(|(_, pair)| *pair));
        let tones = Tone::ALL.into_iter().filter_map(by_tone).flatten();
        assert!(named.chain(tones).all(|palette| PALETTES.contains(&palette)));
    }
}
