//! What concerns nobody else: a person's health and money. A word of illness or of money alone says nothing about
//! anybody; it counts when the same sentence says whose it is.

use std::ops::Range;

use super::{Finding, Kind, Lazy, pattern};

/// Illness, state or treatment.
static ILLNESS: Lazy = Lazy::new(|| {
    pattern(concat!(
        r"(?i)\b(?:hiv|aids|cancer|tumou?r|leuk(?:a?emia|ämie)|diabetes|epilepsy|schizophrenia|bipolar(?: disorder)?|chemotherapy|miscarriage|hepatitis|dialysis|psychotherapy|",
        r"tumore|cancro|leucemia|diabete|epilessia|schizofrenia|bipolare|chemioterapia|aborto|epatite|dialisi|psicoterapia|sieropositiv[oa]|",
        r"cáncer|leucemia|epilepsia|esquizofrenia|quimioterapia|hepatitis|diálisis|seropositiv[oa]|",
        r"tumeur|leucémie|diabète|épilepsie|schizophrénie|chimiothérapie|fausse couche|hépatite|séropositi(?:f|ve)|",
        r"krebs|zuckerkrank|epilepsie|schizophrenie|chemotherapie|fehlgeburt|",
        r"câncer|cancro|quimioterapia|hepatite|diálise|soropositiv[oa])\b",
    ))
});
/// Words that say that the illness is somebody's.
static PATIENT: Lazy = Lazy::new(|| {
    pattern(concat!(
        r"(?i)\b(?:my|his|her|our|i have|i had|i suffer|suffers? from|diagnosed with|diagnosis|patient|medical record|",
        r"(?:il |la )?mi[oa]|su[oa]|paziente|soffr(?:o|e|iva) di|ho il|ho la|malat[oa] di|diagnosi|diagnosticat[oa]|cartella clinica|",
        r"mi|tengo|padezco|padece|sufre de|diagnóstico|historia clínica|",
        r"mon|ma|sa|son|j'ai|souffre d|atteinte?|diagnostic|dossier médical|",
        r"mein|meine|sein|seine|ihr|ihre|ich habe|leidet an|patient(?:in)?|diagnose|krankenakte|",
        r"meu|minha|tenho|sofre de|prontuário)\b",
    ))
});
/// What somebody earns, owes or owns.
static MONEY: Lazy = Lazy::new(|| {
    pattern(concat!(
        r"(?i)\b(?:my|his|her|il mio|la mia|suo|sua|mi|su|mon|ma|son|sa|mein|meine|sein|seine|ihr|ihre|meu|minha|seu)\s+(?:\p{L}+\s+){0,2}",
        r"(?:salary|income|debts?|mortgage|bank (?:account|balance)|net worth|credit score|pension|tax return|",
        r"stipendio|reddito|debit[oi]|mutuo|conto (?:corrente|in banca)|saldo|pensione|dichiarazione dei redditi|",
        r"sueldo|salario|deudas?|hipoteca|cuenta bancaria|nómina|salaire|revenus?|dettes?|prêt|compte (?:bancaire|en banque)|",
        r"gehalt|einkommen|schulden|hypothek|kontostand|rente|salário|renda|dívidas?|conta bancária)\b[^.!?\n]{0,60}?(?:[€$£]\s?[0-9]|[0-9][0-9.,]*\s?(?:€|\$|£|euros?|dollars?|usd|eur|k\b|mila|mil\b|reais))",
    ))
});

pub fn detect(text: &str, found: &mut Vec<Finding>) {
    for sentence in sentences(text) {
        let part = &text[sentence.clone()];
        let Some(illness) = ILLNESS.find(part) else { continue };
        if PATIENT.is_match(part) {
            let range = sentence.start + illness.start()..sentence.start + illness.end();
            found.push(Finding { kind: Kind::Health, range });
        }
    }
    found.extend(MONEY.find_iter(text).map(|part| Finding { kind: Kind::Financial, range: part.range() }));
}

/// Ranges between full stops and line ends; good enough to keep a word near its owner.
fn sentences(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = 0;
    text.split_inclusive(['.', '!', '?', '\n', ';']).map(move |part| {
        let range = start..start + part.len();
        start = range.end;
        range
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Kind> {
        let mut found = Vec::new();
        detect(text, &mut found);
        found.into_iter().map(|finding| finding.kind).collect()
    }

    #[test]
    fn an_illness_counts_when_it_is_somebodys() {
        for text in
            ["My mother has cancer.", "Il paziente soffre di diabete.", "Ich habe Krebs.", "Tengo cáncer."]
        {
            assert_eq!(kinds(text), [Kind::Health], "{text}");
        }
        for text in ["Run for cancer research on Sunday.", "Una campagna contro il diabete", "World AIDS Day"]
        {
            assert_eq!(kinds(text), [], "{text}");
        }
        for text in ["My salary is 42,000 euros", "il mio stipendio è di 1800 €", "Mein Gehalt: 3.000 €"]
        {
            assert_eq!(kinds(text), [Kind::Financial], "{text}");
        }
        assert_eq!(kinds("Come chiedere un aumento di stipendio"), []);
    }
}
