//! What layouts are made of: a stage with its measures, and the parts that can be put on it.

use aida_protocol::{FrameSize, VisualInput};

use crate::{
    colour::Colour,
    composition::{Composition, Effect, Enter, Layer, Motion, Role, VERSION},
    fonts::Fonts,
    geometry::Rect,
    palettes::Palette,
    safe::{caption_zone, safe_area, unit},
    seed::Dice,
    style::Style,
    subject::Pictogram,
    text::clean,
};

/// The role of a scene that says what to do; its kicker is a button.
pub(crate) const CALL: &str = "call_to_action";

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

    /// Colour of fine lines on the ground.
    pub fn line_colour(&self) -> Colour {
        self.palette.line()
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
    pub x: f32,
    pub y: f32,
    pub size: f32,
    pub angle: f32,
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
