use super::{Built, Form, Gender, words};
use Gender::{Feminine as F, Masculine as M};

const PREPOSITIONS: &[&str] = &[
    "di", "a", "da", "in", "con", "su", "per", "tra", "fra", "e", "o", "del", "dello", "della", "dei",
    "degli", "delle", "al", "allo", "alla", "ai", "agli", "alle", "dal", "dalla", "nel", "nella", "nei",
    "sul", "sulla", "che", "senza", "d'", "tipo",
];

/// Nouns whose ending does not tell, or lies.
const NOUNS: &[(&str, Gender, bool)] = &[
    ("scarpe", F, true),
    ("borse", F, true),
    ("case", F, true),
    ("candele", F, true),
    ("collane", F, true),
    ("pizze", F, true),
    ("piante", F, true),
    ("vacanze", F, true),
    ("torte", F, true),
    ("biciclette", F, true),
    ("cravatte", F, true),
    ("cuffie", F, true),
    ("lampade", F, true),
    ("creme", F, true),
    ("tisane", F, true),
    ("birre", F, true),
    ("scuole", F, true),
    ("lezioni", F, true),
    ("idee", F, true),
    ("regole", F, true),
    ("gonne", F, true),
    ("camicie", F, true),
    ("giacche", F, true),
    ("finestre", F, true),
    ("porte", F, true),
    ("cucine", F, true),
    ("macchine", F, true),
    ("barche", F, true),
    ("montagne", F, true),
    ("spiagge", F, true),
    ("città", F, false),
    ("stelle", F, true),
    ("storie", F, true),
    ("feste", F, true),
    ("tazze", F, true),
    ("sedie", F, true),
    ("penne", F, true),
    ("mele", F, true),
    ("arance", F, true),
    ("fragole", F, true),
    ("verdure", F, true),
    ("uova", F, true),
    ("mani", F, true),
    ("chiavi", F, true),
    ("api", F, true),
    ("pane", M, false),
    ("cane", M, false),
    ("mare", M, false),
    ("fiore", M, false),
    ("sole", M, false),
    ("latte", M, false),
    ("pesce", M, false),
    ("caffè", M, false),
    ("tè", M, false),
    ("miele", M, false),
    ("sale", M, false),
    ("cibo", M, false),
    ("ristorante", M, false),
    ("dentista", M, false),
    ("cinema", M, false),
    ("problema", M, false),
    ("sistema", M, false),
    ("programma", M, false),
    ("tema", M, false),
    ("clima", M, false),
    ("pianeta", M, false),
    ("mestiere", M, false),
    ("quartiere", M, false),
    ("bicchiere", M, false),
    ("cantiere", M, false),
    ("ponte", M, false),
    ("monte", M, false),
    ("gelato", M, false),
    ("design", M, false),
    ("bar", M, false),
    ("hotel", M, false),
    ("festival", M, false),
    ("sport", M, false),
    ("computer", M, false),
    ("smartphone", M, false),
    ("software", M, false),
    ("film", M, false),
    ("podcast", M, false),
    ("yoga", M, false),
    ("blog", M, false),
    ("brand", M, false),
    ("tour", M, false),
    ("club", M, false),
    ("pub", M, false),
    ("workshop", M, false),
    ("webinar", M, false),
    ("tram", M, false),
    ("team", M, false),
    ("e-commerce", M, false),
    ("shampoo", M, false),
    ("jeans", M, true),
    ("occhiali", M, true),
    ("app", F, false),
    ("startup", F, false),
    ("spa", F, false),
    ("crew", F, false),
    ("notte", F, false),
    ("carne", F, false),
    ("chiave", F, false),
    ("arte", F, false),
    ("estate", F, false),
    ("voce", F, false),
    ("neve", F, false),
    ("mano", F, false),
    ("foto", F, false),
    ("auto", F, false),
    ("moto", F, false),
    ("radio", F, false),
    ("gente", F, false),
    ("moda", F, false),
    ("sneaker", F, true),
    ("sneakers", F, true),
    ("bici", F, false),
    ("capitale", F, false),
    ("fine", F, false),
    ("luce", F, false),
    ("pelle", F, false),
    ("salute", F, false),
    ("classe", F, false),
    ("mente", F, false),
    ("acque", F, true),
    ("opere", F, true),
    ("offerte", F, true),
    ("ricette", F, true),
    ("mostre", F, true),
];

/// Adjectives that stand before their noun, by stem.
const BEFORE: &[&str] =
    &["nuov", "piccol", "grand", "bell", "buon", "antic", "vecchi", "prim", "ultim", "ver", "ottim"];

pub fn build(phrase: &str) -> Built {
    let words = words::core(phrase, PREPOSITIONS);
    let (determiner, rest) = split_determiner(&words);
    let elided = phrase
        .split_once(['\'', '’'])
        .filter(|(article, _)| matches!(article.to_lowercase().as_str(), "l" | "un"));
    if let Some((article, noun)) = elided {
        let head = noun.split(' ').next().unwrap_or_default();
        return determined(phrase, &format!("{article}'"), head, form_of(head));
    }
    let Some(&head) = rest.iter().find(|word| !is_before(word)).or(rest.last()) else {
        return Built::default();
    };
    let form = form_of(head);
    match determiner.first() {
        Some(first) => determined(phrase, first, head, determiner_form(&determiner).or(form)),
        None => bare(phrase, head, form),
    }
}

