use serde::{Deserialize, Serialize};

use crate::colour::Colour;

/// The colours of a film.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Palette {
    pub name: String,
    /// Two ends and the middle of the background's gradient.
    pub ground: [Colour; 3],
    /// The light behind the subject.
    pub glow: Colour,
    /// Text on the ground.
    pub ink: Colour,
    /// Emphasised text and lines on the ground.
    pub accent: Colour,
    /// A second surface that differs from the ground.
    pub panel: Colour,
    /// A colour beside the palette's own, for few and small things.
    #[serde(default = "white")]
    pub pop: Colour,
    /// Text on the panel.
    pub panel_ink: Colour,
    /// A surface for cards; always light.
    pub card: Colour,
    pub card_ink: Colour,
    /// Emphasised text on the card.
    pub card_accent: Colour,
    /// The spoken word of captions; bright, to stand on `shade`.
    pub spark: Colour,
    /// Shadows; always dark.
    pub shade: Colour,
    /// Whether text is light on a dark ground.
    pub dark: bool,
}

fn white() -> Colour {
    Colour::WHITE
}

/// Lightness, chroma and hue.
type Lch = (f32, f32, f32);

struct Recipe {
    name: &'static str,
    ground: [Lch; 3],
    glow: Lch,
    accent: Lch,
    panel: Lch,
    /// A hue that none of the others has.
    pop: Lch,
}

/// What a scene of a film stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Surface {
    /// The palette's ground.
    Own,
    /// Its panel.
    Vivid,
    /// A light tint of its ground.
    Pale,
}

const RECIPES: [Recipe; 12] = [
    Recipe {
        name: "forest",
        ground: [(0.32, 0.06, 168.0), (0.40, 0.085, 160.0), (0.35, 0.06, 172.0)],
        glow: (0.80, 0.09, 148.0),
        accent: (0.94, 0.19, 121.0),
        panel: (0.80, 0.15, 128.0),
        pop: (0.80, 0.14, 68.0),
    },
    Recipe {
        name: "sunset",
        ground: [(0.30, 0.11, 350.0), (0.43, 0.15, 20.0), (0.33, 0.11, 330.0)],
        glow: (0.80, 0.14, 55.0),
        accent: (0.91, 0.15, 92.0),
        panel: (0.76, 0.16, 55.0),
        pop: (0.82, 0.09, 205.0),
    },
    Recipe {
        name: "ocean",
        ground: [(0.27, 0.075, 255.0), (0.40, 0.095, 235.0), (0.31, 0.07, 245.0)],
        glow: (0.80, 0.09, 215.0),
        accent: (0.90, 0.12, 195.0),
        panel: (0.80, 0.11, 200.0),
        pop: (0.75, 0.15, 42.0),
    },
    Recipe {
        name: "violet",
        ground: [(0.29, 0.13, 290.0), (0.40, 0.17, 300.0), (0.31, 0.12, 275.0)],
        glow: (0.75, 0.13, 310.0),
        accent: (0.88, 0.12, 335.0),
        panel: (0.80, 0.12, 325.0),
        pop: (0.88, 0.15, 95.0),
    },
    Recipe {
        name: "ember",
        ground: [(0.20, 0.05, 25.0), (0.37, 0.13, 28.0), (0.23, 0.06, 15.0)],
        glow: (0.70, 0.16, 45.0),
        accent: (0.87, 0.15, 78.0),
        panel: (0.72, 0.18, 50.0),
        pop: (0.80, 0.09, 195.0),
    },
    Recipe {
        name: "candy",
        ground: [(0.95, 0.035, 350.0), (0.91, 0.06, 335.0), (0.93, 0.05, 10.0)],
        glow: (0.99, 0.012, 60.0),
        accent: (0.50, 0.21, 355.0),
        panel: (0.55, 0.20, 355.0),
        pop: (0.76, 0.14, 65.0),
    },
    Recipe {
        name: "mono",
        ground: [(0.22, 0.006, 260.0), (0.33, 0.008, 260.0), (0.25, 0.006, 260.0)],
        glow: (0.74, 0.008, 260.0),
        accent: (0.92, 0.17, 105.0),
        panel: (0.92, 0.17, 105.0),
        pop: (0.82, 0.01, 260.0),
    },
    Recipe {
        name: "gold",
        ground: [(0.21, 0.025, 80.0), (0.33, 0.05, 78.0), (0.24, 0.03, 70.0)],
        glow: (0.78, 0.10, 85.0),
        accent: (0.87, 0.13, 88.0),
        panel: (0.82, 0.12, 86.0),
        pop: (0.66, 0.13, 42.0),
    },
    Recipe {
        name: "mint",
        ground: [(0.96, 0.03, 170.0), (0.91, 0.06, 168.0), (0.94, 0.045, 185.0)],
        glow: (0.99, 0.012, 160.0),
        accent: (0.47, 0.10, 170.0),
        panel: (0.45, 0.09, 175.0),
        pop: (0.74, 0.15, 42.0),
    },
    Recipe {
        name: "night",
        ground: [(0.19, 0.05, 275.0), (0.32, 0.10, 280.0), (0.23, 0.07, 265.0)],
        glow: (0.66, 0.13, 275.0),
        accent: (0.86, 0.12, 215.0),
        panel: (0.80, 0.12, 215.0),
        pop: (0.74, 0.17, 355.0),
    },
    Recipe {
        name: "sand",
        ground: [(0.95, 0.025, 82.0), (0.90, 0.045, 75.0), (0.93, 0.035, 65.0)],
        glow: (0.99, 0.015, 90.0),
        accent: (0.51, 0.15, 38.0),
        panel: (0.48, 0.12, 40.0),
        pop: (0.60, 0.08, 200.0),
    },
    Recipe {
        name: "berry",
        ground: [(0.29, 0.11, 355.0), (0.41, 0.16, 350.0), (0.31, 0.11, 335.0)],
        glow: (0.76, 0.13, 0.0),
        accent: (0.90, 0.11, 75.0),
        panel: (0.84, 0.10, 30.0),
        pop: (0.80, 0.09, 205.0),
    },
];

