//! Words that say who may read a text.

use super::{Finding, Kind, Lazy, each, pattern};

static MARKER: Lazy = Lazy::new(|| {
    pattern(concat!(
        r"(?i)\b(?:strictly (?:confidential|private)|company confidential|confidential (?:and|&) proprietary|",
        r"(?:for )?internal use only|internal only|do not (?:distribute|circulate|disclose)|not for (?:distribution|publication|release)|",
        r"under (?:an )?nda|covered by (?:an )?nda|under embargo|trade secrets?|attorney[- ]client privileged?|eyes only|",
        r"strettamente (?:riservat[oaie]|confidenziale)|(?:documento|uso|materiale|informazioni) (?:riservat[oaie]|confidenzial[ei])|uso interno|",
        r"non (?:divulgare|diffondere)|segreto (?:industriale|aziendale)|coperto da nda|sotto embargo|",
        r"estrictamente confidencial|(?:documento|información|uso) (?:confidencial|reservad[oa])|uso interno|no (?:divulgar|difundir)|secreto (?:industrial|comercial)|",
        r"strictement confidentiel(?:le)?|(?:document|information)s? confidentiel(?:le)?s?|usage interne|ne pas (?:diffuser|divulguer)|secret (?:industriel|des affaires)|",
        r"streng vertraulich|vertrauliche (?:unterlagen|informationen|daten)|nur für den internen gebrauch|nicht (?:weitergeben|zur weitergabe)|geschäftsgeheimnis|betriebsgeheimnis|",
        r"estritamente confidencial|(?:documento|informação) (?:confidencial|reservad[oa])|não divulgar|segredo (?:industrial|comercial))\b",
    ))
});
/// The bare word marks a text only when it stands as a label.
static LABEL: Lazy = Lazy::new(|| {
    pattern(concat!(
        r"(?m)(?:\b(?:CONFIDENTIAL|TOP SECRET|RISERVATO|CONFIDENZIALE|CONFIDENCIAL|CONFIDENTIEL|VERTRAULICH)\b",
        r"|^\s*[\[(]?(?i:confidential|riservato|confidenziale|confidencial|confidentiel|vertraulich)[\])]?\s*(?:[:\-–—]|$)",
        r"|[\[(](?i:confidential|riservato|confidenziale|confidencial|confidentiel|vertraulich)[\])])",
    ))
});

pub fn detect(text: &str, found: &mut Vec<Finding>) {
    each(text, Kind::Confidential, &MARKER, found, |_| true);
    each(text, Kind::Confidential, &LABEL, found, |_| true);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_count_and_ordinary_uses_of_the_word_do_not() {
        let any = |text: &str| {
            let mut found = Vec::new();
            detect(text, &mut found);
            !found.is_empty()
        };
        for text in [
            "CONFIDENTIAL",
            "Riservato: piano 2027",
            "Video per il lancio (confidenziale)",
            "Streng vertraulich!",
            "Questo è sotto embargo fino a lunedì",
            "for internal use only",
        ] {
            assert!(any(text), "{text}");
        }
        for text in [
            "She spoke in a confidential tone.",
            "Un tavolo riservato per due.",
            "Ein vertrauliches Gespräch",
            "Il segreto di un buon caffè",
        ] {
            assert!(!any(text), "{text}");
        }
    }
}
