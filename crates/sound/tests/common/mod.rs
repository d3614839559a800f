//! Films to voice, and what is read from their sound.
#![allow(dead_code)]

use std::path::{Path, PathBuf};

use aida_protocol::{
    Aspect, AudioInput, BudgetConstraints, ContentType, Language, Platform, Priority, ProjectBrief, Scene,
    Script, StylePreferences, Tone, VoiceProfile,
};

/// The program `aida-voice`.
pub fn helper() -> PathBuf {
    if let Some(path) = std::env::var_os("AIDA_VOICE") {
        return PathBuf::from(path);
    }
    // This test is `target/release/deps/film-…`.
    let test = std::env::current_exe().unwrap();
    let beside = test.parent().and_then(Path::parent).unwrap().join("aida-voice");
    assert!(
        beside.is_file(),
        "{} is missing: build it with `cargo build --release -p aida-voice`, or name it in AIDA_VOICE",
        beside.display()
    );
    beside
}

pub fn brief(language: Language, tone: Tone) -> ProjectBrief {
    ProjectBrief {
        id: "brief".to_owned(),
        user_id: "user".to_owned(),
        conversation_id: "conversation".to_owned(),
        content_type: ContentType::Video,
        requirements: vec!["Video Instagram 30s per scarpe eco-friendly".to_owned()],
        quality_keywords: vec!["energico".to_owned()],
        style_preferences: StylePreferences::default(),
        budget_constraints: BudgetConstraints::default(),
        language,
        created_at: chrono::DateTime::UNIX_EPOCH,
        subject: "scarpe eco-friendly".to_owned(),
        audience: "Gen Z".to_owned(),
        tone,
        platform: Platform::Instagram,
        aspect: Aspect::Portrait,
        aspects: Vec::new(),
        duration_seconds: 30.0,
        image_count: 1,
        must_have: Vec::new(),
        voice: VoiceProfile::default(),
        narration: true,
        music: true,
        captions: true,
        allow_downgrade: true,
        timeout_seconds: None,
        priority: Priority::Normal,
        script: None,
        pictures: Vec::new(),
        material: Vec::new(),
    }
}

pub fn script(narrations: &[&str], seconds: f64) -> Script {
    let scenes = (1..)
        .zip(narrations)
        .map(|(id, narration)| Scene {
            id,
            duration: seconds,
            narration: (*narration).to_owned(),
            ..Scene::default()
        })
        .collect();
    Script { scenes, voiceover: narrations.join(" "), ..Script::default() }
}

pub fn input(brief: ProjectBrief, script: Script) -> AudioInput {
    AudioInput { brief, script }
}

/// An Italian film of `seconds`, in scenes of five seconds.
pub fn italian_film(seconds: f64) -> AudioInput {
    const LINES: [&str; 6] = [
        "Le tue scarpe pesano sul pianeta molto più di quanto pensi, ogni giorno.",
        "Ogni paio nuovo consuma litri d'acqua, tanta energia e settimane di lavoro.",
        "Noi usiamo solo plastica riciclata al 100%, raccolta a mano in mare.",
        "Leggere come l'aria e comode tutto il giorno, dalle 8:00 in poi.",
        "Già 12.500 persone le hanno scelte, e non tornano più indietro.",
        "Scegli il passo giusto per te. Provale oggi stesso, con il 30% di sconto!",
    ];
    let count = (seconds / 5.0).round() as usize;
    let lines: Vec<&str> = LINES.into_iter().cycle().take(count).collect();
    let mut brief = brief(Language::It, Tone::Energetic);
    brief.duration_seconds = seconds;
    input(brief, script(&lines, seconds / count as f64))
}

