//! Captions as sprites: the cue that is spoken, with its present word marked.

use std::fmt::Write;

use aida_protocol::{ClipInput, SceneNarration};

use crate::{
    canvas::Canvas,
    colour::Colour,
    cues::{Cue, caption_cues},
    error::PictureError,
    fonts::{Face, Fonts},
    geometry::Rect,
    palettes::Palette,
    planes::{Planes, Pose},
    safe::{caption_size, caption_zone, safe_area},
    seed::Dice,
    sprite::YuvSprite,
    text::{Line, element},
};

/// Height of a caption's line, in em.
const LINE: f32 = 1.28;
/// Seconds that a cue takes to appear.
const APPEAR: f64 = 0.08;

/// How dark the plate behind captions is, where that is enough; and the least contrast that is.
const PLATE: f32 = 0.84;
const LEAST_CONTRAST: f32 = 5.0;

/// How captions look; the same through a film.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// White on a dark pill, the spoken word in colour.
    Pill,
    /// White with a dark edge, the spoken word in colour.
    Outline,
    /// White on a dark pill, the spoken word on a coloured field.
    Marker,
}

/// The captions of one scene.
pub(crate) struct Captions {
    cues: Vec<Cue>,
    look: Look,
    zone: Rect,
    size: f32,
    palette: Palette,
    /// Opacity of the plate; once there, it stays to the scene's end.
    plate: Option<f32>,
    drawn: Option<Drawn>,
}

struct Drawn {
    cue: usize,
    word: Option<usize>,
    sprite: YuvSprite,
    middle: (f32, f32),
}

impl Captions {
    /// None when the brief wants none or nothing is said.
    pub fn new(input: &ClipInput, narration: &SceneNarration, palette: &Palette) -> Option<Self> {
        if !input.brief.captions || !input.brief.narration || narration.words.is_empty() {
            return None;
        }
        let zone = caption_zone(safe_area(input.brief.platform, input.frame), input.frame);
        let look = [Look::Pill, Look::Outline, Look::Marker][Dice::new(&input.brief, "captions").below(3)];
        let cues = caption_cues(&narration.words, input.brief.language, input.frame);
        let size = caption_size(input.frame);
        let plate = (look != Look::Outline).then_some(PLATE);
        Some(Captions { cues, look, zone, size, palette: palette.clone(), plate, drawn: None })
    }

    /// Draws what is said at `time`, in seconds from the start of the scene.
    pub fn draw(
        &mut self,
        canvas: &Canvas,
        fonts: &Fonts,
        frame: &mut Planes,
        time: f64,
    ) -> Result<(), PictureError> {
        let Some(number) = self.cues.iter().position(|cue| (cue.start..cue.end).contains(&time)) else {
            return Ok(());
        };
        let cue = &self.cues[number];
        let word = cue.word_at(time);
        let fresh = self.drawn.as_ref().is_none_or(|drawn| (drawn.cue, drawn.word) != (number, word));
        if fresh {
            let Some((_, place)) = self.svg(fonts, cue, word) else { return Ok(()) };
            let needed = plate(frame.luma_range(place), self.plate, &self.palette);
            self.plate = needed;
            let Some((svg, place)) = self.svg(fonts, &self.cues[number], word) else { return Ok(()) };
            let pixmap = canvas.draw(place.width, place.height, &svg, 1.0, 0)?;
            let half = (pixmap.width() as f32 / 2.0, pixmap.height() as f32 / 2.0);
            let sprite = YuvSprite::new(&pixmap, half);
            // On whole pixels, so that letters stay sharp.
            let middle = (place.x.round() + half.0, place.y.round() + half.1);
            self.drawn = Some(Drawn { cue: number, word, sprite, middle });
        }
        if let Some(drawn) = &self.drawn {
            let opacity = (0.35 + (time - self.cues[number].start) / APPEAR).clamp(0.0, 1.0) as f32;
            let (x, y) = drawn.middle;
            let pose = Pose { x, y, scale: 1.0, angle: 0.0, opacity, clip: None };
            frame.blend(&drawn.sprite, pose);
        }
        Ok(())
    }

