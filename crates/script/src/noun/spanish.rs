use super::{Built, Form, Gender, words};
use Gender::{Feminine as F, Masculine as M};

const PREPOSITIONS: &[&str] = &[
    "de", "del", "a", "al", "en", "con", "por", "para", "sin", "sobre", "entre", "y", "e", "o", "que",
    "hecho", "hecha",
];

const NOUNS: &[(&str, Gender)] = &[
    ("día", M),
    ("mapa", M),
    ("planeta", M),
    ("problema", M),
    ("programa", M),
    ("sistema", M),
    ("tema", M),
    ("clima", M),
    ("cine", M),
    ("café", M),
    ("té", M),
    ("restaurante", M),
    ("coche", M),
    ("chocolate", M),
    ("vino", M),
    ("hotel", M),
    ("bar", M),
    ("pan", M),
    ("mar", M),
    ("sol", M),
    ("yoga", M),
    ("podcast", M),
    ("festival", M),
    ("software", M),
    ("club", M),
    ("deporte", M),
    ("diente", M),
    ("aceite", M),
    ("perfume", M),
    ("jarabe", M),
    ("queso", M),
    ("mueble", M),
    ("baile", M),
    ("arte", M),
    ("puente", M),
    ("bosque", M),
    ("champú", M),
    ("jardín", M),
    ("pez", M),
    ("arroz", M),
    ("taller", M),
    ("alquiler", M),
    ("hogar", M),
    ("tour", M),
    ("marketing", M),
    ("diseño", M),
    ("móvil", M),
    ("álbum", M),
    ("mano", F),
    ("foto", F),
    ("moto", F),
    ("radio", F),
    ("flor", F),
    ("piel", F),
    ("sal", F),
    ("miel", F),
    ("luz", F),
    ("calle", F),
    ("noche", F),
    ("tarde", F),
    ("carne", F),
    ("leche", F),
    ("nieve", F),
    ("gente", F),
    ("clase", F),
    ("suerte", F),
    ("app", F),
    ("startup", F),
    ("web", F),
    ("red", F),
    ("ciudad", F),
    ("imagen", F),
    ("llave", F),
    ("voz", F),
    ("nube", F),
    ("base", F),
    ("fiebre", F),
    ("sangre", F),
    ("torre", F),
    ("labor", F),
    ("paz", F),
    ("agua", F),
    ("leyenda", F),
    ("sartén", F),
    ("crisis", F),
    ("tesis", F),
];

/// Feminine nouns that take `el`: they begin with a stressed a.
const STRESSED_A: &[&str] =
    &["agua", "aula", "alma", "arma", "águila", "hada", "área", "ala", "ama", "ancla", "arte"];

const BEFORE: &[&str] =
    &["nuev", "pequeñ", "gran", "buen", "mejor", "antigu", "viej", "primer", "últim", "bell"];

pub fn build(phrase: &str) -> Built {
    let words = words::core(phrase, PREPOSITIONS);
    let is_one = |word: &&&str| words::is_determiner(&word.to_lowercase(), aida_protocol::Language::Es);
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
    BEFORE.contains(&stem) || BEFORE.contains(&word)
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
    if let Some(singular) = head.strip_suffix("es")
        && let Some(gender) = listed(singular).or_else(|| by_ending(&accented(singular)))
    {
        return Some(Form::of(gender, true));
    }
    match head.strip_suffix('s') {
        Some(singular) if !head.ends_with("is") && !head.ends_with("us") => {
            listed(singular).or_else(|| by_ending(singular)).map(|gender| Form::of(gender, true))
        }
        _ => by_ending(&head).map(|gender| Form::of(gender, false)),
    }
}

/// A plural drops its singular's accent: `lecciones`, `lección`.
fn accented(singular: &str) -> String {
    match singular.strip_suffix("on") {
        Some(stem) => format!("{stem}ón"),
        None => singular.to_owned(),
    }
}

fn by_ending(noun: &str) -> Option<Gender> {
    let ends = |ends: &[&str]| ends.iter().any(|end| noun.ends_with(end));
    if ends(&["ción", "sión", "dad", "tad", "tud", "umbre", "triz", "eza", "ez"]) {
        Some(F)
    } else if ends(&["aje", "or", "ón", "ismo", "ista", "al", "il", "ante", "miento", "ín", "én", "ma"]) {
        // -ista is both; a business or thing called so is spoken of as masculine.
        Some(M)
    } else if noun.ends_with('a') {
        Some(F)
    } else if noun.ends_with('o') {
        Some(M)
    } else {
        None
    }
}

fn bare(phrase: &str, head: &str, form: Option<Form>) -> Built {
    let built = Built { head: head.to_owned(), form: form.unwrap_or_default(), ..Built::default() };
    let Some(Form { gender: Some(gender), plural: Some(plural) }) = form else { return built };
    let first = phrase.split(' ').next().unwrap_or_default();
    let stressed = !plural && STRESSED_A.contains(&first);
    // Of several things in general one speaks without article: "hablamos de zapatillas".
    let (the, of, this) = match (gender, plural) {
        (F, false) if stressed => ("el", "del", "esta"),
        (F, false) => ("la", "de la", "esta"),
        (F, true) => ("las", "de", "estas"),
        (_, false) => ("el", "del", "este"),
        (_, true) => ("los", "de", "estos"),
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
        "el" | "un" | "nuestro" | "este" => Some(Form::of(M, false)),
        "la" | "una" | "nuestra" | "esta" => Some(Form::of(F, false)),
        "los" | "unos" | "nuestros" | "estos" => Some(Form::of(M, true)),
        "las" | "unas" | "nuestras" | "estas" => Some(Form::of(F, true)),
        "mis" | "tus" => Some(Form { gender: None, plural: Some(true) }),
        "mi" | "tu" => Some(Form { gender: None, plural: Some(false) }),
        _ => None,
    };
    let of = match phrase.strip_prefix("el ") {
        Some(rest) => format!("del {rest}"),
        None => format!("de {phrase}"),
    };
    // `el agua` is feminine whatever its article says.
    let form = if STRESSED_A.contains(&head) { form.or(own) } else { own.or(form) };
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
            ("zapatillas ecológicas", "las zapatillas ecológicas", "de zapatillas ecológicas"),
            ("restaurante en Sevilla", "el restaurante en Sevilla", "del restaurante en Sevilla"),
            ("agua mineral", "el agua mineral", "del agua mineral"),
            ("lecciones de piano", "las lecciones de piano", "de lecciones de piano"),
            ("nuestro taller", "nuestro taller", "de nuestro taller"),
            ("el taller de cerámica", "el taller de cerámica", "del taller de cerámica"),
            ("muebles de madera", "los muebles de madera", "de muebles de madera"),
            ("nueva panadería", "la nueva panadería", "de la nueva panadería"),
            ("curso de yoga", "el curso de yoga", "del curso de yoga"),
        ] {
            let built = build(phrase);
            assert_eq!((built.the.as_deref(), built.of.as_deref()), (Some(the), Some(of)));
        }
        assert_eq!(build("running").the, None);
    }
}
