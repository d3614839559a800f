use super::{Built, Form, Gender, words};
use Gender::{Feminine as F, Masculine as M, Neuter as N};

const PREPOSITIONS: &[&str] = &[
    "in", "im", "am", "an", "auf", "aus", "bei", "beim", "mit", "für", "von", "vom", "zu", "zum", "zur",
    "über", "und", "oder", "ohne", "nach", "der", "des", "den", "dem", "die", "das", "ab", "um", "gegen",
    "als", "wie", "vor", "unter",
];

const NOUNS: &[(&str, Gender, bool)] = &[
    ("schuhe", M, true),
    ("taschen", F, true),
    ("möbel", N, true),
    ("kleider", N, true),
    ("bücher", N, true),
    ("blumen", F, true),
    ("pflanzen", F, true),
    ("fahrräder", N, true),
    ("kurse", M, true),
    ("reisen", F, true),
    ("kinder", N, true),
    ("hunde", M, true),
    ("katzen", F, true),
    ("bienen", F, true),
    ("kerzen", F, true),
    ("lampen", F, true),
    ("sneaker", M, true),
    ("häuser", N, true),
    ("wohnungen", F, true),
    ("rezepte", N, true),
    ("tipps", M, true),
    ("ideen", F, true),
    ("brille", F, false),
    ("brillen", F, true),
    ("torten", F, true),
    ("kuchen", M, false),
    ("uhren", F, true),
    ("spiele", N, true),
    ("jeans", F, false),
    ("ferien", M, true),
    ("schmuck", M, false),
    ("café", N, false),
    ("restaurant", N, false),
    ("hotel", N, false),
    ("haus", N, false),
    ("buch", N, false),
    ("fahrrad", N, false),
    ("auto", N, false),
    ("konzert", N, false),
    ("festival", N, false),
    ("yoga", N, false),
    ("brot", N, false),
    ("bier", N, false),
    ("büro", N, false),
    ("studio", N, false),
    ("kino", N, false),
    ("museum", N, false),
    ("theater", N, false),
    ("fest", N, false),
    ("spiel", N, false),
    ("kleid", N, false),
    ("rezept", N, false),
    ("öl", N, false),
    ("wasser", N, false),
    ("eis", N, false),
    ("spielzeug", N, false),
    ("programm", N, false),
    ("laden", M, false),
    ("shop", M, false),
    ("kurs", M, false),
    ("kaffee", M, false),
    ("tee", M, false),
    ("wein", M, false),
    ("garten", M, false),
    ("hund", M, false),
    ("markt", M, false),
    ("urlaub", M, false),
    ("sport", M, false),
    ("podcast", M, false),
    ("salon", M, false),
    ("rucksack", M, false),
    ("honig", M, false),
    ("workshop", M, false),
    ("film", M, false),
    ("schlaf", M, false),
    ("klimawandel", M, false),
    ("verein", M, false),
    ("biergarten", M, false),
    ("app", F, false),
    ("bäckerei", F, false),
    ("pizza", F, false),
    ("schule", F, false),
    ("musik", F, false),
    ("mode", F, false),
    ("praxis", F, false),
    ("reise", F, false),
    ("creme", F, false),
    ("kunst", F, false),
    ("bar", F, false),
    ("wohnung", F, false),
    ("tasche", F, false),
    ("uhr", F, false),
    ("küche", F, false),
    ("bank", F, false),
    ("liebe", F, false),
    ("hochzeit", F, false),
    ("messe", F, false),
    ("party", F, false),
    ("feier", F, false),
    ("ausstellung", F, false),
    ("schokolade", F, false),
    ("photosynthese", F, false),
    ("fotosynthese", F, false),
    ("kosmetik", F, false),
    ("eröffnung", F, false),
    ("katze", F, false),
    ("lampe", F, false),
    ("kerze", F, false),
    ("agentur", F, false),
    ("kollektion", F, false),
    ("marke", F, false),
    ("seife", F, false),
    ("natur", F, false),
    ("pizzeria", F, false),
];

