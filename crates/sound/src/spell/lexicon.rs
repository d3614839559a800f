//! Words for what is written short: signs, abbreviations, months; and the small words between numbers.

use aida_protocol::Language;

/// Signs that are words of their own.
const SYMBOLS: [(char, [&str; 6]); 12] = [
    ('½', ["mezzo", "half", "medio", "demi", "einhalb", "meio"]),
    ('¼', ["un quarto", "a quarter", "un cuarto", "un quart", "ein Viertel", "um quarto"]),
    ('¾', ["tre quarti", "three quarters", "tres cuartos", "trois quarts", "drei Viertel", "três quartos"]),
    ('&', ["e", "and", "y", "et", "und", "e"]),
    ('@', ["chiocciola", "at", "arroba", "arobase", "at", "arroba"]),
    ('+', ["più", "plus", "más", "plus", "plus", "mais"]),
    ('=', ["uguale", "equals", "igual a", "égale", "gleich", "igual a"]),
    ('×', ["per", "times", "por", "fois", "mal", "vezes"]),
    ('÷', ["diviso", "divided by", "entre", "divisé par", "geteilt durch", "dividido por"]),
    ('§', ["paragrafo", "section", "sección", "paragraphe", "Paragraf", "parágrafo"]),
    ('<', ["minore di", "less than", "menor que", "inférieur à", "kleiner als", "menor que"]),
    ('>', ["maggiore di", "greater than", "mayor que", "supérieur à", "größer als", "maior que"]),
];

/// Abbreviations with their final stop, lower case.
const ABBREVIATIONS: [(Language, &str, &str); 44] = [
    (Language::It, "ecc.", "eccetera"),
    (Language::It, "es.", "esempio"),
    (Language::It, "p.es.", "per esempio"),
    (Language::It, "dott.", "dottor"),
    (Language::It, "sig.", "signor"),
    (Language::It, "prof.", "professor"),
    (Language::It, "n.", "numero"),
    (Language::It, "min.", "minuti"),
    (Language::It, "s.p.a.", "esse pi a"),
    (Language::En, "mr.", "mister"),
    (Language::En, "mrs.", "missis"),
    (Language::En, "ms.", "miz"),
    (Language::En, "dr.", "doctor"),
    (Language::En, "vs.", "versus"),
    (Language::En, "etc.", "etcetera"),
    (Language::En, "e.g.", "for example"),
    (Language::En, "i.e.", "that is"),
    (Language::En, "no.", "number"),
    (Language::Es, "sr.", "señor"),
    (Language::Es, "sra.", "señora"),
    (Language::Es, "dr.", "doctor"),
    (Language::Es, "etc.", "etcétera"),
    (Language::Es, "p.ej.", "por ejemplo"),
    (Language::Es, "ej.", "ejemplo"),
    (Language::Es, "núm.", "número"),
    (Language::Fr, "m.", "monsieur"),
    (Language::Fr, "dr.", "docteur"),
    (Language::Fr, "etc.", "et cetera"),
    (Language::Fr, "p.ex.", "par exemple"),
    (Language::Fr, "env.", "environ"),
    (Language::De, "z.b.", "zum Beispiel"),
    (Language::De, "d.h.", "das heißt"),
    (Language::De, "usw.", "und so weiter"),
    (Language::De, "bzw.", "beziehungsweise"),
    (Language::De, "ca.", "circa"),
    (Language::De, "dr.", "Doktor"),
    (Language::De, "nr.", "Nummer"),
    (Language::De, "inkl.", "inklusive"),
    (Language::De, "mio.", "Millionen"),
    (Language::De, "mrd.", "Milliarden"),
    (Language::Pt, "sr.", "senhor"),
    (Language::Pt, "sra.", "senhora"),
    (Language::Pt, "dr.", "doutor"),
    (Language::Pt, "etc.", "etcétera"),
];

/// Words that end an abbreviation's sentence as often as not; they keep their pause at a sentence's end.
const CLOSING_ABBREVIATIONS: [&str; 3] = ["ecc.", "etc.", "usw."];

