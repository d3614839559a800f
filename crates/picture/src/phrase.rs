//! A headline around its number: what stands before it, the number with its unit, what follows. Shown in this order,
//! the parts read as the headline does, in any language.

/// A headline in the parts in which a number graphic shows it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Phrase {
    pub before: String,
    /// The number with its sign: `30 %`, `€25`, `12`.
    pub figure: String,
    /// The word that it counts, or its month: `days`, `aprile`.
    pub unit: String,
    /// Whether the unit stands before the figure: `April 12`.
    pub unit_first: bool,
    pub after: String,
    /// 0 to 1, for shares in per cent.
    pub share: Option<f32>,
    /// For whole numbers from 2 to 12 that count something.
    pub count: Option<usize>,
    /// Whether figure and unit are a day of a month.
    pub is_date: bool,
}

/// Longest figure that a graphic shows, in characters.
const LONGEST: usize = 9;
/// Longest unit, in characters.
const LONGEST_UNIT: usize = 13;

/// Words that follow a number without being what it counts.
const NO_UNITS: &str = "a à ad al alla alle ai an am ab als and as às at auf aus avec beim bei bis by che chez com con contra
    contre da dai dal dalla das de dei del della delle dem den der des desde di do dos du durch e é è ed ei ein eine el em en
    es est et for for fra from für gegen giù gratis haben hasta há i if il im in ins is ist it je jusqu la las le les lo los mais
    mas mehr meno mit más moins more nach nella no non nur o off oder of on or ou out over para pas per plus por pour pro que
    senza sem si sin sono sous su sur than that the to tot um un una uma und up us vers via vom von vor vs wie with y zu zum zur × x";

/// The first three letters of the months' names in the six languages.
const MONTHS: &str = "jan gen ene feb fév fev mar mär mai may mag apr avr abr jun giu jui jul lug aug ago aoû sep set oct ott okt
    out nov dec dic déc dez";

/// The parts of a headline; `None` when it has no number that can be shown large.
pub(crate) fn phrase(headline: &str) -> Option<Phrase> {
    let headline = with_groups_joined(headline);
    let words: Vec<&str> = headline.split(' ').filter(|word| !word.is_empty()).collect();
    let has_digit = |word: &&str| word.chars().any(|letter| letter.is_ascii_digit());
    let telling = |word: &&str| has_digit(word) && word.contains(['%', '€', '$', '£']);
    let mut at = words.iter().position(telling).or_else(|| words.iter().position(has_digit))?;
    let mut end = at + 1;
    let last = end == words.len();
    let mut figure =
        words[at].trim_matches([',', ';', ':', '!', '?', '"', '«', '»', '“', '”', '(', ')']).to_owned();
    if last {
        figure = figure.trim_end_matches(['.', '…']).to_owned();
    }
    let is_sign = |word: &str| !word.is_empty() && word.chars().all(|letter| "%€$£¥+-−×°".contains(letter));
    if let Some(sign) = words.get(end).filter(|word| is_sign(word)) {
        figure = format!("{figure}\u{a0}{sign}");
        end += 1;
    } else if at > 0 && is_sign(words[at - 1]) {
        figure = format!("{}\u{a0}{figure}", words[at - 1]);
        at -= 1;
    }
    let ends = words[end - 1].ends_with([',', ';', ':', '!', '?']);
    let signed = figure.chars().any(|letter| "%€$£¥°".contains(letter));
    let (mut unit, mut unit_first, mut is_date) = (String::new(), false, false);
    let mut before = &words[..at];
    let day = figure.trim_end_matches(['.', 'º', '°', 't', 'h', 's', 'n', 'd', 'r', 'e']).parse::<u32>();
    let is_day = day.as_ref().is_ok_and(|day| (1..=31).contains(day));
    if !ends && !signed {
        (unit, end) = unit_after(&words, end);
        is_date = is_day && is_month(unit.rsplit(' ').next().unwrap_or_default());
    }
    if unit.is_empty() && is_day && before.last().is_some_and(|word| is_month(word)) {
        unit = before.last().map(|word| (*word).to_owned()).unwrap_or_default();
        before = &before[..before.len() - 1];
        (unit_first, is_date) = (true, true);
    }
    if figure.is_empty() || figure.chars().count() > LONGEST {
        return None;
    }
    let digits: String =
        figure.chars().filter(|letter| letter.is_ascii_digit() || matches!(letter, '.' | ',')).collect();
    let value = digits.replace(',', ".").parse::<f32>().ok();
    let share = value.filter(|_| figure.contains('%')).map(|share| share / 100.0);
    let count =
        figure.parse::<usize>().ok().filter(|count| (2..=12).contains(count) && !unit.is_empty() && !is_date);
    Some(Phrase {
        before: before.join(" "),
        figure,
        unit,
        unit_first,
        after: words[end..].join(" "),
        share: share.filter(|share| (0.0..=1.0).contains(share)),
        count,
        is_date,
    })
}

/// `10 000` is one number and `6 h 30` one time: their parts get spaces that do not break.
pub(crate) fn with_groups_joined(headline: &str) -> String {
    let is_number = |word: &str| !word.is_empty() && word.chars().all(|letter| letter.is_ascii_digit());
    let is_hour = |word: &str| is_number(word) && word.len() <= 2;
    let mut joined = String::with_capacity(headline.len());
    let mut before = "";
    // Whether the word before is the `h` of a time.
    let mut is_timed = false;
    for word in headline.split(' ').filter(|word| !word.is_empty()) {
        let bare = word.trim_end_matches([',', ';', ':', '!', '?', '.']);
        let of_group = is_number(bare) && bare.len() == 3 && is_number(before) && before.len() <= 3;
        let of_time = bare == "h" && is_hour(before) || before == "h" && is_hour(bare) && is_timed;
        let continues = of_group || of_time;
        is_timed = of_time;
        match (joined.is_empty(), continues) {
            (true, _) => {}
            (false, true) => joined.push('\u{a0}'),
            (false, false) => joined.push(' '),
        }
        joined.push_str(word);
        before = word;
    }
    joined
}

