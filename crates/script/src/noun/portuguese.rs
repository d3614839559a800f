use super::{Built, Form, Gender, words};
use Gender::{Feminine as F, Masculine as M};

const PREPOSITIONS: &[&str] = &[
    "de", "do", "da", "dos", "das", "em", "no", "na", "nos", "nas", "com", "por", "para", "sem", "sobre",
    "entre", "e", "ou", "que", "feito", "feita", "ao", "à",
];

const NOUNS: &[(&str, Gender)] = &[
    ("dia", M),
    ("mapa", M),
    ("planeta", M),
    ("problema", M),
    ("programa", M),
    ("sistema", M),
    ("tema", M),
    ("clima", M),
    ("cinema", M),
    ("café", M),
    ("chá", M),
    ("restaurante", M),
    ("chocolate", M),
    ("hotel", M),
    ("bar", M),
    ("pão", M),
    ("mar", M),
    ("sol", M),
    ("yoga", M),
    ("ioga", F),
    ("podcast", M),
    ("festival", M),
    ("software", M),
    ("clube", M),
    ("esporte", M),
    ("leite", M),
    ("azeite", M),
    ("perfume", M),
    ("aplicativo", M),
    ("telefone", M),
    ("celular", M),
    ("leque", M),
    ("bosque", M),
    ("tênis", M),
    ("sabonete", M),
    ("creme", M),
    ("mel", M),
    ("sal", M),
    ("lar", M),
    ("show", M),
    ("design", M),
    ("marketing", M),
    ("jardim", M),
    ("álbum", M),
    ("tour", M),
    ("coração", M),
    ("avião", M),
    ("verão", M),
    ("feijão", M),
    ("sofá", M),
    ("vestido", M),
    ("espetáculo", M),
    ("arroz", M),
    ("peixe", M),
    ("dente", M),
    ("bebê", M),
    ("mão", F),
    ("foto", F),
    ("moto", F),
    ("flor", F),
    ("pele", F),
    ("luz", F),
    ("noite", F),
    ("tarde", F),
    ("carne", F),
    ("neve", F),
    ("gente", F),
    ("sorte", F),
    ("startup", F),
    ("rede", F),
    ("cidade", F),
    ("chave", F),
    ("voz", F),
    ("arte", F),
    ("saúde", F),
    ("base", F),
    ("torre", F),
    ("paz", F),
    ("mãe", F),
    ("tv", F),
    ("cor", F),
    ("dor", F),
    ("fé", F),
    ("manhã", F),
    ("maçã", F),
    ("lã", F),
];

const BEFORE: &[&str] =
    &["nov", "pequen", "grand", "bo", "melhor", "antig", "velh", "primeir", "últim", "bel"];

pub fn build(phrase: &str) -> Built {
    let words = words::core(phrase, PREPOSITIONS);
    let is_one = |word: &&&str| words::is_determiner(&word.to_lowercase(), aida_protocol::Language::Pt);
    let count = words.iter().take_while(is_one).count();
    let rest = &words[count..];
    let Some(&head) = rest.iter().find(|word| !is_before(word)).or(rest.last()) else {
        return Built::default();
    };
    let form = form_of(head);
    match words[..count].first() {
        Some(article) => determined(phrase, &article.to_lowercase(), head, form),
        None => bare(phrase, head, form),
    }
}

fn is_before(word: &str) -> bool {
    let stem = word.trim_end_matches('s').trim_end_matches(['o', 'a', 'e']);
    BEFORE.contains(&stem) || matches!(word, "bom" | "boa" | "bons" | "boas")
}

fn form_of(head: &str) -> Option<Form> {
    let head = head.to_lowercase();
    let listed = |noun: &str| NOUNS.iter().find(|(known, _)| *known == noun).map(|(_, gender)| *gender);
    if let Some(gender) = listed(&head) {
        return Some(Form::of(gender, false));
    }
    if head.chars().count() <= 2 {
        return None;
    }
    let plural = |gender| Some(Form::of(gender, true));
    if let Some(stem) = head.strip_suffix("ões") {
        return plural(if ["ç", "s"].iter().any(|end| stem.ends_with(end)) { F } else { M });
    }
    if ["ais", "éis", "eis", "óis"].iter().any(|end| head.ends_with(end)) {
        return plural(M);
    }
    if let Some(singular) = head.strip_suffix("es").filter(|singular| singular.ends_with(['r', 'z', 'l']))
        && let Some(gender) = listed(singular).or_else(|| by_ending(singular))
    {
        return plural(gender);
    }
    match head.strip_suffix('s') {
        Some(singular) if !head.ends_with("is") && !head.ends_with("us") && !head.ends_with("ês") => {
            listed(singular).or_else(|| by_ending(singular)).and_then(plural)
        }
        _ => by_ending(&head).map(|gender| Form::of(gender, false)),
    }
}

