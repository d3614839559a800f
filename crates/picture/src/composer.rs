//! What layouts are made of: a stage with its measures, and the parts that can be put on it.

use aida_protocol::{FrameSize, VisualInput};

use crate::{
    colour::Colour,
    composition::{Composition, Effect, Enter, EnterKind, Layer, Motion, Role, VERSION},
    fonts::Fonts,
    geometry::Rect,
    palettes::Palette,
    recolour::{Finish, keeps_colours, recoloured},
    safe::{caption_zone, safe_area, unit},
    seed::Dice,
    style::Style,
    subject::Pictogram,
    svg::dotted_ring,
    text::clean,
};

/// The role of a scene that says what to do; its kicker is a button.
pub(crate) const CALL: &str = "call_to_action";

/// Room around a pictogram for its rim, of its half width.
const RIM: f32 = 1.09;

/// Left, centre or right of a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Align(pub f32);

impl Align {
    pub const LEFT: Align = Align(0.0);
    pub const CENTER: Align = Align(0.5);
    pub const RIGHT: Align = Align(1.0);
}

/// Text and emphasis colours of a surface.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Inks {
    pub ink: Colour,
    pub accent: Colour,
}

pub(crate) struct Composer<'a> {
    pub fonts: &'a Fonts,
    pub frame: Rect,
    /// Where text may stand: the safe area without the captions' zone.
    pub area: Rect,
    /// Pixels of a design with a shorter side of 1080.
    pub unit: f32,
    pub palette: Palette,
    pub style: Style,
    pub dice: Dice,
    pub pictograms: Vec<Pictogram>,
    pub headline: String,
    pub kicker: String,
    /// Whether the scene says what to do: its kicker is a button.
    pub calls: bool,
    /// Whether what is drawn next stands on the panel's colour.
    pub on_panel: bool,
    size: FrameSize,
    background: String,
    pub(crate) layers: Vec<Layer>,
    depicts: Vec<String>,
}

impl<'a> Composer<'a> {
    pub fn new(
        input: &VisualInput,
        fonts: &'a Fonts,
        palette: Palette,
        pictograms: Vec<Pictogram>,
        captions: bool,
    ) -> Self {
        let frame = Rect::new(0.0, 0.0, input.frame.width as f32, input.frame.height as f32);
        let unit = unit(input.frame);
        let safe = safe_area(input.brief.platform, input.frame);
        let zone = caption_zone(safe, input.frame);
        let bottom = if captions { zone.y - 36.0 * unit } else { safe.bottom() };
        let headline = headline(input);
        Composer {
            fonts,
            frame,
            area: Rect::between(safe.x, safe.y, safe.right(), bottom),
            unit,
            palette,
            style: Style::of(&input.brief),
            dice: Dice::new(&input.brief, &format!("picture {}", input.scene.id)),
            pictograms,
            kicker: kicker(input, &headline),
            headline,
            calls: input.scene.role == CALL,
            on_panel: false,
            size: input.frame,
            background: String::new(),
            layers: Vec::new(),
            depicts: Vec::new(),
        }
    }

    pub fn tall(&self) -> bool {
        self.frame.height > self.frame.width * 1.2
    }

    pub fn wide(&self) -> bool {
        self.frame.width > self.frame.height * 1.2
    }

    pub fn inks(&self) -> Inks {
        Inks { ink: self.palette.ink, accent: self.palette.accent }
    }

    pub fn card_inks(&self) -> Inks {
        Inks { ink: self.palette.card_ink, accent: self.palette.card_accent }
    }

    pub fn finish(self, layout: &str) -> Composition {
        Composition {
            version: VERSION,
            frame: self.size,
            layout: layout.to_owned(),
            palette: self.palette,
            background: self.background,
            layers: self.layers,
            depicts: self.depicts,
        }
    }

    /// Adds to what never moves.
    pub fn paint(&mut self, content: &str) {
        self.background.push_str(content);
    }

    /// Soft light around a point, below everything else.
    pub fn glow(&mut self, x: f32, y: f32, radius: f32, strength: f32) {
        let colour = self.palette.glow.hex();
        let id = format!("glow{}", self.background.len());
        self.paint(&format!(
            r#"<defs><radialGradient id="{id}" gradientUnits="userSpaceOnUse" cx="{x:.1}" cy="{y:.1}" r="{radius:.1}"><stop offset="0" stop-color="{colour}" stop-opacity="{strength:.2}"/><stop offset="0.45" stop-color="{colour}" stop-opacity="{:.3}"/><stop offset="0.75" stop-color="{colour}" stop-opacity="{:.3}"/><stop offset="1" stop-color="{colour}" stop-opacity="0"/></radialGradient></defs><rect width="{}" height="{}" fill="url(#{id})"/>"#,
            strength * 0.58,
            strength * 0.2,
            self.frame.width,
            self.frame.height
        ));
    }

    pub fn layer(
        &mut self,
        role: Role,
        source: &str,
        svg: String,
        place: Rect,
        motion: Motion,
        enter: Enter,
    ) {
        self.layers.push(Layer {
            role,
            source: source.to_owned(),
            svg,
            center: place.center(),
            size: (place.width, place.height),
            effect: Effect::None,
            motion,
            enter,
            text: None,
        });
    }

