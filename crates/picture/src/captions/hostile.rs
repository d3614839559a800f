//! Captions of any text: each word once and in order, few lines, inside their zone, drawn without an error.

#[path = "../../../protocol/tests/mutate/mod.rs"]
mod mutate;

use aida_protocol::{FrameSize, Language, WordTiming};
use mutate::{Chance, broken};

use super::*;
use crate::{cues::caption_width, palettes::PALETTES};

const FRAMES: [FrameSize; 2] =
    [FrameSize { width: 1080, height: 1920 }, FrameSize { width: 1920, height: 1080 }];
const LOOKS: [Look; 3] = [Look::Pill, Look::Outline, Look::Marker];
const TEXTS: &[&str] = &[
    "Le tue nuove scarpe nascono dalla plastica raccolta in mare, pesano poco e ti portano lontano.",
    "</text><image href=\"file:///etc/passwd\"/><script>alert(1)</script> &amp; &#0; ]]> <!-- -->",
    "Z̸̧͓a̵̛͖l̷̢g̶͙o̴ \u{202e}تقول لا\u{202c} 日本語のとても長い文章がここにあります。 👩‍👩‍👧‍👦 ½ ٣",
    "{\\an8}{\\move(0,0,1,1)}\\N\\h\\k100 %{pts} $(id) `id` ';DROP TABLE job;--",
    "\u{0}\u{1}\u{7f}\u{feff}\u{ffff}\u{e000}\u{2028}\u{2029} \u{200b}\u{200d}\u{ad}",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
];

/// Words of a broken text; some times are odd.
fn words(chance: &mut Chance) -> Vec<WordTiming> {
    let text = broken(chance.pick(TEXTS).as_bytes(), chance);
    let text = String::from_utf8_lossy(&text).into_owned();
    let mut words: Vec<WordTiming> = text
        .split(' ')
        .enumerate()
        .map(|(at, text)| {
            let start = 0.3 * at as f64;
            WordTiming { text: text.to_owned(), start, end: start + 0.28 }
        })
        .collect();
    if chance.below(4) == 0 {
        let odd = *chance.pick(&[f64::NAN, f64::INFINITY, -1.0, 1e300, 0.0]);
        let at = chance.below(words.len());
        words[at].end = odd;
    }
    if chance.below(20) == 0 {
        let at = chance.below(words.len());
        words[at].text = words[at].text.repeat(200);
    }
    words
}

fn captions(words: &[WordTiming], language: Language, frame: FrameSize, chance: &mut Chance) -> Captions {
    let zone = caption_zone(safe_area(aida_protocol::Platform::Tiktok, frame), frame);
    let look = *chance.pick(&LOOKS);
    let palette = Palette::named(PALETTES[chance.below(PALETTES.len())]).unwrap();
    let plate = (look != Look::Outline).then_some(PLATE);
    let cues = caption_cues(words, language, frame);
    Captions { cues, look, zone, size: caption_size(frame), palette, plate, drawn: None }
}

#[test]
fn any_text_is_broken_into_cues_with_every_word_once() {
    let mut chance = Chance::new(5);
    for round in 0..30_000 {
        let (words, language) = (words(&mut chance), *chance.pick(&Language::ALL));
        let cues = caption_cues(&words, language, FRAMES[round % 2]);
        let said = words.iter().map(|word| word.text.trim()).filter(|text| !text.is_empty());
        let shown = cues.iter().flat_map(|cue| cue.lines.iter().flatten()).map(|word| word.text.trim());
        assert!(said.eq(shown), "{words:?}\n{cues:?}");
        for cue in &cues {
            assert!((1..=2).contains(&cue.lines.len()), "{cue:?}");
            for line in &cue.lines {
                let letters: usize = line.iter().map(|word| word.text.trim().chars().count() + 1).sum();
                // A word that is longer than a line has it for itself.
                assert!(letters <= caption_width(FRAMES[round % 2]) + 1 || line.len() == 1, "{cue:?}");
            }
        }
    }
}

#[test]
fn any_cue_is_drawn_inside_its_zone() {
    let fonts = Fonts::find().unwrap();
    let canvas = Canvas::new(&fonts);
    let mut chance = Chance::new(6);
    let mut drawn = 0;
    for round in 0..400 {
        let frame = FRAMES[round % 2];
        let words = words(&mut chance);
        let language = *chance.pick(&Language::ALL);
        let captions = captions(&words, language, frame, &mut chance);
        for cue in &captions.cues {
            let Some((svg, place)) = captions.svg(&fonts, cue, Some(0)) else { continue };
            let zone = captions.zone;
            // The plate of two lines is a little higher than the lines are.
            let most = Rect::new(
                zone.x,
                zone.y - captions.size * 0.2,
                zone.width,
                zone.height + captions.size * 0.2,
            );
            let inside = place.x >= most.x - 0.5
                && place.right() <= most.right() + 0.5
                && place.y >= most.y
                && place.bottom() <= most.bottom() + 0.5;
            assert!(inside, "{place:?} is not in {most:?}: {cue:?}");
            assert!(!svg.contains("<image") && !svg.contains("<script"), "{svg}");
            if round % 8 == 0 {
                canvas.draw(place.width, place.height, &svg, 1.0, 0).unwrap_or_else(|error| {
                    panic!("{error}: {cue:?}\n{svg}");
                });
                drawn += 1;
            }
        }
    }
    assert!(drawn > 40, "too few were drawn: {drawn}");
}

#[test]
fn any_scene_is_drawn_at_any_time() {
    let fonts = Fonts::find().unwrap();
    let canvas = Canvas::new(&fonts);
    let mut chance = Chance::new(7);
    for round in 0..24 {
        let frame = FRAMES[round % 2];
        let mut captions = captions(&words(&mut chance), Language::It, frame, &mut chance);
        let mut planes = Planes::new(frame);
        for time in [0.0, 0.31, 1.7, -1.0, f64::NAN, 1e9] {
            captions.draw(&canvas, &fonts, &mut planes, time).unwrap();
        }
    }
}
