//! What is written and what is said, language by language.

use aida_protocol::Language;

use super::{Group, spell};

fn said(written: &str, language: Language) -> String {
    let tokens: Vec<&str> = written.split_whitespace().collect();
    let groups = spell(&tokens, language);
    let words: Vec<String> =
        groups.into_iter().map(|group| group.spoken).filter(|spoken| !spoken.is_empty()).collect();
    words.join(" ")
}

fn check(language: Language, table: &[(&str, &str)]) {
    for (written, spoken) in table {
        assert_eq!(said(written, language), *spoken, "{language}: {written}");
    }
}

#[test]
fn italian() {
    check(
        Language::It,
        &[
            ("Sconto del 30%, solo oggi!", "Sconto del trenta per cento solo oggi"),
            ("Costa 19,99 € o € 25.", "Costa diciannove euro e novantanove o venticinque euro"),
            ("1 km e 5 km in 1 h", "un chilometro e cinque chilometri in una ora"),
            ("alle 15:30 del 12/05/2026", "alle quindici e trenta del dodici maggio duemilaventisei"),
            ("1 scarpa, 1 paio, n. 1", "una scarpa un paio numero uno"),
            ("il 3° posto a 25°C", "il terzo posto a venticinque gradi"),
            ("2 milioni di euro, $5M", "due milioni di euro cinque milioni di dollari"),
            ("10-15 minuti, 10k follower", "dieci quindici minuti diecimila follower"),
            ("9,90€/mese", "nove euro e novanta al mese"),
            ("nel 1999, gli anni '80", "nel millenovecentonovantanove gli anni ottanta"),
            ("Un po' di COVID-19 & B2B 🌱", "Un po' di COVID diciannove e B due B"),
            ("www.aida.io / e/o", "www punto aida punto io e o"),
            ("-5 °C", "meno cinque gradi"),
            ("1.000.000 km, 2.000.000 persone", "un milione di chilometri due milioni di persone"),
        ],
    );
}

#[test]
fn english() {
    check(
        Language::En,
        &[
            ("30% off since 1999!", "thirty percent off since nineteen ninety-nine"),
            (
                "$19.99, $5 million, €1,200",
                "nineteen dollars and ninety-nine cents five million dollars one thousand two hundred euros",
            ),
            ("at 3:30 pm, 9:05 and 15:00", "at three thirty pm nine oh five and fifteen hundred"),
            ("the 1st, 22nd and 80s", "the first twenty-second and eighties"),
            ("1 km, 5 km, 70 kg", "one kilometer five kilometers seventy kilos"),
            ("3.5 h, 3x faster, 24/7", "three point five hours three times faster twenty-four seven"),
            ("10-15 min", "ten to fifteen minutes"),
            ("1/2 cup, 2½", "half cup two half"),
            ("Dr. Smith, e.g. here", "doctor Smith for example here"),
        ],
    );
}

#[test]
fn spanish() {
    check(
        Language::Es,
        &[
            ("¡30 % de descuento!", "treinta por ciento de descuento"),
            ("21 km y 21 personas", "veintiún kilómetros y veintiuna personas"),
            ("200 personas, 200 días", "doscientas personas doscientos días"),
            ("1 h, 1,5 kg", "una hora uno coma cinco kilos"),
            ("a las 15:30 por 9,99 €", "a las quince y treinta por nueve euros con noventa y nueve"),
            ("el 1/6/2026", "el uno de junio de dos mil veintiséis"),
            ("1.500.000 €", "un millón quinientos mil euros"),
        ],
    );
}

#[test]
fn french() {
    check(
        Language::Fr,
        &[
            ("30 % de réduction", "trente pour cent de réduction"),
            ("1 000 000 km, 71 kg", "un million de kilomètres soixante et onze kilos"),
            ("à 15h30, 1 h, 2 h", "à quinze heures trente une heure deux heures"),
            ("1,5 km", "un virgule cinq kilomètre"),
            ("le 1er et le 2e", "le premier et le deuxième"),
            ("9,99 €, 80 €", "neuf euros quatre-vingt-dix-neuf quatre-vingts euros"),
            ("en 1999", "en mille neuf cent quatre-vingt-dix-neuf"),
        ],
    );
}

#[test]
fn german() {
    check(
        Language::De,
        &[
            ("30 % Rabatt, 1 Stunde", "dreißig Prozent Rabatt eine Stunde"),
            ("um 15:30 Uhr, 8.05 Uhr, 1 Uhr", "um fünfzehn Uhr dreißig acht Uhr fünf ein Uhr"),
            ("1 km, 2 h, 1 min", "ein Kilometer zwei Stunden eine Minute"),
            ("seit 1999, 2024", "seit neunzehnhundertneunundneunzig zweitausendvierundzwanzig"),
            ("am 1. Mai, z.B. 3,25 kg", "am ersten Mai zum Beispiel drei Komma zwei fünf Kilo"),
            ("19,99 €", "neunzehn Euro neunundneunzig"),
            ("10–15 %", "zehn bis fünfzehn Prozent"),
        ],
    );
}

#[test]
fn portuguese() {
    check(
        Language::Pt,
        &[
            ("30% de desconto", "trinta por cento de desconto"),
            ("2 pessoas, 2 dias, 1 h", "duas pessoas dois dias uma hora"),
            ("às 15:30 por R$ 9,99", "às quinze e trinta por nove reais e noventa e nove"),
            ("1.220 km", "mil duzentos e vinte quilômetros"),
            ("1º lugar, 2ª vez", "primeiro lugar segunda vez"),
            ("em 2024", "em dois mil e vinte e quatro"),
        ],
    );
}

#[test]
fn every_token_is_in_one_group_and_no_digit_is_left() {
    let nasty = "1.2.3 12:99 ٣٤ ² ½ 3⁄4 №5 0x1F -- — … 🌱 漢字 العربية {0} %d \u{0}1 99999999999999999999 1e9 \
                 +39.02.1234 € $ 5€€ 1h 25:00 1/0/0 00/00/0000 1st2nd 1-2-3 -1--2 %5 €€5 5km/ ５ 1\u{a0}000 1,,000";
    let tokens: Vec<&str> = nasty.split_whitespace().collect();
    for language in Language::ALL {
        let groups = spell(&tokens, language);
        let mut next = 0;
        for Group { tokens, spoken, .. } in groups {
            assert_eq!(tokens.start, next);
            next = tokens.end;
            assert!(!spoken.contains(char::is_numeric), "{language}: {spoken}");
            assert!(!spoken.contains(|sign: char| sign.is_control()), "{language}: {spoken:?}");
        }
        assert_eq!(next, tokens.len());
    }
}
