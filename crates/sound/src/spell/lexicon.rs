//! Words for what is written with a sign: units, currencies, symbols, abbreviations, months.

use aida_protocol::Language;

use super::cardinal::Form;

/// A unit of measure or money in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    pub one: &'static str,
    pub many: &'static str,
    /// [`Form::Feminine`] or [`Form::Masculine`]: how the number before it agrees.
    pub form: Form,
}

/// In the order it, en, es, fr, de, pt; a leading `*` marks a feminine noun, `/` parts singular and plural.
type Row = (&'static [&'static str], [&'static str; 6]);

const MONEY: [Row; 6] = [
    (&["€", "EUR"], ["euro", "euro/euros", "euro/euros", "euro/euros", "Euro", "euro/euros"]),
    (
        &["$", "US$", "USD"],
        ["dollaro/dollari", "dollar/dollars", "dólar/dólares", "dollar/dollars", "Dollar", "dólar/dólares"],
    ),
    (
        &["£", "GBP"],
        ["*sterlina/sterline", "pound/pounds", "*libra/libras", "*livre/livres", "Pfund", "*libra/libras"],
    ),
    (&["¥", "JPY"], ["yen", "yen", "yen/yenes", "yen/yens", "Yen", "iene/ienes"]),
    (&["R$", "BRL"], ["real/reais", "real/reais", "real/reales", "real/reais", "Real", "real/reais"]),
    (
        &["CHF"],
        [
            "franco svizzero/franchi svizzeri",
            "Swiss franc/Swiss francs",
            "franco suizo/francos suizos",
            "franc suisse/francs suisses",
            "Franken",
            "franco suíço/francos suíços",
        ],
    ),
];

const UNITS: [Row; 36] = [
    (&["%"], ["per cento", "percent", "por ciento", "pour cent", "Prozent", "por cento"]),
    (&["‰"], ["per mille", "per mille", "por mil", "pour mille", "Promille", "por mil"]),
    (&["kg"], ["chilo/chili", "kilo/kilos", "kilo/kilos", "kilo/kilos", "Kilo", "quilo/quilos"]),
    (
        &["g", "gr"],
        ["grammo/grammi", "gram/grams", "gramo/gramos", "gramme/grammes", "Gramm", "grama/gramas"],
    ),
    (
        &["mg"],
        [
            "milligrammo/milligrammi",
            "milligram/milligrams",
            "miligramo/miligramos",
            "milligramme/milligrammes",
            "Milligramm",
            "miligrama/miligramas",
        ],
    ),
    (
        &["t"],
        [
            "*tonnellata/tonnellate",
            "ton/tons",
            "*tonelada/toneladas",
            "*tonne/tonnes",
            "*Tonne/Tonnen",
            "*tonelada/toneladas",
        ],
    ),
    (
        &["km/h", "kmh"],
        [
            "chilometro all'ora/chilometri all'ora",
            "kilometer per hour/kilometers per hour",
            "kilómetro por hora/kilómetros por hora",
            "kilomètre à l'heure/kilomètres à l'heure",
            "Stundenkilometer",
            "quilômetro por hora/quilômetros por hora",
        ],
    ),
    (
        &["km"],
        [
            "chilometro/chilometri",
            "kilometer/kilometers",
            "kilómetro/kilómetros",
            "kilomètre/kilomètres",
            "Kilometer",
            "quilômetro/quilômetros",
        ],
    ),
    (&["m"], ["metro/metri", "meter/meters", "metro/metros", "mètre/mètres", "Meter", "metro/metros"]),
    (
        &["cm"],
        [
            "centimetro/centimetri",
            "centimeter/centimeters",
            "centímetro/centímetros",
            "centimètre/centimètres",
            "Zentimeter",
            "centímetro/centímetros",
        ],
    ),
    (
        &["mm"],
        [
            "millimetro/millimetri",
            "millimeter/millimeters",
            "milímetro/milímetros",
            "millimètre/millimètres",
            "Millimeter",
            "milímetro/milímetros",
        ],
    ),
    (
        &["m²", "mq", "m2"],
        [
            "metro quadrato/metri quadrati",
            "square meter/square meters",
            "metro cuadrado/metros cuadrados",
            "mètre carré/mètres carrés",
            "Quadratmeter",
            "metro quadrado/metros quadrados",
        ],
    ),
    (
        &["km²", "km2"],
        [
            "chilometro quadrato/chilometri quadrati",
            "square kilometer/square kilometers",
            "kilómetro cuadrado/kilómetros cuadrados",
            "kilomètre carré/kilomètres carrés",
            "Quadratkilometer",
            "quilômetro quadrado/quilômetros quadrados",
        ],
    ),
    (
        &["m³", "m3"],
        [
            "metro cubo/metri cubi",
            "cubic meter/cubic meters",
            "metro cúbico/metros cúbicos",
            "mètre cube/mètres cubes",
            "Kubikmeter",
            "metro cúbico/metros cúbicos",
        ],
    ),
    (
        &["l", "L", "lt"],
        ["litro/litri", "liter/liters", "litro/litros", "litre/litres", "Liter", "litro/litros"],
    ),
    (
        &["ml", "mL"],
        [
            "millilitro/millilitri",
            "milliliter/milliliters",
            "mililitro/mililitros",
            "millilitre/millilitres",
            "Milliliter",
            "mililitro/mililitros",
        ],
    ),
    (
        &["cl", "cL"],
        [
            "centilitro/centilitri",
            "centiliter/centiliters",
            "centilitro/centilitros",
            "centilitre/centilitres",
            "Zentiliter",
            "centilitro/centilitros",
        ],
    ),
    (
        &["°C", "℃"],
        [
            "grado/gradi",
            "degree Celsius/degrees Celsius",
            "grado/grados",
            "degré/degrés",
            "Grad",
            "grau/graus",
        ],
    ),
    (
        &["°F", "℉"],
        [
            "grado Fahrenheit/gradi Fahrenheit",
            "degree Fahrenheit/degrees Fahrenheit",
            "grado Fahrenheit/grados Fahrenheit",
            "degré Fahrenheit/degrés Fahrenheit",
            "Grad Fahrenheit",
            "grau Fahrenheit/graus Fahrenheit",
        ],
    ),
    (&["°"], ["grado/gradi", "degree/degrees", "grado/grados", "degré/degrés", "Grad", "grau/graus"]),
    (
        &["h", "hrs"],
        ["*ora/ore", "hour/hours", "*hora/horas", "*heure/heures", "*Stunde/Stunden", "*hora/horas"],
    ),
    (
        &["min"],
        [
            "minuto/minuti",
            "minute/minutes",
            "minuto/minutos",
            "*minute/minutes",
            "*Minute/Minuten",
            "minuto/minutos",
        ],
    ),
    (
        &["s", "sec", "sek"],
        [
            "secondo/secondi",
            "second/seconds",
            "segundo/segundos",
            "*seconde/secondes",
            "*Sekunde/Sekunden",
            "segundo/segundos",
        ],
    ),
    (
        &["ms"],
        [
            "millisecondo/millisecondi",
            "millisecond/milliseconds",
            "milisegundo/milisegundos",
            "*milliseconde/millisecondes",
            "*Millisekunde/Millisekunden",
            "milissegundo/milissegundos",
        ],
    ),
    (&["W"], ["watt", "watt/watts", "vatio/vatios", "watt/watts", "Watt", "watt/watts"]),
    (
        &["kW"],
        [
            "chilowatt",
            "kilowatt/kilowatts",
            "kilovatio/kilovatios",
            "kilowatt/kilowatts",
            "Kilowatt",
            "quilowatt/quilowatts",
        ],
    ),
    (
        &["kWh"],
        [
            "chilowattora",
            "kilowatt hour/kilowatt hours",
            "kilovatio hora/kilovatios hora",
            "kilowattheure/kilowattheures",
            "*Kilowattstunde/Kilowattstunden",
            "quilowatt-hora/quilowatts-hora",
        ],
    ),
    (&["V"], ["volt", "volt/volts", "voltio/voltios", "volt/volts", "Volt", "volt/volts"]),
    (&["Hz"], ["hertz", "hertz", "hercio/hercios", "hertz", "Hertz", "hertz"]),
    (&["GHz"], ["gigahertz", "gigahertz", "gigahercio/gigahercios", "gigahertz", "Gigahertz", "gigahertz"]),
    (
        &["MB"],
        [
            "megabyte",
            "megabyte/megabytes",
            "megabyte/megabytes",
            "mégaoctet/mégaoctets",
            "Megabyte",
            "megabyte/megabytes",
        ],
    ),
    (
        &["GB"],
        [
            "gigabyte",
            "gigabyte/gigabytes",
            "gigabyte/gigabytes",
            "gigaoctet/gigaoctets",
            "Gigabyte",
            "gigabyte/gigabytes",
        ],
    ),
    (
        &["TB"],
        [
            "terabyte",
            "terabyte/terabytes",
            "terabyte/terabytes",
            "téraoctet/téraoctets",
            "Terabyte",
            "terabyte/terabytes",
        ],
    ),
    (
        &["MP"],
        [
            "megapixel",
            "megapixel/megapixels",
            "megapíxel/megapíxeles",
            "mégapixel/mégapixels",
            "Megapixel",
            "megapixel/megapixels",
        ],
    ),
    (
        &["mln", "Mln", "Mio"],
        [
            "milione/milioni",
            "million",
            "millón/millones",
            "million/millions",
            "*Million/Millionen",
            "milhão/milhões",
        ],
    ),
    (
        &["mld", "Mld", "Mrd", "bn"],
        [
            "miliardo/miliardi",
            "billion",
            "mil millones",
            "milliard/milliards",
            "*Milliarde/Milliarden",
            "bilhão/bilhões",
        ],
    ),
];

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

const fn column(language: Language) -> usize {
    match language {
        Language::It => 0,
        Language::En => 1,
        Language::Es => 2,
        Language::Fr => 3,
        Language::De => 4,
        Language::Pt => 5,
    }
}

fn find(rows: &'static [Row], sign: &str, language: Language) -> Option<Unit> {
    let (_, names) = rows.iter().find(|(signs, _)| signs.contains(&sign))?;
    let name = names[column(language)];
    let (name, form) = match name.strip_prefix('*') {
        Some(feminine) => (feminine, Form::Feminine),
        None => (name, Form::Masculine),
    };
    // A slash inside a unit's own name does not occur in the tables.
    let (one, many) = name.split_once('/').unwrap_or((name, name));
    Some(Unit { one, many, form })
}

/// The currency written `sign`.
pub fn currency(sign: &str, language: Language) -> Option<Unit> {
    find(&MONEY, sign, language)
}

/// The unit or currency written `sign` behind a number.
pub fn unit(sign: &str, language: Language) -> Option<Unit> {
    find(&UNITS, sign, language).or_else(|| currency(sign, language))
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
        Language::En => ("point", true),
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
        Language::En => "dot",
        Language::Fr => "point",
        Language::De => "Punkt",
        Language::Pt => "ponto",
    }
}