fn by_ending(noun: &str) -> Option<Gender> {
    let ends = |ends: &[&str]| ends.iter().any(|end| noun.ends_with(end));
    if ends(&["ção", "são", "dade", "gem", "tude", "ice", "triz", "eza", "ã"]) {
        Some(F)
    } else if ends(&["or", "ismo", "al", "el", "ante", "mento", "eiro", "ma", "ário"]) {
        Some(M)
    } else if noun.ends_with('a') {
        Some(F)
    } else if noun.ends_with('o') && !noun.ends_with("ão") {
        Some(M)
    } else {
        None
    }
}

fn bare(phrase: &str, head: &str, form: Option<Form>) -> Built {
    let built = Built { head: head.to_owned(), form: form.unwrap_or_default(), ..Built::default() };
    let Some(Form { gender: Some(gender), plural: Some(plural) }) = form else { return built };
    // Of several things in general one speaks without article: "falamos de sapatos".
    let (the, of, this) = match (gender, plural) {
        (F, false) => ("a", "da", "esta"),
        (F, true) => ("as", "de", "estas"),
        (_, false) => ("o", "do", "este"),
        (_, true) => ("os", "de", "estes"),
    };
    Built {
        the: Some(format!("{the} {phrase}")),
        of: Some(format!("{of} {phrase}")),
        this: Some(format!("{this} {phrase}")),
        ..built
    }
}

fn determined(phrase: &str, article: &str, head: &str, form: Option<Form>) -> Built {
    let own = match article {
        "o" | "um" | "nosso" | "meu" | "este" => Some(Form::of(M, false)),
        "a" | "uma" | "nossa" | "minha" | "esta" => Some(Form::of(F, false)),
        "os" | "uns" | "nossos" | "meus" | "estes" => Some(Form::of(M, true)),
        "as" | "umas" | "nossas" | "minhas" | "estas" => Some(Form::of(F, true)),
        _ => None,
    };
    let rest = phrase.get(article.len()..).unwrap_or_default().trim_start();
    let of = match article {
        "o" | "a" | "os" | "as" | "este" | "esta" | "estes" | "estas" => format!("d{article} {rest}"),
        _ => format!("de {phrase}"),
    };
    // With a possessive Brazil and Portugal both like the article: `a nossa padaria`.
    let possessive = article.starts_with("noss") || ["meu", "minha", "meus", "minhas"].contains(&article);
    let the = match own.filter(|_| possessive) {
        Some(form) => form.choose("o|a|os|as").map(|article| format!("{article} {phrase}")),
        None => Some(phrase.to_owned()),
    };
    let of = match own.filter(|_| possessive) {
        Some(form) => form.choose("do|da|dos|das").map(|article| format!("{article} {phrase}")),
        None => Some(of),
    };
    Built { head: head.to_owned(), form: own.or(form).unwrap_or_default(), the, of, ..Built::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_and_prepositions_go_with_their_nouns() {
        for (phrase, the, of) in [
            ("sapatos ecológicos", "os sapatos ecológicos", "de sapatos ecológicos"),
            ("cafeteria em Lisboa", "a cafeteria em Lisboa", "da cafeteria em Lisboa"),
            ("aulas de ioga", "as aulas de ioga", "de aulas de ioga"),
            ("lições de piano", "as lições de piano", "de lições de piano"),
            ("a padaria do bairro", "a padaria do bairro", "da padaria do bairro"),
            ("nossa padaria", "a nossa padaria", "da nossa padaria"),
            ("viagem ao Porto", "a viagem ao Porto", "da viagem ao Porto"),
            ("móveis de madeira", "os móveis de madeira", "de móveis de madeira"),
        ] {
            let built = build(phrase);
            assert_eq!((built.the.as_deref(), built.of.as_deref()), (Some(the), Some(of)));
        }
        assert_eq!(build("running").the, None);
    }
}
