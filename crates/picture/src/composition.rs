use aida_protocol::FrameSize;
use serde::{Deserialize, Serialize};

use crate::{geometry::Rect, palettes::Palette};

/// Written into every composition; others are not read.
pub(crate) const VERSION: u32 = 1;

/// A still as its layers: all that the motion needs to draw the picture again, at any moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Composition {
    pub version: u32,
    pub frame: FrameSize,
    /// Name of the layout.
    pub layout: String,
    pub palette: Palette,
    /// SVG content that fills the frame and never moves.
    pub background: String,
    /// From back to front.
    pub layers: Vec<Layer>,
    pub depicts: Vec<String>,
}

/// One part of a picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Layer {
    pub role: Role,
    /// What it shows and where that came from: `twemoji 👟`, `studio`.
    pub source: String,
    /// SVG content in the layer's own pixels, from (0, 0) to `size`.
    pub svg: String,
    /// Where the middle of the layer stands in the frame.
    pub center: (f32, f32),
    pub size: (f32, f32),
    #[serde(default)]
    pub effect: Effect,
    pub motion: Motion,
    pub enter: Enter,
    /// For text: what it says and where its ink stands in the frame.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<TextInk>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Rings, panels, hills.
    Shape,
    /// Pictograms out of focus.
    Blur,
    Pictogram,
    Text,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TextInk {
    pub text: String,
    pub area: Rect,
    pub colour: crate::colour::Colour,
}

/// What is done to the drawn layer. Lengths are pixels of the frame.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    #[default]
    None,
    /// A soft shadow, `drop` below.
    Shadow { drop: f32, radius: f32, opacity: f32 },
    /// Out of focus, and as transparent as `opacity` says.
    Blur { radius: f32, opacity: f32 },
}

impl Effect {
    /// How far the effect reaches beyond the drawing.
    pub(crate) fn reach(self) -> f32 {
        match self {
            Effect::None => 0.0,
            Effect::Shadow { drop, radius, .. } => drop + 3.0 * radius,
            Effect::Blur { radius, .. } => 3.0 * radius,
        }
    }
}

/// How a layer lives once it has entered.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Motion {
    /// How much of the camera's movement it follows: 0 not at all, 1 the subject, above 1 the foreground.
    pub depth: f32,
    /// Pixels that it floats up and down.
    pub float: f32,
    /// Degrees that it sways to each side.
    pub sway: f32,
    /// Degrees a second that it turns.
    pub spin: f32,
    /// Where in its floating it begins, in turns.
    pub phase: f32,
    /// The point that it circles, and degrees a second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub orbit: Option<(f32, f32, f32)>,
    /// For what measures something: how it fills while it comes in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grow: Option<Grow>,
}

/// The order in which a layer's own rectangle is uncovered while it comes in. At the share 0 nothing of it is seen, at
/// 1 all; who does not animate it shows the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grow {
    /// From the left edge to the right: bars, time lines.
    Right,
    /// From the bottom edge to the top: columns.
    Up,
    /// Around the middle, from twelve o'clock on: rings.
    Clockwise,
}

/// How a layer comes in.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Enter {
    pub kind: EnterKind,
    /// Seconds after the scene's start.
    pub delay: f32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnterKind {
    /// Is there from the start.
    None,
    Fade,
    /// Grows from 80 % with a small overshoot.
    Pop,
    /// Comes up from below while it appears.
    Rise,
    FromLeft,
    FromRight,
    /// Drops in from above.
    Drop,
}

impl Enter {
    pub const NONE: Enter = Enter { kind: EnterKind::None, delay: 0.0 };

    pub const fn new(kind: EnterKind, delay: f32) -> Self {
        Enter { kind, delay }
    }
}