pub const fn minus(language: Language) -> &'static str {
    match language {
        Language::It => "meno",
        Language::En | Language::De => "minus",
        Language::Es => "menos",
        Language::Fr => "moins",
        Language::Pt => "menos",
    }
}

/// Between the ends of a range, `10-15`.
pub const fn range_link(language: Language) -> &'static str {
    match language {
        Language::It => "",
        Language::En => "to",
        Language::Es | Language::Pt => "a",
        Language::Fr => "à",
        Language::De => "bis",
    }
}

/// In front of what something is counted by: `€/mese`.
pub const fn per(language: Language) -> &'static str {
    match language {
        Language::It => "al",
        Language::En => "per",
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
        Language::En | Language::De => "",
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_has_names_without_signs() {
        for (signs, _) in MONEY.iter().chain(&UNITS) {
            for (sign, language) in
                signs.iter().flat_map(|sign| Language::ALL.map(|language| (sign, language)))
            {
                let unit = unit(sign, language).unwrap();
                for name in [unit.one, unit.many] {
                    assert!(!name.is_empty() && !name.contains(['*', '/']), "{sign} {language}");
                    assert!(!name.contains(char::is_numeric), "{sign} {language}");
                }
            }
        }
        assert_eq!(unit("km/h", Language::It).unwrap().many, "chilometri all'ora");
        assert_eq!(unit("h", Language::Fr).unwrap().form, Form::Feminine);
        assert_eq!(unit("parsec", Language::It), None);
    }
}
