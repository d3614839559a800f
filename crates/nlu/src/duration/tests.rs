use super::*;
use crate::token::tokenize;

fn seconds(text: &str, language: Language) -> Option<f64> {
    let mut draft = Draft::new(text, tokenize(text), language);
    find(&mut draft);
    draft.input.duration_seconds
}

fn all(language: Language, table: &[(&str, f64)]) {
    for (text, expected) in table {
        assert_eq!(seconds(text, language), Some(*expected), "{text}");
        let within = format!("Video Instagram {text}, abc");
        assert_eq!(seconds(&within, language), Some(*expected), "{within}");
    }
}

#[test]
fn signs_are_the_same_everywhere() {
    for language in Language::ALL {
        all(
            language,
            &[
                ("30s", 30.0),
                ("30 s", 30.0),
                ("30 sec", 30.0),
                ("45sec.", 45.0),
                ("2 min", 120.0),
                ("2min", 120.0),
                ("1.5 min", 90.0),
                ("1,5 min", 90.0),
                ("½ min", 30.0),
                ("1½ min", 90.0),
                ("1/2 min", 30.0),
                ("1:15", 75.0),
                ("0:45", 45.0),
                ("01:30", 90.0),
                ("2:30 min", 150.0),
                ("15''", 15.0),
                ("15\"", 15.0),
                ("15″", 15.0),
                ("15’’", 15.0),
                ("2'", 120.0),
                ("2'30\"", 150.0),
                ("2′30″", 150.0),
                ("2'30''", 150.0),
                ("1m30s", 90.0),
                ("1 min 20 s", 80.0),
                ("1min 20sec", 80.0),
                ("2 min 30", 150.0),
                ("20-30s", 25.0),
                ("20–30 s", 25.0),
                ("20 s - 30 s", 25.0),
            ],
        );
    }
}

#[test]
fn italian() {
    all(
        Language::It,
        &[
            ("30 secondi", 30.0),
            ("trenta secondi", 30.0),
            ("quarantacinque secondi", 45.0),
            ("mezzo minuto", 30.0),
            ("di mezzo minuto", 30.0),
            ("un minuto", 60.0),
            ("un minuto e mezzo", 90.0),
            ("due minuti e mezzo", 150.0),
            ("2 minuti e 30 secondi", 150.0),
            ("un minuto e venti", 80.0),
            ("un minuto e venti secondi", 80.0),
            ("una trentina di secondi", 30.0),
            ("dai 20 ai 30 secondi", 25.0),
            ("tra 20 e 40 secondi", 30.0),
            ("20 o 30 secondi", 25.0),
            ("massimo 45 secondi", 45.0),
            ("meno di un minuto", 60.0),
            ("da trenta secondi", 30.0),
        ],
    );
}

#[test]
fn english() {
    all(
        Language::En,
        &[
            ("30 seconds", 30.0),
            ("a 30-second", 30.0),
            ("thirty seconds", 30.0),
            ("forty-five second", 45.0),
            ("half a minute", 30.0),
            ("half-minute", 30.0),
            ("a minute", 60.0),
            ("one minute", 60.0),
            ("a minute and a half", 90.0),
            ("one and a half minutes", 90.0),
            ("two and a half minutes", 150.0),
            ("2 minutes and 30 seconds", 150.0),
            ("1 minute 20", 80.0),
            ("between 20 and 30 seconds", 25.0),
            ("20 to 30 seconds", 25.0),
            ("a one-minute", 60.0),
            ("ninety seconds", 90.0),
            ("90 secs long", 90.0),
            ("under a minute", 60.0),
            ("2 mins", 120.0),
        ],
    );
}

#[test]
fn spanish() {
    all(
        Language::Es,
        &[
            ("30 segundos", 30.0),
            ("treinta segundos", 30.0),
            ("cuarenta y cinco segundos", 45.0),
            ("30 seg", 30.0),
            ("medio minuto", 30.0),
            ("un minuto", 60.0),
            ("un minuto y medio", 90.0),
            ("minuto y medio", 90.0),
            ("dos minutos y medio", 150.0),
            ("1 minuto y 20 segundos", 80.0),
            ("dos minutos", 120.0),
            ("entre 20 y 30 segundos", 25.0),
            ("de 20 a 30 segundos", 25.0),
            ("unos veinte segundos", 20.0),
            ("una veintena de segundos", 20.0),
            ("menos de un minuto", 60.0),
        ],
    );
}