/// Names that a storyboard may use.
pub const PALETTES: [&str; 12] = [
    "forest", "sunset", "ocean", "violet", "ember", "candy", "mono", "gold", "mint", "night", "sand", "berry",
];

impl Palette {
    /// By name, in any case. `None` for a name that does not exist.
    pub fn named(name: &str) -> Option<Palette> {
        let wanted = name.trim().to_ascii_lowercase();
        RECIPES.iter().find(|recipe| recipe.name == wanted).map(build)
    }

    /// Colour of fine lines on the ground.
    pub(crate) fn line(&self) -> Colour {
        if self.dark { self.glow.mix(Colour::WHITE, 0.35) } else { self.accent }
    }

    /// The same colours in other parts: the panel becomes the ground, or a pale tint does.
    pub(crate) fn on(&self, surface: Surface) -> Palette {
        match surface {
            Surface::Own => self.clone(),
            Surface::Vivid => self.vivid(),
            Surface::Pale => self.pale(),
        }
    }

    fn vivid(&self) -> Palette {
        let (lightness, chroma, hue) = self.panel.lch();
        let ground = [0.012, 0.0, -0.022].map(|by| Colour::oklch(lightness + by, chroma, hue - by * 300.0));
        let dark = self.panel_ink == Colour::WHITE;
        let (_, strength, turn) = self.ground[1].lch();
        let (ink, accent) = if dark {
            (Colour::WHITE, legible((0.93, 0.07, self.pop.lch().2), &ground, true))
        } else {
            (Colour::oklch(0.20, 0.05, turn), legible((0.36, strength.max(0.1), turn), &ground, false))
        };
        let panel = if dark { self.ground[0] } else { self.ground[1] };
        Palette {
            ground,
            glow: Colour::oklch((lightness + 0.1).min(0.97), chroma * 0.7, hue),
            ink,
            accent,
            panel,
            panel_ink: if dark { self.card_ink } else { Colour::WHITE },
            dark,
            ..self.clone()
        }
    }

