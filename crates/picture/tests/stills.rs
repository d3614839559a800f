//! What every still keeps: text inside the safe area and readable, in every layout and shape, whatever is written.

mod common;

use aida_models::JobContext;
use aida_picture::{
    LAYOUTS, PALETTES, Rect, Role, composition_of, draw, poster, safe_area, text_contrasts, text_ink,
};
use aida_protocol::{
    Aspect, ContentType, ErrorKind, FrameSize, JobError, Language, Scene, SceneSlot, Shot, VisualInput,
};

fn input(number: usize, layout: &str, aspect: Aspect, language: Language, scene: &Scene) -> VisualInput {
    VisualInput {
        brief: common::brief(language, aspect, &scene.text),
        scene: scene.clone(),
        slot: SceneSlot { of: 1, start: 0.0, film: 4.0 },
        shot: Shot {
            layout: layout.to_owned(),
            palette: PALETTES[number % PALETTES.len()].to_owned(),
            ..Shot::default()
        },
        frame: aspect.frame_size(),
    }
}

fn check(input: &VisualInput) {
    let composition = composition_of(input).unwrap();
    let label = format!("{} {:?} {}", composition.layout, input.frame, input.shot.palette);
    let safe = safe_area(input.brief.platform, input.frame);
    let size = if input.frame.height > input.frame.width { 54.0 } else { 46.0 };
    let foot = input.frame.width.min(input.frame.height) as f32 / 1080.0 * size * 3.35;
    let free = Rect::between(safe.x, safe.y, safe.right(), safe.bottom() - foot);
    let inks = text_ink(&composition).unwrap();
    for (text, ink) in &inks {
        // Accents of capitals may stand a little above their line.
        assert!(free.inset(-0.02 * input.frame.height as f32).contains(*ink), "{label}: {text:?} at {ink:?}");
        // The tail of a `j` hangs out of its line.
        let hang = 0.008 * input.frame.width as f32;
        assert!(safe.x - hang <= ink.x && ink.right() <= safe.right() + hang, "{label}: {text:?} at {ink:?}");
    }
    for (at, (text, ink)) in inks.iter().enumerate() {
        for (other_text, other) in &inks[at + 1..] {
            let shrunk = ink.inset(ink.height * 0.2);
            assert!(
                !shrunk.overlaps(other.inset(other.height * 0.2)),
                "{label}: {text:?} over {other_text:?}"
            );
        }
    }
    for (text, contrast) in text_contrasts(&composition).unwrap() {
        assert!(contrast >= 4.5, "{label}: {text:?} has {contrast}");
    }
    assert!(composition.layers.iter().any(|layer| layer.role != Role::Text));
}

#[test]
fn every_layout_fits_every_shape() {
    let scenes = common::scenes();
    for (number, layout) in LAYOUTS.into_iter().enumerate() {
        for (a, aspect) in Aspect::ALL.into_iter().enumerate() {
            let (language, scene) = &scenes[(number * 3 + a) % scenes.len()];
            check(&input(number + a * 5, layout, aspect, *language, scene));
        }
    }
}

#[test]
fn numbers_stand_in_the_order_of_their_phrase() {
    let headlines = [
        (Language::En, "Installed in 2 days"),
        (Language::It, "Sabato 12 aprile alle 15"),
        (Language::Es, "Ahorra 30 % este mes"),
        (Language::De, "Ab 25 € im Monat"),
        (Language::Fr, "Depuis 1987 à votre service"),
        (Language::Pt, "Só 5 minutos por dia"),
    ];
    for (number, layout) in ["number", "counter", "bar", "timeline", "calendar"].into_iter().enumerate() {
        for (at, (language, headline)) in headlines.into_iter().enumerate() {
            let aspect = Aspect::ALL[(number + at) % 4];
            let input =
                input(number + at, layout, aspect, language, &common::scene(headline, "", headline, &[]));
            let mut texts = text_ink(&composition_of(&input).unwrap()).unwrap();
            // As one reads: from above, or, beside each other, from the left.
            let center = |ink: &Rect| ink.center();
            let beside = layout == "number" || layout == "calendar" && headline.contains("aprile");
            if aspect == Aspect::Landscape && beside {
                texts.sort_by(|(_, a), (_, b)| {
                    let column = |ink: &Rect| (center(ink).0 / 320.0) as i32;
                    column(a).cmp(&column(b)).then(center(a).1.total_cmp(&center(b).1))
                });
            } else {
                texts.sort_by(|(_, a), (_, b)| center(a).1.total_cmp(&center(b).1));
            }
            let plain = |text: &str| text.replace(['\u{a0}', '\u{202f}', ' '], "");
            let shown: String = texts.iter().map(|(text, _)| plain(text)).collect();
            assert_eq!(shown, plain(headline), "{layout} {aspect:?}");
        }
    }
}

#[test]
fn a_kicker_that_repeats_the_headline_is_left_out() {
    let scene = common::scene("Caffè della Serra", "CAFFÈ DELLA SERRA", "il caffè", &["caffè"]);
    let composition = composition_of(&input(2, "hero_center", Aspect::Feed, Language::It, &scene)).unwrap();
    let texts = text_ink(&composition).unwrap();
    assert!(texts.iter().all(|(text, _)| text != "CAFFÈ DELLA SERRA"), "{texts:?}");
}