    /// The cue as SVG, and where it stands in the frame.
    fn svg(&self, fonts: &Fonts, cue: &Cue, spoken: Option<usize>) -> Option<(String, Rect)> {
        let (lines, size) = self.measured(fonts, cue);
        let widest = lines.iter().map(|line| line.width).fold(0.0, f32::max) * size;
        if widest <= 0.0 {
            return None;
        }
        let (pad_x, pad_y) =
            if self.plate.is_none() { (size * 0.4, size * 0.3) } else { (size * 0.8, size * 0.46) };
        let (width, height) = (widest + 2.0 * pad_x, lines.len() as f32 * size * LINE + 2.0 * pad_y);
        let mut svg = String::new();
        if let Some(opacity) = self.plate {
            let shade = self.palette.shade.hex();
            let _ = write!(
                svg,
                r#"<rect width="{width:.1}" height="{height:.1}" rx="{:.1}" fill="{shade}" fill-opacity="{opacity:.2}"/>"#,
                size * 0.42
            );
        }
        for (row, line) in lines.iter().enumerate() {
            let base = pad_y + (row as f32 + 0.5) * size * LINE + size * 0.36;
            let mut x = (width - line.width * size) / 2.0;
            for word in &line.words {
                self.word(&mut svg, word, x, base, size, Some(word.number) == spoken);
                x += (word.width + line.blank) * size;
            }
        }
        let (cx, _) = self.zone.center();
        Some((svg, Rect::new(cx - width / 2.0, self.zone.bottom() - height, width, height)))
    }

    fn word(&self, svg: &mut String, word: &SetWord, x: f32, base: f32, size: f32, spoken: bool) {
        let (spark, white) = (self.palette.spark, Colour::WHITE);
        let line = &word.line;
        match (self.look, spoken) {
            (Look::Marker, true) => {
                let (rim, width) = (size * 0.12, word.width * size);
                let _ = write!(
                    svg,
                    r#"<rect x="{:.1}" y="{:.1}" width="{:.1}" height="{:.1}" rx="{:.1}" fill="{}"/>"#,
                    x - rim,
                    base - size * 0.92,
                    width + 2.0 * rim,
                    size * 1.2,
                    size * 0.2,
                    spark.hex()
                );
                svg.push_str(&element(line, size, 0.0, x, base, &self.palette.shade.hex()));
            }
            (Look::Outline, _) => {
                let colour = if spoken { spark } else { white };
                let edge = element(line, size, 0.0, x, base, &self.palette.shade.hex());
                let _ = write!(
                    svg,
                    r#"<g stroke="{}" stroke-width="{:.1}" stroke-linejoin="round">{edge}</g>"#,
                    self.palette.shade.hex(),
                    size * 0.2
                );
                svg.push_str(&element(line, size, 0.0, x, base, &colour.hex()));
            }
            (_, spoken) => {
                svg.push_str(&element(line, size, 0.0, x, base, &if spoken { spark } else { white }.hex()))
            }
        }
    }

    /// The lines with their widths in em, and the size at which the widest fits.
    fn measured(&self, fonts: &Fonts, cue: &Cue) -> (Vec<SetLine>, f32) {
        let blank = fonts.width(&fonts.runs(Face::Body, " "), 0.0);
        // The marker's field needs room beside its word.
        let blank = if self.look == Look::Marker { blank * 1.3 } else { blank };
        let mut number = 0;
        let mut lines = Vec::new();
        for words in &cue.lines {
            let mut line = SetLine { words: Vec::new(), width: 0.0, blank };
            for word in words {
                let text = crate::text::clean(&word.text);
                let runs = fonts.runs(Face::Body, &text);
                let width = fonts.width(&runs, 0.0);
                if !runs.is_empty() {
                    line.width += width + if line.words.is_empty() { 0.0 } else { blank };
                    line.words.push(SetWord { number, width, line: Line { runs, width: 0.0 } });
                }
                number += 1;
            }
            if crate::text::is_right_to_left(&cue.text(" ")) {
                line.words.reverse();
            }
            lines.push(line);
        }
        lines.retain(|line| !line.words.is_empty());
        let widest = lines.iter().map(|line| line.width).fold(0.001, f32::max);
        let most = self.zone.width - 1.7 * self.size;
        (lines, self.size.min(most / widest))
    }
}

/// The plate that white and the spoken word's colour need on a background whose luma goes from the first to the second
/// value: none where they read by themselves, else at least `present`, and as dark as it takes.
fn plate((_, light): (u8, u8), present: Option<f32>, palette: &Palette) -> Option<f32> {
    let level = ((f32::from(light) - 16.0) / 219.0 * 255.0).clamp(0.0, 255.0) as u8;
    let behind = Colour::rgb(level, level, level);
    let reads = |surface: Colour| {
        [Colour::WHITE, palette.spark].iter().all(|ink| ink.contrast(surface) >= LEAST_CONTRAST)
    };
    if present.is_none() && reads(behind) {
        return None;
    }
    let least = present.unwrap_or(PLATE);
    let enough = |opacity: &f32| *opacity >= least && reads(behind.mix(palette.shade, *opacity));
    Some([least, 0.88, 0.92, 0.96].into_iter().find(enough).unwrap_or(1.0))
}

struct SetLine {
    words: Vec<SetWord>,
    /// In em, like all widths here.
    width: f32,
    blank: f32,
}