fn split_determiner<'a>(words: &'a [&'a str]) -> (Vec<String>, &'a [&'a str]) {
    let is_one = |word: &&&str| {
        words::is_determiner(&word.to_lowercase(), aida_protocol::Language::It)
            || ["nostri", "nostre", "miei", "mie", "tuoi", "tue"].contains(&word.to_lowercase().as_str())
    };
    let count = words.iter().take_while(is_one).count();
    let determiner = words[..count].iter().map(|word| word.to_lowercase()).collect();
    (determiner, &words[count..])
}

fn is_before(word: &str) -> bool {
    let stem = word.trim_end_matches(['o', 'a', 'i', 'e']);
    BEFORE.contains(&stem) || word == "grande" || word == "grandi" || word == "bel"
}

fn determiner_form(determiner: &[String]) -> Option<Form> {
    match determiner.first()?.as_str() {
        "il" | "lo" | "un" | "uno" | "questo" => Some(Form::of(M, false)),
        "la" | "una" | "questa" => Some(Form::of(F, false)),
        "i" | "gli" | "questi" => Some(Form::of(M, true)),
        "le" | "queste" => Some(Form::of(F, true)),
        _ => None,
    }
}

fn form_of(head: &str) -> Option<Form> {
    let head = head.to_lowercase();
    if let Some((_, gender, plural)) = NOUNS.iter().find(|(noun, ..)| *noun == head) {
        return Some(Form::of(*gender, *plural));
    }
    let ends = |ends: &[&str]| head.chars().count() > 3 && ends.iter().any(|end| head.ends_with(end));
    if ends(&["zione", "sione", "gione", "trice", "tudine", "tà", "tù"]) {
        Some(Form::of(F, false))
    } else if ends(&[
        "zioni", "sioni", "gioni", "trici", "che", "ghe", "ette", "ezze", "erie", "ine", "elle", "ure",
        "iere", "ose", "ate",
    ]) {
        Some(Form::of(F, true))
    } else if ends(&["ore", "ale", "ame", "ese", "one", "ile"]) {
        Some(Form::of(M, false))
    } else if ends(&["a"]) {
        Some(Form::of(F, false))
    } else if ends(&["o"]) {
        Some(Form::of(M, false))
    } else if ends(&["i"]) {
        Some(Form::of(M, true))
    } else {
        None
    }
}

/// `s` with a consonant, `z`, `gn`, `ps`, `x` and `y` take `lo`, `gli`.
fn is_heavy(word: &str) -> bool {
    let word = word.to_lowercase();
    let second = word.chars().nth(1).unwrap_or('a');
    word.starts_with(['z', 'x', 'y'])
        || ["gn", "ps", "pn"].iter().any(|start| word.starts_with(start))
        || word.starts_with('s') && !words::starts_with_vowel(&second.to_string())
}

fn bare(phrase: &str, head: &str, form: Option<Form>) -> Built {
    let first = phrase.split(' ').next().unwrap_or_default();
    let built = Built { head: head.to_owned(), form: form.unwrap_or_default(), ..Built::default() };
    let Some(Form { gender: Some(gender), plural: Some(plural) }) = form else { return built };
    let vowel = words::starts_with_vowel(first);
    // Of several things in general one speaks without article: "parliamo di scarpe".
    let (the, of, this) = match (gender, plural) {
        (F, false) if vowel => ("l'", "dell'", "quest'"),
        (F, false) => ("la ", "della ", "questa "),
        (F, true) => ("le ", "di ", "queste "),
        (_, false) if vowel => ("l'", "dell'", "quest'"),
        (_, false) if is_heavy(first) => ("lo ", "dello ", "questo "),
        (_, false) => ("il ", "del ", "questo "),
        (_, true) if vowel || is_heavy(first) => ("gli ", "di ", "questi "),
        (_, true) => ("i ", "di ", "questi "),
    };
    Built {
        the: Some(format!("{the}{phrase}")),
        of: Some(format!("{of}{phrase}")),
        this: Some(format!("{this}{phrase}")),
        ..built
    }
}

/// A phrase that brings its own article.
fn determined(phrase: &str, article: &str, head: &str, form: Option<Form>) -> Built {
    let rest = phrase.get(article.len()..).unwrap_or_default().trim_start();
    let of = match article.to_lowercase().as_str() {
        "il" => format!("del {rest}"),
        "lo" => format!("dello {rest}"),
        "la" => format!("della {rest}"),
        "i" => format!("dei {rest}"),
        "gli" => format!("degli {rest}"),
        "le" => format!("delle {rest}"),
        "l'" => format!("dell'{rest}"),
        _ => format!("di {phrase}"),
    };
    Built {
        head: head.to_owned(),
        form: form.unwrap_or_default(),
        the: Some(phrase.to_owned()),
        of: Some(of),
        ..Built::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_and_prepositions_go_with_their_nouns() {
        for (phrase, the, of) in [
            ("scarpe eco-friendly", "le scarpe eco-friendly", "di scarpe eco-friendly"),
            ("zaino da viaggio", "lo zaino da viaggio", "dello zaino da viaggio"),
            ("acqua minerale", "l'acqua minerale", "dell'acqua minerale"),
            ("gnocchi", "gli gnocchi", "di gnocchi"),
            ("nuova pizzeria a Torino", "la nuova pizzeria a Torino", "della nuova pizzeria a Torino"),
            ("il nostro ristorante", "il nostro ristorante", "del nostro ristorante"),
            ("l'olio di Puglia", "l'olio di Puglia", "dell'olio di Puglia"),
            ("un bar in centro", "un bar in centro", "di un bar in centro"),
            ("corso di yoga", "il corso di yoga", "del corso di yoga"),
        ] {
            let built = build(phrase);
            assert_eq!((built.the.as_deref(), built.of.as_deref()), (Some(the), Some(of)));
        }
        assert_eq!(build("scarpe rosse").form, Form::of(F, true));
        assert_eq!(build("growth hacking").the, None, "unknown stays unknown");
    }
}