pub fn sentences(language: Language) -> [&'static str; 3] {
    match language {
        Language::It => [
            "L'acqua è più preziosa dell'oro: perché la sprechiamo così, ogni giorno?",
            "Nel 2024 il 30% delle case ha ridotto i consumi di 1.500 litri.",
            "Basta poco, davvero. Inizia oggi, e racconta com'è andata!",
        ],
        Language::En | Language::Other(_) => [
            "Most of the water that you use in a day never gets a second life.",
            "In 1999 only 3.5% of the homes could save $20 a month.",
            "It's easier than you think. Start today, at 9:30, with one glass!",
        ],
        Language::Es => [
            "¿Sabías que el agua que gastas cada mañana podría llenar una piscina?",
            "El 45 % de los hogares ahorra 21 litros en sólo 10 minutos.",
            "Empieza hoy mismo. ¡Cuesta muy poco y se nota enseguida!",
        ],
        Language::Fr => [
            "Aujourd'hui, l'eau qu'on gaspille chez soi pourrait remplir une piscine entière.",
            "En 2024, 71 % des foyers ont économisé plus de 80 € par an.",
            "C'est simple : commencez à 8h30, et voyez ce qui change vraiment !",
        ],
        Language::De => [
            "Wasser ist kostbar, und trotzdem verschwenden wir jeden Tag viel zu viel davon.",
            "Seit 1999 sparen 25 % der Haushalte mehr als 3,5 Liter pro Minute.",
            "Fangen Sie am 1. Mai an. Es ist leichter, als Sie denken!",
        ],
        Language::Pt => [
            "A água que você usa todos os dias merece uma segunda vida, não acha?",
            "Em 2024, 2 pessoas em cada 10 economizaram R$ 19,90 por mês.",
            "Comece hoje mesmo. É simples, é rápido, e faz muita diferença!",
        ],
    }
}

pub fn wav_i16(path: &Path) -> Vec<i16> {
    hound::WavReader::open(path).unwrap().samples::<i16>().map(Result::unwrap).collect()
}

/// Power of mono sound at 48 kHz in bands between the given edges in hertz, as shares of all power.
pub fn spectrum<const BANDS: usize>(samples: &[i16], edges: [f64; BANDS]) -> [f64; BANDS] {
    const LENGTH: usize = 4_096;
    let mut shares = [0.0; BANDS];
    for frame in samples.chunks_exact(LENGTH) {
        let mut real: Vec<f64> = frame
            .iter()
            .enumerate()
            .map(|(n, sample)| {
                let window = 0.5 - 0.5 * (std::f64::consts::TAU * n as f64 / LENGTH as f64).cos();
                f64::from(*sample) * window
            })
            .collect();
        let mut imaginary = vec![0.0; LENGTH];
        fourier(&mut real, &mut imaginary);
        for bin in 0..LENGTH / 2 {
            let hertz = bin as f64 * 48_000.0 / LENGTH as f64;
            if let Some(band) = edges.iter().position(|edge| hertz < *edge) {
                shares[band] += real[bin].powi(2) + imaginary[bin].powi(2);
            }
        }
    }
    let all: f64 = shares.iter().sum();
    shares.map(|share| share / all)
}

/// Fourier transform in place (radix 2, decimation in time).
fn fourier(real: &mut [f64], imaginary: &mut [f64]) {
    let length = real.len();
    for index in 0..length {
        let mirrored = index.reverse_bits() >> (usize::BITS - length.trailing_zeros());
        if mirrored > index {
            real.swap(index, mirrored);
            imaginary.swap(index, mirrored);
        }
    }
    let mut half = 1;
    while half < length {
        for start in (0..length).step_by(2 * half) {
            for offset in 0..half {
                let (sine, cosine) = (-std::f64::consts::PI * offset as f64 / half as f64).sin_cos();
                let (a, b) = (start + offset, start + offset + half);
                let turned = (real[b] * cosine - imaginary[b] * sine, real[b] * sine + imaginary[b] * cosine);
                (real[b], imaginary[b]) = (real[a] - turned.0, imaginary[a] - turned.1);
                (real[a], imaginary[a]) = (real[a] + turned.0, imaginary[a] + turned.1);
            }
        }
        half *= 2;
    }
}