#[test]
fn french() {
    all(
        Language::Fr,
        &[
            ("30 secondes", 30.0),
            ("trente secondes", 30.0),
            ("quarante-cinq secondes", 45.0),
            ("quatre-vingt-dix secondes", 90.0),
            ("une demi-minute", 30.0),
            ("d'une demi minute", 30.0),
            ("une minute", 60.0),
            ("d'une minute", 60.0),
            ("une minute et demie", 90.0),
            ("deux minutes et demie", 150.0),
            ("1 minute 20", 80.0),
            ("1 minute et 20 secondes", 80.0),
            ("une trentaine de secondes", 30.0),
            ("20 à 30 secondes", 25.0),
            ("entre 20 et 30 secondes", 25.0),
            ("moins d'une minute", 60.0),
            ("2 mn", 120.0),
        ],
    );
}

#[test]
fn german() {
    all(
        Language::De,
        &[
            ("30 Sekunden", 30.0),
            ("dreißig Sekunden", 30.0),
            ("fünfundvierzig Sekunden", 45.0),
            ("30 Sek.", 30.0),
            ("eine halbe Minute", 30.0),
            ("einer halben Minute", 30.0),
            ("eine Minute", 60.0),
            ("anderthalb Minuten", 90.0),
            ("eineinhalb Minuten", 90.0),
            ("zweieinhalb Minuten", 150.0),
            ("30-sekündiges", 30.0),
            ("30-Sekunden", 30.0),
            ("einminütiges", 60.0),
            ("dreißigsekündiger", 30.0),
            ("1 Minute 20 Sekunden", 80.0),
            ("eine Minute und zwanzig Sekunden", 80.0),
            ("20 bis 30 Sekunden", 25.0),
            ("zwischen 20 und 30 Sekunden", 25.0),
            ("90 Sekunden lang", 90.0),
        ],
    );
}

#[test]
fn portuguese() {
    all(
        Language::Pt,
        &[
            ("30 segundos", 30.0),
            ("trinta segundos", 30.0),
            ("quarenta e cinco segundos", 45.0),
            ("30 seg", 30.0),
            ("meio minuto", 30.0),
            ("um minuto", 60.0),
            ("um minuto e meio", 90.0),
            ("dois minutos e meio", 150.0),
            ("1 minuto e 20 segundos", 80.0),
            ("dois minutos", 120.0),
            ("entre 20 e 30 segundos", 25.0),
            ("de 20 a 30 segundos", 25.0),
            ("uma vintena de segundos", 20.0),
            ("menos de um minuto", 60.0),
        ],
    );
}

#[test]
fn other_numbers_are_no_lengths() {
    for (text, language) in [
        ("Video sulla pasta in 15 minuti", Language::It),
        ("Concerto alle 18:30", Language::It),
        ("the second video about the 90's", Language::En),
        ("Treffen um 9:30 Uhr", Language::De),
        ("a second chance", Language::En),
        ("100 m sprint", Language::En),
        ("minuti preziosi", Language::It),
        ("Reel about 3 secrets", Language::En),
    ] {
        assert_eq!(seconds(text, language), None, "{text}");
    }
}

#[test]
fn the_film_s_length_is_told_from_others() {
    for (text, language, expected) in [
        ("Video: la carbonara in 15 minuti, Reel da 30 secondi", Language::It, 30.0),
        ("5-minute yoga routine, 45s TikTok", Language::En, 45.0),
        ("Spot 20s, offerta valida 24 ore", Language::It, 20.0),
        ("Film von 2 Stunden", Language::De, 7_200.0),
    ] {
        assert_eq!(seconds(text, language), Some(expected), "{text}");
    }
}
