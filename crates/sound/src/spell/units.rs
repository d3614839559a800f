//! Units of measure and money in words.

use aida_protocol::Language;

use super::{cardinal::Form, lexicon::column};

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