pub fn build(phrase: &str) -> Built {
    let words = words::core(phrase, &[]);
    let determined = words
        .first()
        .is_some_and(|word| words::is_determiner(&word.to_lowercase(), aida_protocol::Language::De));
    let article = if determined { words[0].to_lowercase() } else { String::new() };
    let rest = words::core(phrase.get(article.len()..).unwrap_or_default().trim_start(), PREPOSITIONS);
    // The first word with a capital is the noun, unless it is the phrase's first adjective at the start of a line.
    let capital = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
    let adjective = |word: &str| ["e", "er", "es", "en"].iter().any(|end| word.ends_with(end));
    let place = match rest.iter().position(capital) {
        Some(0)
            if !determined
                && rest.len() > 1
                && adjective(rest[0])
                && capital(&rest[1])
                && form_of(rest[0]).is_none() =>
        {
            1
        }
        Some(place) => place,
        None => return Built::default(),
    };
    let head = rest[place];
    let tail = tail_of(phrase, head);
    let form = form_of(head).or_else(|| by_article(&article));
    if determined {
        return with_own_article(phrase, &article, head, form, place > 0);
    }
    let adjectives: Vec<&str> = rest[..place].to_vec();
    let Some(Form { gender: Some(gender), plural: Some(plural) }) = form else {
        return Built { head: head.to_owned(), form: form.unwrap_or_default(), ..Built::default() };
    };
    let weak = |ending: &str| -> Option<String> {
        let mut line = String::new();
        for adjective in &adjectives {
            line.push_str(&weaken(adjective, ending)?);
            line.push(' ');
        }
        Some(line)
    };
    let (the, this, object, object_ending) = match (gender, plural) {
        (_, true) => ("die", "diese", "die", "en"),
        (M, false) => ("der", "dieser", "den", "en"),
        (F, false) => ("die", "diese", "die", "e"),
        (N, false) => ("das", "dieses", "das", "e"),
    };
    let subject = weak(if plural { "en" } else { "e" });
    let with = |article: &str, adjectives: &Option<String>| {
        adjectives.as_ref().map(|adjectives| format!("{article} {adjectives}{head}{tail}"))
    };
    Built {
        head: head.to_owned(),
        form: Form::of(gender, plural),
        the: with(the, &subject),
        this: with(this, &subject),
        object: with(object, &weak(object_ending)),
        of: None,
    }
}

/// `unser kleiner Laden` → `unseren kleinen Laden`.
fn accusative(phrase: &str, article: &str, head: &str) -> Option<String> {
    let inflected = match article {
        "der" => "den".to_owned(),
        "dieser" => "diesen".to_owned(),
        "euer" => "euren".to_owned(),
        other => format!("{other}en"),
    };
    let between = phrase.get(article.len()..phrase.find(head)?)?.trim();
    let mut line = inflected;
    for adjective in between.split(' ').filter(|word| !word.is_empty()) {
        line.push(' ');
        line.push_str(&weaken(adjective, "en")?);
    }
    Some(format!("{line} {head}{}", tail_of(phrase, head)))
}

/// What follows the head in the phrase, with its space.
fn tail_of<'a>(phrase: &'a str, head: &str) -> &'a str {
    phrase.find(head).map_or("", |at| &phrase[at + head.len()..])
}

/// A strong adjective in its weak form; `None` for what does not look like one.
fn weaken(adjective: &str, ending: &str) -> Option<String> {
    let lower = lower(adjective);
    let stem = lower
        .strip_suffix("er")
        .or(lower.strip_suffix("es"))
        .or(lower.strip_suffix("en"))
        .or(lower.strip_suffix('e'));
    stem.filter(|stem| stem.chars().count() > 2).map(|stem| format!("{stem}{ending}"))
}

