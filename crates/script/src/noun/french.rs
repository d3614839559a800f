use super::{Built, Form, Gender, words};
use Gender::{Feminine as F, Masculine as M};

const PREPOSITIONS: &[&str] = &[
    "de", "du", "des", "à", "au", "aux", "en", "avec", "pour", "par", "sans", "sur", "dans", "entre", "et",
    "ou", "que", "qui", "chez", "fait", "faits", "faites", "faite",
];

const NOUNS: &[(&str, Gender)] = &[
    ("café", M),
    ("thé", M),
    ("musée", M),
    ("lycée", M),
    ("vin", M),
    ("pain", M),
    ("sport", M),
    ("yoga", M),
    ("restaurant", M),
    ("hôtel", M),
    ("bar", M),
    ("livre", M),
    ("arbre", M),
    ("théâtre", M),
    ("spectacle", M),
    ("monde", M),
    ("meuble", M),
    ("immeuble", M),
    ("parfum", M),
    ("site", M),
    ("magasin", M),
    ("jardin", M),
    ("festival", M),
    ("concert", M),
    ("film", M),
    ("podcast", M),
    ("logiciel", M),
    ("vélo", M),
    ("système", M),
    ("problème", M),
    ("programme", M),
    ("poème", M),
    ("thème", M),
    ("chocolat", M),
    ("lait", M),
    ("fromage", M),
    ("sac", M),
    ("casque", M),
    ("téléphone", M),
    ("ciel", M),
    ("soleil", M),
    ("temps", M),
    ("cours", M),
    ("repas", M),
    ("bus", M),
    ("jus", M),
    ("tapis", M),
    ("bois", M),
    ("pays", M),
    ("club", M),
    ("silence", M),
    ("service", M),
    ("exercice", M),
    ("groupe", M),
    ("voyage", M),
    ("atelier", M),
    ("salon", M),
    ("savon", M),
    ("miel", M),
    ("chien", M),
    ("chat", M),
    ("camping", M),
    ("design", M),
    ("art", M),
    ("numérique", M),
    ("climat", M),
    ("cabinet", M),
    ("gâteau", M),
    ("bijou", M),
    ("vêtement", M),
    ("lieu", M),
    ("jeu", M),
    ("feu", M),
    ("manteau", M),
    ("chaussure", F),
    ("basket", F),
    ("maison", F),
    ("plage", F),
    ("image", F),
    ("page", F),
    ("mode", F),
    ("robe", F),
    ("crème", F),
    ("boutique", F),
    ("musique", F),
    ("eau", F),
    ("peau", F),
    ("main", F),
    ("fleur", F),
    ("couleur", F),
    ("odeur", F),
    ("saveur", F),
    ("chaleur", F),
    ("mer", F),
    ("montagne", F),
    ("ville", F),
    ("campagne", F),
    ("école", F),
    ("entreprise", F),
    ("assurance", F),
    ("banque", F),
    ("voiture", F),
    ("moto", F),
    ("photo", F),
    ("pizza", F),
    ("recette", F),
    ("cuisine", F),
    ("table", F),
    ("lampe", F),
    ("bougie", F),
    ("appli", F),
    ("application", F),
    ("startup", F),
    ("start-up", F),
    ("fête", F),
    ("soirée", F),
    ("journée", F),
    ("nuit", F),
    ("mort", F),
    ("vie", F),
    ("santé", F),
    ("danse", F),
    ("langue", F),
    ("plante", F),
    ("graine", F),
    ("bière", F),
    ("glace", F),
    ("viande", F),
    ("salle", F),
    ("chambre", F),
    ("histoire", F),
    ("idée", F),
    ("huile", F),
    ("boulangerie", F),
    ("librairie", F),
    ("forêt", F),
    ("planète", F),
    ("tasse", F),
    ("montre", F),
    ("chemise", F),
    ("veste", F),
    ("jupe", F),
    ("bague", F),
    ("souris", F),
    ("marque", F),
    ("agence", F),
    ("ferme", F),
    ("auberge", F),
    ("exposition", F),
    ("chaise", F),
    ("trottinette", F),
    ("literie", F),
    ("course", F),
    ("semaine", F),
    ("neige", F),
    ("pharmacie", F),
    ("clinique", F),
    ("équipe", F),
    ("valise", F),
    ("lunettes", F),
    ("vacances", F),
    ("retraite", F),
];