const MONTHS: [[&str; 12]; 6] = [
    [
        "gennaio",
        "febbraio",
        "marzo",
        "aprile",
        "maggio",
        "giugno",
        "luglio",
        "agosto",
        "settembre",
        "ottobre",
        "novembre",
        "dicembre",
    ],
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
    [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    [
        "janeiro",
        "fevereiro",
        "março",
        "abril",
        "maio",
        "junho",
        "julho",
        "agosto",
        "setembro",
        "outubro",
        "novembro",
        "dezembro",
    ],
];

pub(super) const fn column(language: Language) -> usize {
    match language {
        Language::It => 0,
        Language::En | Language::Other(_) => 1,
        Language::Es => 2,
        Language::Fr => 3,
        Language::De => 4,
        Language::Pt => 5,
    }
}

/// How `sign` is read where it stands between words.
pub fn symbol(sign: char, language: Language) -> Option<&'static str> {
    SYMBOLS.iter().find(|(known, _)| *known == sign).map(|(_, names)| names[column(language)])
}

/// What an abbreviation stands for, when `written` (with its stop) is one.
pub fn abbreviation(written: &str, language: Language) -> Option<&'static str> {
    let lower = written.to_lowercase();
    ABBREVIATIONS.iter().find(|(of, short, _)| *of == language && *short == lower).map(|(_, _, long)| *long)
}

/// Whether the stop of `written` belongs to an abbreviation and ends no sentence.
pub fn is_inner_stop(written: &str, language: Language) -> bool {
    abbreviation(written, language).is_some()
        && !CLOSING_ABBREVIATIONS.contains(&written.to_lowercase().as_str())
}

/// The month's name; `month` counts from 1.
pub fn month(month: u64, language: Language) -> Option<&'static str> {
    let index = usize::try_from(month).ok()?.checked_sub(1)?;
    MONTHS[column(language)].get(index).copied()
}

/// Whether `word` names a month.
pub fn is_month(word: &str, language: Language) -> bool {
    MONTHS[column(language)].iter().any(|name| name.eq_ignore_ascii_case(word))
}

/// The name of the decimal sign, and whether the decimals are read one by one.
pub const fn decimal_sign(language: Language) -> (&'static str, bool) {
    match language {
        Language::It => ("virgola", false),
        Language::En | Language::Other(_) => ("point", true),
        Language::Es => ("coma", false),
        Language::Fr => ("virgule", false),
        Language::De => ("Komma", true),
        Language::Pt => ("vírgula", false),
    }
}

/// How a full stop inside a name (`aida.io`) is read.
pub const fn dot(language: Language) -> &'static str {
    match language {
        Language::It | Language::Es => "punto",
        Language::En | Language::Other(_) => "dot",
        Language::Fr => "point",
        Language::De => "Punkt",
        Language::Pt => "ponto",
    }
}

pub const fn minus(language: Language) -> &'static str {
    match language {
        Language::It => "meno",
        Language::En | Language::De | Language::Other(_) => "minus",
        Language::Es => "menos",
        Language::Fr => "moins",
        Language::Pt => "menos",
    }
}

/// Between the ends of a range, `10-15`.
pub const fn range_link(language: Language) -> &'static str {
    match language {
        Language::It => "",
        Language::En | Language::Other(_) => "to",
        Language::Es | Language::Pt => "a",
        Language::Fr => "à",
        Language::De => "bis",
    }
}

/// In front of what something is counted by: `€/mese`.
pub const fn per(language: Language) -> &'static str {
    match language {
        Language::It => "al",
        Language::En | Language::Other(_) => "per",
        Language::Es | Language::Pt => "por",
        Language::Fr => "par",
        Language::De => "pro",
    }
}

/// Between a number of millions and what is counted: *due milioni di euro*.
pub const fn of(language: Language) -> &'static str {
    match language {
        Language::It => "di",
        Language::Es | Language::Fr | Language::Pt => "de",
        Language::En | Language::De | Language::Other(_) => "",
    }
}

/// Whether `word` is a number of its own that may stand behind digits: `2 milioni`.
pub fn is_scale_word(word: &str) -> bool {
    const WORDS: [&str; 22] = [
        "milione",
        "milioni",
        "miliardo",
        "miliardi",
        "million",
        "millions",
        "billion",
        "billions",
        "millón",
        "millones",
        "milliard",
        "milliards",
        "millionen",
        "milliarde",
        "milliarden",
        "milhão",
        "milhões",
        "bilhão",
        "bilhões",
        "mln",
        "mld",
        "mio",
    ];
    WORDS.contains(&word.to_lowercase().as_str())
}
