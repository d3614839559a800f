//! Ordinary text is left alone: at most one sentence in two hundred of a language is flagged. The text is what the
//! studio's own grammar writes of some hundred subjects, and sentences written for this test that come close to what
//! the detectors look for. `tests/prose/measure.sh` does the same to novels.

use aida_privacy::{Policy, classify};
use aida_protocol::WriterInput;

const LANGUAGES: [(&str, &[&str]); 6] = [
    (
        "it",
        &[
            "scarpe eco-friendly",
            "un agriturismo in Toscana",
            "la raccolta differenziata",
            "un corso di yoga",
            "caffè biologico",
            "la maratona di Roma",
            "un conto online",
            "la prevenzione del diabete",
            "la sicurezza delle password",
            "una mostra d'arte",
        ],
    ),
    (
        "en",
        &[
            "eco-friendly shoes",
            "a mountain hotel",
            "recycling at home",
            "a yoga class",
            "organic coffee",
            "the city marathon",
            "an online bank",
            "diabetes prevention",
            "password safety",
            "an art exhibition",
        ],
    ),
    (
        "es",
        &[
            "zapatillas ecológicas",
            "un hotel rural",
            "el reciclaje",
            "clases de yoga",
            "café orgánico",
            "la maratón",
            "un banco en línea",
            "la prevención de la diabetes",
            "la seguridad de las contraseñas",
            "una exposición",
        ],
    ),
    (
        "fr",
        &[
            "des chaussures écologiques",
            "un hôtel de montagne",
            "le recyclage",
            "un cours de yoga",
            "le café bio",
            "le marathon",
            "une banque en ligne",
            "la prévention du diabète",
            "la sécurité des mots de passe",
            "une exposition",
        ],
    ),
    (
        "de",
        &[
            "umweltfreundliche Schuhe",
            "ein Berghotel",
            "Mülltrennung",
            "ein Yogakurs",
            "Biokaffee",
            "der Marathon",
            "eine Onlinebank",
            "Diabetesvorsorge",
            "sichere Passwörter",
            "eine Ausstellung",
        ],
    ),
    (
        "pt",
        &[
            "sapatos ecológicos",
            "um hotel na serra",
            "a reciclagem",
            "aulas de ioga",
            "café orgânico",
            "a maratona",
            "um banco online",
            "a prevenção da diabetes",
            "a segurança das senhas",
            "uma exposição",
        ],
    ),
];

const CLOSE: &str = include_str!("ordinary.txt");

fn sentences(text: &str) -> Vec<String> {
    let parts = text.split_inclusive(['.', '!', '?', '\n']).map(|part| part.trim().to_owned());
    parts.filter(|part| part.chars().any(char::is_alphabetic)).collect()
}

/// Everything the grammar says of a subject at several lengths and tones.
fn films(language: &str, subject: &str) -> String {
    let mut text = String::new();
    for seconds in [15, 30, 60, 90] {
        for tone in ["energetic", "elegant", "professional", "friendly", "emotional", "informative"] {
            let brief = serde_json::json!({
                "id": "1", "user_id": "local", "conversation_id": "", "content_type": "video",
                "requirements": [subject], "quality_keywords": [], "language": language, "tone": tone,
                "created_at": "2026-01-01T00:00:00Z", "subject": subject, "duration_seconds": seconds
            });
            let brief = serde_json::from_value(brief).expect("a brief");
            let written = aida_script::write(&WriterInput { brief });
            text.push_str(&written.script.voiceover);
            text.push('\n');
            text.push_str(&written.post.description);
            text.push('\n');
        }
    }
    text
}

#[test]
fn ordinary_text_is_left_alone() {
    for (language, subjects) in LANGUAGES {
        let mut all: Vec<String> =
            subjects.iter().flat_map(|subject| sentences(&films(language, subject))).collect();
        let written = CLOSE.lines().filter_map(|line| line.strip_prefix(language)?.strip_prefix('\t'));
        all.extend(written.map(str::to_owned));
        all.sort();
        all.dedup();
        let flagged: Vec<_> = all
            .iter()
            .filter(|sentence| !classify(sentence, &Policy::default()).findings.is_empty())
            .collect();
        println!("{language}: {} of {} different sentences flagged", flagged.len(), all.len());
        assert!(all.len() >= 200, "{language}: only {} sentences", all.len());
        assert!(flagged.len() * 200 <= all.len(), "{language}: {flagged:#?}");
    }
}