/// Singular nouns that end in s.
const SINGULAR_IN_S: &[&str] = &[
    "cours", "repas", "temps", "bus", "jus", "tapis", "bois", "pays", "souris", "mois", "avis", "bras",
    "tennis",
];

const BEFORE: &[&str] = &[
    "nouveau",
    "nouvelle",
    "nouveaux",
    "nouvelles",
    "nouvel",
    "petit",
    "petite",
    "petits",
    "petites",
    "grand",
    "grande",
    "grands",
    "grandes",
    "bon",
    "bonne",
    "bons",
    "bonnes",
    "beau",
    "belle",
    "beaux",
    "belles",
    "vieux",
    "vieille",
    "premier",
    "première",
    "jeune",
    "jeunes",
    "vrai",
    "vraie",
    "meilleur",
    "meilleure",
];

/// Words in h that allow no elision.
const ASPIRATED: &[&str] = &[
    "haricot",
    "héros",
    "hamburger",
    "hall",
    "handball",
    "haut",
    "haute",
    "hérisson",
    "homard",
    "hot-dog",
    "housse",
    "hibou",
];

pub fn build(phrase: &str) -> Built {
    let words = words::core(phrase, PREPOSITIONS);
    if let Some((article, noun)) = phrase.split_once(['\'', '’'])
        && article == "l"
    {
        let head = noun.split(' ').next().unwrap_or_default();
        let form = form_of(head).unwrap_or(Form { gender: None, plural: Some(false) });
        let of = Some(format!("de {phrase}"));
        return Built { head: head.to_owned(), form, the: Some(phrase.to_owned()), of, ..Built::default() };
    }
    let is_one = |word: &&&str| words::is_determiner(&word.to_lowercase(), aida_protocol::Language::Fr);
    let count = words.iter().take_while(is_one).count();
    let rest = &words[count..];
    let Some(&head) = rest.iter().find(|word| !BEFORE.contains(word)).or(rest.last()) else {
        return Built::default();
    };
    let form = form_of(head).or_else(|| by_adjectives(rest));
    match words[..count].first() {
        Some(article) => determined(phrase, &article.to_lowercase(), head, form),
        None => bare(phrase, head, form),
    }
}

fn form_of(head: &str) -> Option<Form> {
    let head = head.to_lowercase();
    let listed = |noun: &str| NOUNS.iter().find(|(known, _)| *known == noun).map(|(_, gender)| *gender);
    if matches!(head.as_str(), "lunettes" | "vacances") {
        return Some(Form::of(F, true));
    }
    if head.chars().count() <= 2 {
        return None;
    }
    match head.strip_suffix(['s', 'x']) {
        Some(singular) if !SINGULAR_IN_S.contains(&head.as_str()) && !head.ends_with("ss") => {
            Some(Form { gender: listed(singular).or_else(|| by_ending(singular)), plural: Some(true) })
        }
        _ => listed(&head).or_else(|| by_ending(&head)).map(|gender| Form::of(gender, false)),
    }
}

fn by_ending(noun: &str) -> Option<Gender> {
    let ends = |ends: &[&str]| noun.chars().count() > 4 && ends.iter().any(|end| noun.ends_with(end));
    if ends(&[
        "tion", "sion", "xion", "té", "ette", "ence", "ance", "ure", "rie", "esse", "ade", "elle", "ienne",
        "ique", "ine", "ise",
    ]) {
        Some(F)
    } else if ends(&[
        "age", "ment", "isme", "eau", "ier", "oir", "et", "al", "ail", "eur", "teur", "on", "in", "phone",
    ]) {
        Some(M)
    } else {
        None
    }
}

