//! Briefs and scenes that tests and examples share.
#![allow(dead_code)]

use aida_protocol::{
    Aspect, BudgetConstraints, ContentType, Language, Platform, Priority, ProjectBrief, Scene,
    StylePreferences, Tone, VoiceProfile,
};

pub fn brief(language: Language, aspect: Aspect, subject: &str) -> ProjectBrief {
    let platform = match aspect {
        Aspect::Portrait => Platform::Instagram,
        Aspect::Landscape => Platform::Youtube,
        Aspect::Square => Platform::Linkedin,
        Aspect::Feed => Platform::InstagramFeed,
    };
    ProjectBrief {
        id: "b".into(),
        user_id: "u".into(),
        conversation_id: "c".into(),
        content_type: ContentType::Video,
        requirements: vec![subject.to_owned()],
        quality_keywords: Vec::new(),
        style_preferences: StylePreferences::default(),
        budget_constraints: BudgetConstraints::default(),
        language,
        created_at: chrono::DateTime::UNIX_EPOCH,
        subject: subject.to_owned(),
        audience: String::new(),
        tone: Tone::Energetic,
        platform,
        aspect,
        aspects: Vec::new(),
        duration_seconds: 30.0,
        image_count: 1,
        must_have: Vec::new(),
        voice: VoiceProfile::default(),
        narration: true,
        music: true,
        captions: true,
        allow_downgrade: true,
        priority: Priority::Normal,
        timeout_seconds: None,
        script: None,
        pictures: Vec::new(),
        material: Vec::new(),
    }
}

pub fn scene(headline: &str, kicker: &str, text: &str, concepts: &[&str]) -> Scene {
    Scene {
        id: 1,
        duration: 4.0,
        text: text.to_owned(),
        narration: text.to_owned(),
        headline: headline.to_owned(),
        kicker: kicker.to_owned(),
        role: "point".to_owned(),
        concepts: concepts.iter().map(|concept| (*concept).to_owned()).collect(),
        ..Scene::default()
    }
}

pub fn scenes() -> Vec<(Language, Scene)> {
    vec![
        (
            Language::It,
            scene(
                "Corri leggero. Lascia il verde.",
                "Eco · Gen Z",
                "le tue nuove scarpe eco-friendly",
                &["scarpe", "eco", "foglia"],
            ),
        ),
        (
            Language::En,
            scene(
                "Honey from 120 hives",
                "Since 1987",
                "the bees of the valley make the honey",
                &["bee", "honey", "flower"],
            ),
        ),
        (
            Language::De,
            scene(
                "Frisches Brot, jeden Morgen um sechs",
                "Bäckerei Sommer",
                "Sauerteigbrot aus dem Steinofen",
                &["Brot", "Bäckerei", "Sonne"],
            ),
        ),
        (
            Language::Fr,
            scene(
                "Votre week-end à la montagne commence ici",
                "Randonnée",
                "une randonnée au sommet avec un guide",
                &["montagne", "bottes", "carte"],
            ),
        ),
        (
            Language::Es,
            scene("Ahorra 30 % este mes", "Oferta", "el ahorro que no esperabas", &["ahorro", "tarjeta"]),
        ),
        (Language::Pt, scene("Peça já", "Café da Serra", "o café torrado na serra", &["café"])),
        (
            Language::En,
            scene(
                "Why do cats purr?",
                "Question 3",
                "cats purr when calm and when in pain",
                &["cat", "heart", "question"],
            ),
        ),
        (
            Language::It,
            scene(
                "Tre idee per dormire meglio stanotte",
                "",
                "il sonno profondo e la luce",
                &["sonno", "luna", "letto"],
            ),
        ),
        (Language::De, scene("Elektromobilitätsförderung", "Neu", "Das Auto laden", &["Auto", "Strom"])),
        (
            Language::En,
            scene("Installed in 2 days", "Solar", "solar panels on your roof", &["sun", "house", "energy"]),
        ),
        (
            Language::It,
            scene("Sabato 12 aprile alle 15", "Quando", "la festa di quartiere", &["festa", "musica"]),
        ),
        (
            Language::Fr,
            scene("Depuis 1987 à votre service", "Notre histoire", "la boulangerie", &["pain", "four"]),
        ),
        (Language::En, scene("Qwyx zorbl", "Xyzzy", "qwyx", &[])),
    ]
}