    /// Gives the layer that was added last an effect.
    pub fn effect(&mut self, effect: Effect) {
        if let Some(layer) = self.layers.last_mut() {
            layer.effect = effect;
        }
    }

    /// A thin circle and a circle of dots around it, which turns.
    pub fn rings(&mut self, x: f32, y: f32, radius: f32) {
        let (unit, colour) = (self.unit, self.line_colour().hex());
        let outer = radius * 1.155;
        let half = outer + 8.0 * unit;
        let dots = dotted_ring(half, outer, 2.1 * unit, 21.0 * unit, &colour, 0.55);
        self.layer(
            Role::Shape,
            "studio",
            dots,
            square(x, y, half),
            Motion { depth: 0.35, spin: 2.4, ..Motion::default() },
            Enter::new(EnterKind::Pop, 0.1),
        );
        let half = radius + 4.0 * unit;
        let ring = format!(
            r#"<circle cx="{half:.1}" cy="{half:.1}" r="{radius:.1}" fill="none" stroke="{colour}" stroke-opacity="0.5" stroke-width="{:.2}"/>"#,
            2.6 * unit
        );
        self.layer(
            Role::Shape,
            "studio",
            ring,
            square(x, y, half),
            Motion { depth: 0.5, ..Motion::default() },
            Enter::new(EnterKind::Pop, 0.05),
        );
    }

    /// Colour of fine lines on the ground.
    pub fn line_colour(&self) -> Colour {
        self.palette.line()
    }

    /// Pictogram `number` (they repeat) with its shadow, `size` pixels wide around (`x`, `y`), turned by `angle` degrees.
    pub fn pictogram(
        &mut self,
        number: usize,
        Spot { x, y, size, angle }: Spot,
        motion: Motion,
        enter: Enter,
    ) {
        let Some(pictogram) = self.pictograms.get(number % self.pictograms.len().max(1)).cloned() else {
            return self.emblem(x, y, size, motion, enter);
        };
        let half = size * 0.5 * turned_reach(angle) * RIM;
        let mut drawing = self.coloured(&pictogram);
        if self.style.cut_out {
            drawing = cut_out(&drawing, self.palette.card);
        }
        let svg = placed(&drawing, half, angle, size);
        self.layer(
            Role::Pictogram,
            &format!("twemoji {}", pictogram.emoji),
            svg,
            square(x, y, half),
            motion,
            enter,
        );
        self.effect(Effect::Shadow { drop: size * 0.035, radius: size * 0.035, opacity: 0.42 });
        self.depict(&pictogram.word);
    }