/// The word behind a number when it is what the number counts, with `de` before a month; and where the rest begins.
fn unit_after(words: &[&str], at: usize) -> (String, usize) {
    let Some(word) = words.get(at) else { return (String::new(), at) };
    let links = matches!(word.to_lowercase().as_str(), "de" | "of");
    if let Some(month) = words.get(at + 1).filter(|month| links && is_month(month)) {
        return (format!("{word} {month}"), at + 2);
    }
    let bare = word.trim_matches(|letter: char| !letter.is_alphanumeric());
    let plain = bare.to_lowercase();
    let counts = bare.chars().count() >= 2
        && bare.chars().all(|letter| letter.is_alphabetic() || letter == '-')
        && word.chars().count() <= LONGEST_UNIT
        && !NO_UNITS.split_whitespace().any(|small| small == plain);
    if counts { ((*word).to_owned(), at + 1) } else { (String::new(), at) }
}

fn is_month(word: &str) -> bool {
    let word = word.trim_matches(|letter: char| !letter.is_alphabetic()).to_lowercase();
    let start: String = word.chars().take(3).collect();
    // Names of months have nine letters at most; `marche` and `second` are none.
    let others = [
        "marche",
        "marchi",
        "margen",
        "mariage",
        "mann",
        "aprés",
        "market",
        "septième",
        "decidi",
        "outfit",
        "setup",
    ];
    (3..=10).contains(&word.chars().count())
        && MONTHS.split_whitespace().any(|month| month == start)
        && MONTH_ENDS.iter().any(|end| word.ends_with(end))
        && !others.contains(&word.as_str())
}

/// How the names of months end, in the six languages, shortened ones too.
const MONTH_ENDS: [&str; 37] = [
    "naio", "braio", "rzo", "rile", "ggio", "gno", "glio", "osto", "mbre", "obre", "uary", "rch", "pril",
    "may", "une", "uly", "gust", "mber", "ober", "nero", "rero", "bril", "ayo", "nio", "lio", "nvier",
    "vrier", "mars", "mai", "juin", "let", "oût", "nuar", "ärz", "uni", "uli", "iro",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(headline: &str) -> (String, String) {
        let phrase = phrase(headline).unwrap();
        let big = match phrase.unit_first {
            true => format!("{} {}", phrase.unit, phrase.figure),
            false => format!("{} {}", phrase.figure, phrase.unit),
        };
        let whole = [&phrase.before, &big, &phrase.after].map(|part| part.trim()).join(" ");
        (big.trim().to_owned(), whole.trim().to_owned())
    }

    #[test]
    fn groups_of_a_number_stay_together() {
        assert_eq!(shown("Grazie ai 10 000 amici").0, "10\u{a0}000 amici");
        assert_eq!(shown("Le 24 000 heures").0, "24\u{a0}000 heures");
        assert_eq!(shown("12 anni, 300 giorni").0, "12 anni,");
    }

    #[test]
    fn parts_read_as_the_headline_does() {
        let headlines = [
            ("Installed in 2 days", "2 days"),
            ("In 2 giorni a casa tua", "2 giorni"),
            ("Honey from 120 hives", "120 hives"),
            ("Ahorra 30\u{a0}% este mes", "30\u{a0}%"),
            ("Sabato 12 aprile alle 15", "12 aprile"),
            ("Saturday, April 12 at 3 pm", "April 12"),
            ("El 3 de mayo en Madrid", "3 de mayo"),
            ("Am 3. Mai um 18 Uhr", "3. Mai"),
            ("Depuis 1987", "1987"),
            ("Ab 25\u{a0}€ im Monat", "25\u{a0}€"),
            ("3 von 4 Kunden", "3"),
            ("Só 5 minutos por dia", "5 minutos"),
            ("Open 24/7", "24/7"),
            ("De 9h à 18h", "9h"),
            ("Ouverte dès 6\u{a0}h\u{a0}30", "6\u{a0}h\u{a0}30"),
            ("Rendez-vous à 20\u{a0}h", "20\u{a0}h"),
            ("Obrigado aos 10\u{a0}000 seguidores", "10\u{a0}000 seguidores"),
        ];
        for (headline, big) in headlines {
            assert_eq!(shown(headline), (big.to_owned(), headline.to_owned()));
        }
        assert_eq!(phrase("No number here"), None);
        assert_eq!(
            phrase("Call 0039 011 1234567890123").map(|phrase| phrase.figure).as_deref(),
            Some("0039")
        );
    }

    #[test]
    fn shares_counts_and_dates_are_told_apart() {
        assert_eq!(phrase("Save 30%").unwrap().share, Some(0.3));
        assert_eq!(phrase("Save 300 %").unwrap().share, None);
        assert_eq!(phrase("In 3 Farben").unwrap().count, Some(3));
        assert_eq!(phrase("12 aprile").unwrap().count, None);
        assert!(phrase("12 aprile").unwrap().is_date && phrase("le 14 juillet").unwrap().is_date);
        assert!(!phrase("12 marche").unwrap().is_date && !phrase("40 aprile").unwrap().is_date);
    }
}