/// An adjective before the noun shows what the noun hides.
fn by_adjectives(words: &[&str]) -> Option<Form> {
    match *words.first()? {
        "nouveau" | "nouvel" | "petit" | "grand" | "bon" | "beau" | "vieux" | "premier" | "vrai"
        | "meilleur" => Some(Form::of(M, false)),
        "nouvelle" | "petite" | "grande" | "bonne" | "belle" | "vieille" | "première" | "vraie"
        | "meilleure" => Some(Form::of(F, false)),
        _ => None,
    }
}

fn elides(word: &str) -> bool {
    let word = word.to_lowercase();
    let mute = word.starts_with('h') && !ASPIRATED.iter().any(|noun| word.starts_with(noun));
    (words::starts_with_vowel(&word) || mute) && !word.starts_with("yo") && !word.starts_with("onz")
}

fn bare(phrase: &str, head: &str, form: Option<Form>) -> Built {
    let built = Built { head: head.to_owned(), form: form.unwrap_or_default(), ..Built::default() };
    let Some(Form { gender, plural: Some(plural) }) = form else { return built };
    let first = phrase.split(' ').next().unwrap_or_default();
    let (the, of, this) = match (plural, gender) {
        // Of several things in general one speaks without article: "parlons de chaussures".
        (true, _) if elides(first) => ("les ", "d'", Some("ces ")),
        (true, _) => ("les ", "de ", Some("ces ")),
        (false, Some(M)) if elides(first) => ("l'", "de l'", Some("cet ")),
        (false, Some(_)) if elides(first) => ("l'", "de l'", Some("cette ")),
        (false, Some(M)) => ("le ", "du ", Some("ce ")),
        (false, Some(_)) => ("la ", "de la ", Some("cette ")),
        (false, None) => return built,
    };
    Built {
        the: Some(format!("{the}{phrase}")),
        of: Some(format!("{of}{phrase}")),
        this: this.map(|this| format!("{this}{phrase}")),
        ..built
    }
}

fn determined(phrase: &str, article: &str, head: &str, form: Option<Form>) -> Built {
    let gender = form.and_then(|form| form.gender);
    let own = match article {
        "le" | "un" | "mon" | "ce" | "cet" => Form { gender: gender.or(Some(M)), plural: Some(false) },
        "la" | "une" | "ma" | "cette" => Form::of(F, false),
        "les" | "des" | "nos" | "vos" | "mes" | "ces" => Form { gender, plural: Some(true) },
        _ => Form { gender, plural: Some(false) },
    };
    let rest = phrase.get(article.len()..).unwrap_or_default().trim_start();
    let of = match article {
        "le" => Some(format!("du {rest}")),
        "les" => Some(format!("des {rest}")),
        // "de des chaussures" is "de chaussures", another meaning: left alone.
        "des" => None,
        "un" | "une" => Some(format!("d'{phrase}")),
        _ => Some(format!("de {phrase}")),
    };
    Built { head: head.to_owned(), form: own, the: Some(phrase.to_owned()), of, ..Built::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_and_prepositions_go_with_their_nouns() {
        for (phrase, the, of) in [
            ("chaussures écologiques", "les chaussures écologiques", "de chaussures écologiques"),
            ("huile d'olive", "l'huile d'olive", "de l'huile d'olive"),
            ("restaurant à Lyon", "le restaurant à Lyon", "du restaurant à Lyon"),
            ("notre boulangerie", "notre boulangerie", "de notre boulangerie"),
            ("un café à Lille", "un café à Lille", "d'un café à Lille"),
            ("cours de yoga", "le cours de yoga", "du cours de yoga"),
            ("nouvelle collection", "la nouvelle collection", "de la nouvelle collection"),
            ("l'atelier de poterie", "l'atelier de poterie", "de l'atelier de poterie"),
        ] {
            let built = build(phrase);
            assert_eq!((built.the.as_deref(), built.of.as_deref()), (Some(the), Some(of)));
        }
        assert_eq!(build("running").the, None);
    }
}
