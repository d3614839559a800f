use super::{Built, Form, words};

const PREPOSITIONS: &[&str] = &[
    "of", "in", "for", "with", "from", "at", "on", "by", "to", "near", "without", "that", "which", "who",
    "about", "made",
];

/// Nouns that need no article in the singular.
const MASS: &[&str] = &[
    "yoga",
    "coffee",
    "tea",
    "music",
    "furniture",
    "skincare",
    "jewelry",
    "jewellery",
    "software",
    "food",
    "bread",
    "wine",
    "beer",
    "water",
    "fashion",
    "education",
    "marketing",
    "art",
    "photography",
    "architecture",
    "insurance",
    "honey",
    "cheese",
    "chocolate",
    "pasta",
    "rice",
    "soap",
    "makeup",
    "clothing",
    "footwear",
    "advice",
    "photosynthesis",
    "sleep",
    "health",
    "energy",
    "climate",
    "science",
    "history",
    "mathematics",
    "physics",
    "technology",
    "ai",
    "intelligence",
    "therapy",
    "football",
    "basketball",
    "tennis",
    "meditation",
    "milk",
    "oil",
    "paper",
    "work",
    "luggage",
    "equipment",
    "hair",
    "travel",
    "nutrition",
    "sustainability",
    "sport",
    "news",
    "gravity",
    "love",
];

/// Plurals without s.
const PLURALS: &[&str] =
    &["people", "children", "men", "women", "feet", "teeth", "mice", "geese", "sheep", "fish"];

/// Singulars with s.
const SINGULARS: &[&str] = &[
    "bus", "gas", "campus", "lens", "news", "business", "fitness", "wellness", "series", "tennis", "pilates",
];

pub fn build(phrase: &str) -> Built {
    let core = words::core(phrase, PREPOSITIONS);
    let determiner = core
        .first()
        .map(|word| word.to_lowercase())
        .filter(|word| words::is_determiner(word, aida_protocol::Language::En));
    let Some(&head) = core.last().filter(|word| Some(word.to_lowercase()) != determiner) else {
        return Built::default();
    };
    let lower = head.to_lowercase();
    let plural = is_plural(&lower);
    let mass = MASS.contains(&lower.as_str()) || lower.ends_with("ing") || lower.ends_with("ness");
    // "and" joins two things: what goes with both is plural.
    let form = Form { gender: None, plural: Some(plural || core.contains(&"and")) };
    let the = match &determiner {
        None if !plural && !mass && form.plural == Some(false) => format!("this {phrase}"),
        _ => phrase.to_owned(),
    };
    let this = match &determiner {
        None if form.plural == Some(true) => Some(format!("these {phrase}")),
        None if !mass => Some(format!("this {phrase}")),
        _ => None,
    };
    Built {
        head: head.to_owned(),
        form,
        of: Some(format!("of {the}")),
        the: Some(the),
        this,
        ..Built::default()
    }
}

fn is_plural(head: &str) -> bool {
    if PLURALS.contains(&head) {
        return true;
    }
    head.len() > 3
        && head.ends_with('s')
        && !["ss", "us", "is"].iter().any(|end| head.ends_with(end))
        && !SINGULARS.contains(&head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_counted_takes_this() {
        for (phrase, the, plural) in [
            ("eco-friendly shoes", "eco-friendly shoes", true),
            ("coffee shop in Turin", "this coffee shop in Turin", false),
            ("a coffee shop in Turin", "a coffee shop in Turin", false),
            ("our bakery", "our bakery", false),
            ("online yoga", "online yoga", false),
            ("fitness app", "this fitness app", false),
            ("glasses", "glasses", true),
        ] {
            let built = build(phrase);
            assert_eq!((built.the.as_deref(), built.form.plural), (Some(the), Some(plural)));
        }
        assert_eq!(build("the coffee shop").head, "shop");
        assert_eq!(build("the").the, None);
    }
}
