//! What a film's pictures have in common beside the palette: typeface, emphasis, texture, how things are coloured.

use aida_protocol::{ProjectBrief, Tone};

use crate::{
    fonts::Face,
    palettes::{Palette, Surface},
    seed::Dice,
};

/// How the last line of a headline stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Emphasis {
    /// In the accent colour.
    Ink,
    /// On a bar in the accent colour.
    Marker,
}

/// The fine pattern of the ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Texture {
    Plain,
    Dots,
    Stripes,
    Grid,
    Ripples,
    Halftone,
    Confetti,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Style {
    pub face: Face,
    pub emphasis: Emphasis,
    pub texture: Texture,
    /// Whether the kicker stands in a pill.
    pub pill: bool,
    /// Pictograms in one ramp of tones instead of the palette's colours.
    pub duo: bool,
    /// Pictograms with a light rim, as if cut out.
    pub cut_out: bool,
}

impl Style {
    pub fn of(brief: &ProjectBrief) -> Self {
        use Texture::{Confetti, Dots, Grid, Halftone, Plain, Ripples, Stripes};
        let mut dice = Dice::new(brief, "style");
        let calm = matches!(brief.tone, Tone::Elegant | Tone::Calm | Tone::Emotional);
        let lively = matches!(brief.tone, Tone::Playful | Tone::Energetic | Tone::Friendly);
        let textures: &[Texture] = match brief.tone {
            Tone::Elegant | Tone::Calm | Tone::Emotional => &[Plain, Ripples, Halftone, Dots],
            Tone::Playful | Tone::Friendly => &[Confetti, Dots, Halftone, Ripples],
            Tone::Professional | Tone::Informative => &[Grid, Dots, Stripes, Plain],
            _ => &[Halftone, Stripes, Ripples, Dots, Grid],
        };
        let face = match (calm, dice.below(10)) {
            (true, 0..6) => Face::Serif,
            (false, 0..4) => Face::Heavy,
            _ => Face::Display,
        };
        Style {
            face,
            emphasis: if !calm && dice.unit() < 0.4 { Emphasis::Marker } else { Emphasis::Ink },
            texture: textures[dice.below(textures.len())],
            pill: dice.unit() < if calm { 0.15 } else { 0.45 },
            duo: dice.unit() < if calm { 0.45 } else { 0.2 },
            cut_out: lively && dice.unit() < 0.35,
        }
    }
}

/// What scene `number` of a film stands on: neighbours differ as far as the palette has surfaces.
pub(crate) fn surface(brief: &ProjectBrief, palette: &Palette, number: u16) -> Surface {
    use Surface::{Own, Pale, Vivid};
    let mut dice = Dice::new(brief, "surfaces");
    // What is dark by name stays so, but for a scene that stands out.
    let rounds: &[&[Surface]] = match palette.name.as_str() {
        "night" | "mono" | "gold" | "ember" => &[&[Own, Own, Vivid], &[Own, Vivid, Own, Own]],
        _ => &[&[Own, Vivid, Own, Pale], &[Own, Pale, Vivid], &[Vivid, Own, Pale, Own], &[Own, Vivid]],
    };
    let round = rounds[dice.below(rounds.len())];
    let start = dice.below(round.len());
    round[(start + usize::from(number)) % round.len()]
}
