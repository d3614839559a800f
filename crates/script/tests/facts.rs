//! "Uses all, invents none": briefs in `tests/facts/*.txt`, one a line, whose facts stand in square brackets.
//! Every marked fact is said or shown; no number, name, date or claim is that the brief does not hold.

mod common;

use std::{collections::BTreeSet, fs};

use aida_protocol::{BriefDefaults, Language, ProjectBrief, Scene, WriterInput};
use aida_script::write;

/// What advertising says of anything, and only a brief may: beginnings of words.
const CLAIMS: &str = "gratuit gratis kostenlos free garant guarant certif zertif migliore best mejor meilleur melhor beste
    sconto discount descuento remise rabatt desconto offert oferta angebot premiat award premiad récompens preisgekrönt
    artigianal handmade artesan fait-main handgemacht biologic organic ecológic bio- nuovissim leader económic günstig cheap barat
    limitat limited limitad limité limitiert esclusiv exclusiv exklusiv spediz shipping envío livraison versand envio";

const DATES: &str = "lunedì martedì mercoledì giovedì venerdì sabato domenica gennaio febbraio marzo aprile maggio giugno luglio agosto
    settembre ottobre novembre dicembre monday tuesday wednesday thursday friday saturday sunday january february april june july august
    september october november december lunes martes miércoles jueves viernes sábado domingo enero febrero abril mayo junio
    julio septiembre octubre noviembre diciembre lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril juin
    juillet août septembre octobre novembre décembre montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz
    juni juli oktober dezember janeiro fevereiro março maio junho julho setembro outubro dezembro";

struct Marked {
    brief: ProjectBrief,
    text: String,
    facts: Vec<String>,
}

fn marked(language: Language) -> Vec<Marked> {
    let file = format!("{}/tests/facts/{language}.txt", env!("CARGO_MANIFEST_DIR"));
    let read = |line: &str| {
        let facts = line.split('[').skip(1).map(|part| part.split(']').next().unwrap().to_owned()).collect();
        let text = line.replace(['[', ']'], "");
        let understood = aida_nlu::understand(&text).input;
        let input = aida_protocol::BriefInput {
            text: Some(text.clone()),
            language: Some(language.code().to_owned()),
            ..Default::default()
        };
        let defaults =
            BriefDefaults { id: "b".into(), user_id: "u".into(), now: std::time::UNIX_EPOCH.into() };
        let brief =
            input.or(understood).complete(defaults).unwrap_or_else(|error| panic!("{text}: {error:?}"));
        Marked { brief, text, facts }
    };
    fs::read_to_string(file).unwrap().lines().map(read).collect()
}

fn lines(scenes: &[Scene]) -> Vec<&str> {
    scenes.iter().flat_map(|scene| [scene.narration.as_str(), &scene.headline, &scene.kicker]).collect()
}

/// Lower case, marks between words as blanks; what joins digits stays.
fn plain(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || ",;:!?«»“”„\"'’".contains(c));
    let kept: Vec<String> =
        words.map(|word| word.trim_matches('.').to_lowercase()).filter(|word| !word.is_empty()).collect();
    format!(" {} ", kept.join(" "))
}

fn words(text: &str) -> BTreeSet<String> {
    let all = text.split(|c: char| !c.is_alphanumeric() && c != '-');
    all.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

fn numbers(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_ascii_digit()).filter(|number| !number.is_empty()).map(str::to_owned).collect()
}

/// Words with a capital inside a sentence. German gives one to every noun.
fn names(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut starts = true;
    // A line in capitals has none.
    if !text.contains(char::is_lowercase) {
        return found;
    }
    for word in text.split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let is_name = bare.chars().next().is_some_and(char::is_uppercase) && bare.chars().count() > 1;
        if is_name && !starts {
            found.extend(words(bare));
        }
        starts = word.ends_with(['.', '!', '?', ':', '…']);
    }
    found
}

fn faults(case: &Marked) -> Vec<String> {
    let script = write(&WriterInput { brief: case.brief.clone() }).script;
    let told = lines(&script.scenes);
    let plain_lines: Vec<String> = told.iter().map(|line| plain(line)).collect();
    let mut faults = Vec::new();
    for fact in &case.facts {
        // Where a fact begins with the word that the brief's grammar needed, its telling part counts.
        if !plain_lines.iter().any(|line| line.contains(plain(fact).trim_end())) {
            faults.push(format!("leaves out {fact:?}"));
        }
    }
    let given = words(&case.text);
    for line in told {
        for number in numbers(line).difference(&numbers(&case.text)) {
            faults.push(format!("invents the number {number} in {line:?}"));
        }
        for word in words(line).difference(&given) {
            let is_claim = CLAIMS.split_whitespace().any(|claim| word.starts_with(claim));
            let is_date = DATES.split_whitespace().any(|date| word == date);
            let is_name = case.brief.language != Language::De && names(line).contains(word);
            if is_claim || is_date || is_name {
                faults.push(format!("invents {word:?} in {line:?}"));
            }
        }
    }
    if !faults.is_empty() {
        let told = format!("{:?} {:?} {:?}", case.brief.subject, case.brief.audience, case.brief.must_have);
        faults.insert(0, format!("{}\n   understood {told}", case.text));
    }
    faults
}

#[test]
fn every_fact_is_told_and_none_is_invented() {
    let mut wrong = Vec::new();
    for language in Language::ALL {
        let cases = marked(language);
        assert_eq!(cases.len(), 20, "{language}");
        assert!(cases.iter().map(|case| case.facts.len()).sum::<usize>() >= 55, "{language}");
        wrong.extend(cases.iter().flat_map(faults));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