    /// A pictogram out of focus, as things very near or far are.
    pub fn blurred(
        &mut self,
        number: usize,
        Spot { x, y, size, angle }: Spot,
        blur: f32,
        opacity: f32,
        depth: f32,
    ) {
        let phase = self.dice.unit();
        let motion = Motion { depth, float: 10.0 * self.unit * depth, sway: 2.0, phase, ..Motion::default() };
        let enter = Enter::new(EnterKind::Fade, 0.0);
        let half = size * 0.5 * turned_reach(angle);
        let (source, svg) = match self.pictograms.get(number % self.pictograms.len().max(1)) {
            Some(pictogram) => {
                // On a light ground colours out of focus look like stains.
                let drawing = match self.palette.dark {
                    true => self.coloured(pictogram),
                    false => self.finished(pictogram, Finish::Flat(self.tone(0.5))),
                };
                (format!("twemoji {}", pictogram.emoji), placed(&drawing, half, angle, size))
            }
            None => {
                let (colour, radius) = (self.palette.accent.hex(), size * 0.4);
                let disc =
                    format!(r#"<circle cx="{half:.1}" cy="{half:.1}" r="{radius:.1}" fill="{colour}"/>"#);
                ("studio".to_owned(), disc)
            }
        };
        self.layer(Role::Blur, &source, svg, square(x, y, half), motion, enter);
        self.effect(Effect::Blur { radius: blur * self.unit, opacity });
    }

    /// What stands where a pictogram would when nothing of the scene can be shown: discs within arcs.
    fn emblem(&mut self, x: f32, y: f32, size: f32, motion: Motion, enter: Enter) {
        let half = size * 0.5;
        let radius = size * 0.48;
        let (accent, panel, glow) =
            (self.palette.accent.hex(), self.palette.panel.hex(), self.palette.glow.hex());
        let turn = self.dice.between(0.0, 360.0);
        let arc = |share: f32, colour: &str, width: f32, turn: f32, part: f32| {
            let (r, round) = (radius * share, std::f32::consts::TAU * radius * share);
            format!(
                r#"<circle cx="{half:.1}" cy="{half:.1}" r="{r:.1}" fill="none" stroke="{colour}" stroke-width="{:.1}" stroke-linecap="round" stroke-dasharray="{:.1} {round:.1}" transform="rotate({turn:.1} {half:.1} {half:.1})"/>"#,
                radius * width,
                round * part
            )
        };
        let svg = format!(
            r#"{}{}{}<circle cx="{half:.1}" cy="{half:.1}" r="{:.1}" fill="{accent}"/>"#,
            arc(0.92, &panel, 0.13, turn, 0.62),
            arc(0.68, &glow, 0.11, turn + 130.0, 0.5),
            arc(0.46, &accent, 0.09, turn + 250.0, 0.7),
            radius * 0.24
        );
        let motion = Motion { spin: 5.0, ..motion };
        self.layer(Role::Pictogram, "studio", svg, square(x, y, half), motion, enter);
        self.effect(Effect::Shadow { drop: size * 0.03, radius: size * 0.03, opacity: 0.35 });
    }

    /// A pictogram in the film's colours, as they read on what it stands on.
    fn coloured(&self, pictogram: &Pictogram) -> String {
        let finish = if self.style.duo { Finish::Duo } else { Finish::Harmony };
        self.finished(pictogram, finish)
    }

    pub fn finished(&self, pictogram: &Pictogram, finish: Finish) -> String {
        if keeps_colours(pictogram.emoji) {
            return pictogram.svg.to_owned();
        }
        let surface = if self.on_panel { self.palette.panel } else { self.palette.ground[1] };
        recoloured(pictogram.svg, finish, &self.palette, surface)
    }

    /// Pictogram `number` as a shape of one tone, sharp, without shadow: part of the ground.
    pub fn silhouette(&mut self, number: usize, at: Spot, tone: Colour, motion: Motion) {
        let Some(pictogram) = self.pictograms.get(number % self.pictograms.len().max(1)).cloned() else {
            return;
        };
        let half = at.size * 0.5 * turned_reach(at.angle);
        let svg = placed(&self.finished(&pictogram, Finish::Flat(tone)), half, at.angle, at.size);
        let source = format!("twemoji {}", pictogram.emoji);
        let enter = Enter::new(EnterKind::Fade, 0.0);
        self.layer(Role::Shape, &source, svg, square(at.x, at.y, half), motion, enter);
    }

    pub fn depict(&mut self, word: &str) {
        if !self.depicts.iter().any(|known| known == word) {
            self.depicts.push(word.to_owned());
        }
    }

    /// The usual movement of what a scene is about.
    pub fn alive(&mut self, depth: f32) -> Motion {
        let phase = self.dice.unit();
        Motion { depth, float: 11.0 * self.unit, sway: 1.6, phase, ..Motion::default() }
    }
}

/// Where a drawing stands: its middle, its width in pixels, its turn in degrees.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot {
    x: f32,
    y: f32,
    size: f32,
    angle: f32,
}

pub(crate) const fn spot(x: f32, y: f32, size: f32, angle: f32) -> Spot {
    Spot { x, y, size, angle }
}

/// Where a group stands within its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Top,
    Middle,
    Bottom,
}

/// The drawing on a light rim that follows its outline.
fn cut_out(svg: &str, rim: Colour) -> String {
    format!(
        r#"<g stroke="{0}" stroke-width="2.6" stroke-linejoin="round" fill="{0}">{svg}</g>{svg}"#,
        rim.hex()
    )
}

impl Anchor {
    /// Top of something `height` pixels high in its place.
    pub fn top(self, place: Rect, height: f32) -> f32 {
        match self {
            Anchor::Top => place.y,
            Anchor::Middle => place.y + (place.height - height) / 2.0,
            Anchor::Bottom => place.bottom() - height,
        }
    }
}

/// How much more room a square needs when it is turned.
fn turned_reach(angle: f32) -> f32 {
    let angle = angle.to_radians();
    angle.sin().abs() + angle.cos().abs()
}

/// A pictogram of `size` around the middle of a square of twice `half`.
fn placed(svg: &str, half: f32, angle: f32, size: f32) -> String {
    format!(
        r#"<g transform="translate({half:.2} {half:.2}) rotate({angle:.1}) scale({:.4}) translate(-18 -18)">{svg}</g>"#,
        size / 36.0
    )
}

pub(crate) fn square(x: f32, y: f32, half: f32) -> Rect {
    Rect::new(x - half, y - half, 2.0 * half, 2.0 * half)
}

/// The headline, or the first words of what the scene is about.
fn headline(input: &VisualInput) -> String {
    let headline = clean(&input.scene.headline);
    if !headline.is_empty() {
        return headline;
    }
    let text = clean(&input.scene.text);
    let short: Vec<_> = text.split(' ').take(7).collect();
    short.join(" ")
}

/// The line over the headline; none where the headline says the same. A button keeps its words.
fn kicker(input: &VisualInput, headline: &str) -> String {
    let kicker = clean(&input.scene.kicker);
    let plain = |text: &str| -> String {
        let letters = text.to_lowercase();
        let words = letters.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
        format!(" {} ", words.collect::<Vec<_>>().join(" "))
    };
    let (over, main) = (plain(&kicker), plain(headline));
    let told = main.contains(&over) || over.contains(&main);
    if told && input.scene.role != CALL { String::new() } else { kicker }
}