struct SetWord {
    number: usize,
    width: f32,
    line: Line,
}

#[cfg(test)]
mod hostile;

#[cfg(test)]
mod tests {
    use aida_protocol::{FrameSize, Language, WordTiming};

    use super::*;
    use crate::palettes::PALETTES;

    const FRAME: FrameSize = FrameSize { width: 1080, height: 1920 };
    const LOOKS: [Look; 3] = [Look::Pill, Look::Outline, Look::Marker];

    /// Grounds that captions may meet, by their luma at a place.
    fn ground(kind: usize, x: usize, y: usize) -> u8 {
        match kind {
            0 => 235,
            1 => 16,
            2 => 126,
            // Stripes, as busy as a picture gets.
            _ => {
                if (x / 24 + y / 40).is_multiple_of(2) {
                    225
                } else {
                    30
                }
            }
        }
    }

    fn captions(look: Look, palette: &Palette) -> Captions {
        let word = |(at, text): (usize, &str)| {
            let start = 0.3 * at as f64;
            WordTiming { text: text.to_owned(), start, end: start + 0.28 }
        };
        let words: Vec<_> = "Ogni passo conta davvero tanto".split(' ').enumerate().map(word).collect();
        let zone = Rect::new(70.0, 1400.0, 940.0, 181.0);
        let plate = (look != Look::Outline).then_some(PLATE);
        let cues = caption_cues(&words, Language::It, FRAME);
        Captions { cues, look, zone, size: 54.0, palette: palette.clone(), plate, drawn: None }
    }

    /// WCAG contrast of two lumas as greys.
    fn contrast(a: u8, b: u8) -> f32 {
        let grey = |luma: u8| {
            let level = ((f32::from(luma) - 16.0) / 219.0 * 255.0).clamp(0.0, 255.0).round() as u8;
            Colour::rgb(level, level, level)
        };
        grey(a).contrast(grey(b))
    }

    #[test]
    fn letters_read_on_any_ground_in_every_look_and_palette() {
        let fonts = Fonts::find().unwrap();
        let canvas = Canvas::new(&fonts);
        for (kind, look) in (0..4).flat_map(|kind| LOOKS.map(|look| (kind, look))) {
            for name in PALETTES {
                let palette = Palette::named(name).unwrap();
                let mut frame = Planes::new(FRAME);
                let rows = frame.data[..1080 * 1920].chunks_exact_mut(1080).enumerate();
                rows.for_each(|(y, row)| {
                    row.iter_mut().enumerate().for_each(|(x, value)| *value = ground(kind, x, y));
                });
                let mut captions = captions(look, &palette);
                captions.draw(&canvas, &fonts, &mut frame, 0.35).unwrap();
                let worst = worst_edge(&captions, &frame);
                assert!(worst >= 4.5, "{look:?} on ground {kind} with {name}: {worst}");
            }
        }
    }

    /// Of all rows through the letters of the drawn words: the lowest contrast between the lightest and the darkest that
    /// lie within a letter's reach of each other, where there is ink at all.
    fn worst_edge(captions: &Captions, frame: &Planes) -> f32 {
        let drawn = captions.drawn.as_ref().unwrap();
        let (width, height) = (drawn.sprite.luma.width, drawn.sprite.luma.height);
        let (left, top) = (drawn.middle.0 as usize - width / 2, drawn.middle.1 as usize - height / 2);
        let line = top + height / 2;
        let row = &frame.data[line * 1080 + left..line * 1080 + left + width];
        // White letters are the lightest of their surroundings in every look but on the marker's field.
        let ink: Vec<usize> = (0..width).filter(|x| row[*x] >= 228).collect();
        assert!(!ink.is_empty());
        let near = |x: usize| {
            let reach = x.saturating_sub(14)..(x + 15).min(width);
            row[reach].iter().copied().min().unwrap_or(235)
        };
        ink.into_iter().map(|x| contrast(row[x], near(x))).fold(21.0, f32::min)
    }

    #[test]
    fn a_plate_comes_where_it_is_needed_and_is_dark_enough() {
        let palette = Palette::named("mint").unwrap();
        assert_eq!(plate((16, 40), None, &palette), None);
        let needed = plate((200, 235), None, &palette).unwrap();
        assert!(needed >= PLATE);
        assert_eq!(plate((16, 40), Some(needed), &palette), Some(needed), "it stays");
        for name in PALETTES {
            let palette = Palette::named(name).unwrap();
            let opacity = plate((16, 235), None, &palette).unwrap();
            let surface = Colour::WHITE.mix(palette.shade, opacity);
            assert!(palette.spark.contrast(surface) >= 4.5, "{name}");
        }
    }
}