    fn pale(&self) -> Palette {
        let (_, _, hue) = self.ground[1].lch();
        let (_, chroma, turn) = self.accent.lch();
        let ground = [(0.965, 0.02, hue), (0.93, 0.035, hue), (0.95, 0.03, hue + 14.0)];
        let ground = ground.map(|(lightness, chroma, hue)| Colour::oklch(lightness, chroma, hue));
        Palette {
            ground,
            glow: Colour::oklch(0.995, 0.01, hue),
            ink: Colour::oklch(0.24, 0.06, hue),
            accent: legible((0.52, chroma.clamp(0.1, 0.18), turn), &ground, false),
            dark: false,
            ..self.clone()
        }
    }

    /// One of all, by a number.
    pub fn nth(number: usize) -> Palette {
        build(&RECIPES[number % RECIPES.len()])
    }
}

fn build(recipe: &Recipe) -> Palette {
    let colour = |(lightness, chroma, hue): Lch| Colour::oklch(lightness, chroma, hue);
    let hue = recipe.ground[1].2;
    let dark = recipe.ground[1].0 < 0.6;
    let ink = if dark { Colour::WHITE } else { Colour::oklch(0.25, 0.05, hue) };
    let ground = recipe.ground.map(colour);
    let card = Colour::oklch(0.975, 0.012, hue);
    let panel = colour(recipe.panel);
    let deep = Colour::oklch(0.24, 0.06, hue);
    Palette {
        name: recipe.name.to_owned(),
        ground,
        glow: colour(recipe.glow),
        ink,
        accent: legible(recipe.accent, &ground, dark),
        panel,
        pop: colour(recipe.pop),
        panel_ink: if panel.contrast(deep) > panel.contrast(Colour::WHITE) { deep } else { Colour::WHITE },
        card,
        card_ink: deep,
        card_accent: legible((0.50, recipe.accent.1.max(0.13), recipe.accent.2), &[card; 3], false),
        spark: if dark { colour(recipe.accent) } else { Colour::oklch(0.90, 0.13, recipe.accent.2) },
        shade: Colour::oklch(0.16, 0.04, hue),
        dark,
    }
}

/// The wanted colour, lighter or darker until it reads well on every shade of the ground.
fn legible(wanted: Lch, ground: &[Colour; 3], dark: bool) -> Colour {
    let (mut lightness, chroma, hue) = wanted;
    loop {
        let colour = Colour::oklch(lightness, chroma, hue);
        let worst = ground.iter().map(|shade| colour.contrast(*shade)).fold(f32::MAX, f32::min);
        if worst >= 5.0 || !(0.1..=0.985).contains(&lightness) {
            return colour;
        }
        lightness += if dark { 0.01 } else { -0.01 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_colour_reads_on_its_surface() {
        for (number, name) in PALETTES.into_iter().enumerate() {
            let palette = Palette::named(name).unwrap();
            assert_eq!(palette, Palette::nth(number));
            for surface in [Surface::Vivid, Surface::Pale] {
                let other = palette.on(surface);
                for ground in other.ground {
                    let least = other.ink.contrast(ground).min(other.accent.contrast(ground));
                    assert!(least >= 4.5, "{name} {surface:?}: {least}");
                }
                let panel = other.panel_ink.contrast(other.panel);
                assert!(panel >= 4.5, "{name} {surface:?}: panel {panel}");
            }
            let mut pairs = vec![
                (palette.panel_ink, palette.panel),
                (palette.card_ink, palette.card),
                (palette.card_accent, palette.card),
                (palette.spark, palette.shade),
            ];
            for ground in palette.ground {
                pairs.extend([(palette.ink, ground), (palette.accent, ground)]);
            }
            for (text, surface) in pairs {
                assert!(
                    text.contrast(surface) >= 4.5,
                    "{name}: {text:?} on {surface:?}: {}",
                    text.contrast(surface)
                );
            }
        }
        assert_eq!(Palette::named("no such"), None);
    }
}
