use crate::{
    index::find_glyph,
    inflection,
    normalise::{CODES, fold},
};

/// `language<TAB>word<TAB>pictogram<TAB>words beside it that mean this one`.
static SENSES: &str = include_str!("../data/senses.tsv");

/// Above every weight of the index, so that the rest of the sentence decides.
const DECIDED: f32 = 130.0;

/// What a word of several meanings shows beside the other words of its text; nothing when none of them decides.
pub fn meant(column: usize, code: &str, word: &str, tokens: &[String]) -> Vec<(usize, f32)> {
    debug_assert_eq!(CODES.get(column), Some(&code));
    let mut forms = inflection::singulars(code, word);
    forms.push(word.to_owned());
    let rows = SENSES.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let fields: Vec<&str> = line.split('\t').collect();
        match fields[..] {
            [language, sense, glyph, beside] if language == code => Some((sense, glyph, beside)),
            _ => None,
        }
    });
    let said = |beside: &str| {
        let near = |sign: &str| tokens.iter().any(|token| *token != word && is_form(code, token, sign));
        beside.split(' ').any(near)
    };
    rows.filter(|(sense, _, beside)| forms.iter().any(|form| fold(form) == fold(sense)) && said(beside))
        .filter_map(|(_, glyph, _)| Some((find_glyph(glyph)?, DECIDED)))
        .collect()
}

fn is_form(code: &str, token: &str, sign: &str) -> bool {
    token == sign || inflection::singulars(code, token).iter().any(|form| form == sign)
}

#[cfg(test)]
mod tests {
    use crate::look_up;

    fn shown(code: &str, text: &str, word: &str) -> &'static str {
        look_up(code, text)
            .into_iter()
            .find(|found| found.word == word)
            .map_or("nothing", |found| found.emoji)
    }

    #[test]
    fn the_rest_of_the_sentence_decides() {
        for (code, text, word, glyph) in [
            ("en", "The mouse ate the cheese", "mouse", "🐁"),
            ("en", "Click with the mouse", "mouse", "🖱\u{fe0f}"),
            ("it", "Le pesche sono mature", "pesche", "🍑"),
            ("de", "Die Bank im Park ist alt", "bank", "🪑"),
            ("de", "Die Bank gibt Kredit", "bank", "🏦"),
            ("fr", "L'avocat parle au tribunal", "avocat", "⚖\u{fe0f}"),
            ("es", "Nos sentamos en un banco de la plaza", "banco", "🪑"),
            ("pt", "O banco abre às dez", "banco", "🏦"),
            ("it", "La storia di un faro e di un gatto", "storia", "📖"),
            ("it", "La storia di Roma antica", "storia", "🏛\u{fe0f}"),
            ("de", "Eine Geschichte über einen Fuchs", "geschichte", "📖"),
            ("fr", "33 personnes ont payé leur place un franc", "place", "🎟\u{fe0f}"),
            ("de", "Sommerkonzert der Stadtkapelle", "stadtkapelle", "🎺"),
            ("de", "Die Kapelle steht auf dem Berg", "kapelle", "⛪"),
            ("de", "Hier ist die Ankündigung", "hier", "nothing"),
            ("pt", "Como começar uma horta na varanda", "horta", "🥕"),
            ("it", "Il gatto guarda la luna", "luna", "🌙"),
        ] {
            assert_eq!(shown(code, text, word), glyph, "{text}");
        }
    }

    #[test]
    fn every_row_names_a_picture() {
        for line in super::SENSES.lines().filter(|line| !line.starts_with('#')) {
            let glyph = line.split('\t').nth(2).unwrap();
            assert!(super::find_glyph(glyph).is_some(), "{line}");
        }
    }
}