/// Long facts beside a headline, and on the button: whole, in letters that can be read on a telephone.
#[test]
fn long_words_stay_whole_and_readable() {
    let fact = "via Madama Cristina 47 bis, angolo corso Vittorio, Torino";
    let booking = "Prenotazione obbligatoria: 011 1234567";
    let plain = |text: &str| text.to_lowercase().replace(|letter: char| !letter.is_alphanumeric(), "");
    for (number, layout) in LAYOUTS.iter().enumerate() {
        // Each layout in two shapes: those of its turn.
        for aspect in [Aspect::ALL[number % 4], Aspect::ALL[(number + 2) % 4]] {
            for (role, kicker) in [("point", fact), ("call_to_action", booking)] {
                let mut scene = common::scene("La grande festa", kicker, "la festa", &["libro", "gatto"]);
                scene.role = role.to_owned();
                let input = input(number, layout, aspect, Language::It, &scene);
                check(&input);
                let texts = text_ink(&composition_of(&input).unwrap()).unwrap();
                let shown = plain(&texts.iter().map(|(text, _)| text.as_str()).collect::<String>());
                let label = format!("{layout} {aspect:?} {role}: {texts:?}");
                // A layout that shows no kicker at all is as good.
                let begins = shown.contains(&plain(&kicker[..12]));
                assert!(begins || role == "point", "{label}");
                assert!(!begins || shown.contains(&plain(kicker)), "{label}");
                let unit = input.frame.width.min(input.frame.height) as f32 / 1080.0;
                let least = if role == "point" { 12.0 } else { 17.0 };
                for (text, ink) in texts.iter().filter(|(text, _)| text.chars().count() > 4) {
                    assert!(ink.height >= least * unit, "{text:?} is {} high: {label}", ink.height / unit);
                }
            }
        }
    }
}

#[test]
fn pictures_of_no_film_use_the_place_of_captions() {
    let (language, scene) = common::scenes().swap_remove(0);
    let mut input = input(0, "hero_center", Aspect::Portrait, language, &scene);
    let lowest = |input: &VisualInput| {
        let inks = text_ink(&composition_of(input).unwrap()).unwrap();
        inks.iter().map(|(_, ink)| ink.bottom()).fold(0.0, f32::max)
    };
    let film = lowest(&input);
    input.brief.content_type = ContentType::Image;
    assert!(lowest(&input) > film + 100.0);
}

#[test]
fn every_palette_reads() {
    let scenes = common::scenes();
    for number in 0..PALETTES.len() {
        let (language, scene) = &scenes[number % scenes.len()];
        check(&input(number, LAYOUTS[(number * 7) % LAYOUTS.len()], Aspect::Portrait, *language, scene));
    }
}

#[test]
fn strange_words_are_set_right_or_left_out() {
    let long = "x".repeat(200);
    let strange = [
        "שלום עולם, מה שלומך",
        "مرحبا بالعالم",
        "你好，世界。这是一个测试",
        "こんにちは世界",
        "नमस्ते दुनिया",
        "สวัสดีชาวโลก",
        "🎉🎊",
        "🎉 Festa! 👨‍👩‍👧‍👦",
        &long,
        "\"quoted\" & <b>bold</b> {braces} 100% 'x'",
        "a\nb\r\nc\t\u{0}\u{202e}d",
        "",
        "?",
        "Ελληνικά и русский",
    ];
    for (number, layout) in LAYOUTS.into_iter().enumerate() {
        for (a, aspect) in Aspect::ALL.into_iter().enumerate() {
            let text = strange[(number * 4 + a) % strange.len()];
            let scene = common::scene(text, text, text, &[text]);
            check(&input(number + a, layout, aspect, Language::It, &scene));
        }
    }
}

#[test]
fn a_still_and_its_composition_are_written_and_are_the_same_again() {
    let (language, scene) = common::scenes().swap_remove(0);
    let input = input(0, "hero_center", Aspect::Portrait, language, &scene);
    let bytes: Vec<_> = (0..2)
        .map(|_| {
            let folder = tempfile::tempdir().unwrap();
            let drawn = draw(&input, &JobContext::quiet(folder.path().to_owned(), 1)).unwrap();
            assert_eq!(drawn.depicts.first().map(String::as_str), Some("scarpe"));
            assert_eq!(drawn.image.name, "scene-1.png");
            assert_eq!(drawn.image.licence.as_deref(), Some("CC-BY-4.0 (Twemoji graphics)"));
            let composition = drawn.composition.unwrap();
            assert_eq!(composition.name, "scene-1.composition.json");
            (std::fs::read(drawn.image.path).unwrap(), std::fs::read(composition.path).unwrap())
        })
        .collect();
    assert!(bytes[0] == bytes[1]);
    let folder = tempfile::tempdir().unwrap();
    let thumbnail = poster(&input, &JobContext::quiet(folder.path().to_owned(), 1)).unwrap();
    assert_eq!(thumbnail.name, "thumbnail.png");
    assert!(std::fs::read(thumbnail.path).unwrap().starts_with(b"\x89PNG"));
}

#[test]
fn nothing_to_show_is_said_and_still_drawn() {
    let scene = common::scene("Qwyx zorbl", "", "qwyx", &[]);
    let composition = composition_of(&input(3, "hero_left", Aspect::Square, Language::En, &scene)).unwrap();
    assert!(composition.depicts.is_empty());
    assert!(composition.layers.iter().all(|layer| !layer.source.starts_with("twemoji")));
}

#[test]
fn impossible_frames_are_refused() {
    let (language, scene) = common::scenes().swap_remove(0);
    for (width, height) in [(0, 0), (1081, 1920), (100_000, 100_000)] {
        let mut input = input(0, "", Aspect::Portrait, language, &scene);
        input.frame = FrameSize { width, height };
        let folder = tempfile::tempdir().unwrap();
        let error = draw(&input, &JobContext::quiet(folder.path().to_owned(), 1)).unwrap_err();
        assert_eq!(JobError::from(error).kind, ErrorKind::InvalidInput);
    }
}