fn lower(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

fn by_article(article: &str) -> Option<Form> {
    match article {
        "der" | "dieser" => Some(Form::of(M, false)),
        "das" | "dieses" => Some(Form::of(N, false)),
        _ => None,
    }
}

fn form_of(head: &str) -> Option<Form> {
    let head = head.to_lowercase();
    let listed = NOUNS.iter().find(|(noun, ..)| *noun == head);
    // A compound is what its last part is; short parts match too much by chance.
    let part = || {
        NOUNS
            .iter()
            .filter(|(noun, ..)| noun.len() >= 5 && head.ends_with(noun))
            .max_by_key(|(noun, ..)| noun.len())
    };
    if let Some((_, gender, plural)) = listed.or_else(part) {
        return Some(Form::of(*gender, *plural));
    }
    let ends = |ends: &[&str]| head.chars().count() > 4 && ends.iter().any(|end| head.ends_with(end));
    if ends(&["ungen", "heiten", "keiten", "schaften", "täten", "ionen", "innen"]) {
        Some(Form::of(F, true))
    } else if ends(&[
        "ung", "heit", "keit", "schaft", "tät", "tion", "sion", "ei", "ik", "enz", "anz", "eria",
    ]) {
        Some(Form::of(F, false))
    } else if ends(&["chen", "lein", "ment"]) {
        Some(Form::of(N, false))
    } else if ends(&["ismus", "ling"]) {
        Some(Form::of(M, false))
    } else {
        None
    }
}

/// A phrase with its own article. As an object only what looks alike in both cases is used.
fn with_own_article(phrase: &str, article: &str, head: &str, form: Option<Form>, adjectives: bool) -> Built {
    let form = form.unwrap_or_default();
    let masculine = form.gender == Some(M) && form.plural == Some(false);
    let same = matches!(article, "die" | "das" | "eine" | "unsere" | "meine" | "eure" | "diese" | "dieses")
        || (form.gender == Some(N) && form.plural == Some(false));
    let object = match article {
        "ein" | "unser" | "mein" | "euer" | "der" | "dieser" if masculine && adjectives => {
            accusative(phrase, article, head)
        }
        "euer" | "dieser" if masculine => accusative(phrase, article, head),
        "ein" | "unser" | "mein" if masculine && !adjectives => phrase
            .get(article.len()..)
            .map(|rest| format!("{}en{rest}", phrase.get(..article.len()).unwrap_or_default())),
        "der" if masculine && !adjectives => phrase.get(3..).map(|rest| format!("den{rest}")),
        _ if same => Some(phrase.to_owned()),
        _ => None,
    };
    Built { head: head.to_owned(), form, the: Some(phrase.to_owned()), object, ..Built::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_weaken_adjectives() {
        for (phrase, the, object) in [
            ("nachhaltige Schuhe", "die nachhaltigen Schuhe", "die nachhaltigen Schuhe"),
            (
                "Nachhaltige Schuhe für alle",
                "die nachhaltigen Schuhe für alle",
                "die nachhaltigen Schuhe für alle",
            ),
            ("kleines Café in Berlin", "das kleine Café in Berlin", "das kleine Café in Berlin"),
            ("neuer Kurs", "der neue Kurs", "den neuen Kurs"),
            ("Laufschuhe", "die Laufschuhe", "die Laufschuhe"),
            ("unser Laden", "unser Laden", "unseren Laden"),
            ("unser kleiner Laden", "unser kleiner Laden", "unseren kleinen Laden"),
            ("der neue Kurs in Köln", "der neue Kurs in Köln", "den neuen Kurs in Köln"),
            ("unsere Bäckerei", "unsere Bäckerei", "unsere Bäckerei"),
        ] {
            let built = build(phrase);
            assert_eq!((built.the.as_deref(), built.object.as_deref()), (Some(the), Some(object)));
        }
        assert_eq!(build("Wanderlust").the, None);
    }
}
