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
