//! What stands behind everything and never moves: the ground, its texture, a large plane that gives it depth.

use std::fmt::Write;

use crate::{colour::Colour, composer::Composer, layout::fill, style::Texture};

impl Composer<'_> {
    /// The ground with its texture and a plane that leaves the frame.
    pub fn ground(&mut self) {
        self.bare_ground();
        self.plane();
        self.texture();
    }

    /// The gradient of the ground alone, from corner to corner.
    pub fn bare_ground(&mut self) {
        let [a, b, c] = self.palette.ground.map(Colour::hex);
        let (width, height) = (self.frame.width, self.frame.height);
        let flip = self.dice.coin();
        let (x1, x2) = if flip { ("1", "0") } else { ("0", "1") };
        self.paint(&format!(
            r#"<defs><linearGradient id="ground" x1="{x1}" y1="0" x2="{x2}" y2="1"><stop offset="0" stop-color="{a}"/><stop offset="0.45" stop-color="{b}"/><stop offset="1" stop-color="{c}"/></linearGradient></defs><rect width="{width}" height="{height}" fill="url(#ground)"/>"#
        ));
    }

    /// A tone a little away from the ground, for shapes on it.
    pub fn tone(&self, share: f32) -> Colour {
        let towards = if self.palette.dark { self.palette.glow } else { self.palette.panel };
        self.palette.ground[1].mix(towards, share)
    }

    /// One large shape at the foot of the frame, so that its lower part is more than empty.
    fn plane(&mut self) {
        let (w, h) = (self.frame.width, self.frame.height);
        let tone = fill(self.tone(if self.palette.dark { 0.13 } else { 0.16 }), 1.0);
        let mirror = self.dice.coin();
        let shape = match self.dice.below(4) {
            0 => {
                let radius = w.max(h) * 0.42;
                format!(r#"<circle cx="{:.0}" cy="{:.0}" r="{radius:.0}" {tone}/>"#, w * 0.86, h * 0.98)
            }
            1 => format!(
                r#"<path d="M0 {:.0}C{:.0} {:.0} {:.0} {:.0} {w:.0} {:.0}V{h:.0}H0Z" {tone}/>"#,
                h * 0.80,
                w * 0.3,
                h * 0.70,
                w * 0.6,
                h * 0.90,
                h * 0.76
            ),
            2 => format!(r#"<path d="M0 {h:.0}L{w:.0} {:.0}V{h:.0}Z" {tone}/>"#, h * 0.62),
            _ => {
                let (radius, width) = (w.max(h) * 0.34, w.min(h) * 0.14);
                let colour = self.tone(if self.palette.dark { 0.10 } else { 0.12 }).hex();
                let ring = |r: f32| {
                    format!(
                        r#"<circle cx="{:.0}" cy="{:.0}" r="{r:.0}" fill="none" stroke="{colour}" stroke-width="{width:.0}"/>"#,
                        w * 0.92,
                        h * 0.97
                    )
                };
                format!("{}{}", ring(radius), ring(radius - width * 2.0))
            }
        };
        let turn =
            if mirror { format!(r#" transform="translate({w:.0} 0) scale(-1 1)""#) } else { String::new() };
        self.paint(&format!("<g{turn}>{shape}</g>"));
    }

    /// The film's texture over the whole frame.
    pub fn texture(&mut self) {
        let colour = if self.palette.dark { self.palette.line() } else { self.palette.ink };
        let strength = if self.palette.dark { 1.0 } else { 0.75 };
        let texture = self.style.texture;
        let svg = match texture {
            Texture::Plain => String::new(),
            Texture::Dots => self.tiles(
                40.0,
                &format!(r#"<circle cx="20" cy="20" r="2.6" {}/>"#, fill(colour, 0.16 * strength)),
                0.0,
            ),
            Texture::Stripes => self.tiles(
                28.0,
                &format!(r#"<rect width="28" height="3" {}/>"#, fill(colour, 0.08 * strength)),
                -45.0,
            ),
            Texture::Grid => self.tiles(
                90.0,
                &format!(r#"<path d="M0 0H90V2H2V90H0Z" {}/>"#, fill(colour, 0.10 * strength)),
                0.0,
            ),
            Texture::Ripples => self.ripples(colour, 0.13 * strength),
            Texture::Halftone => self.halftone(colour, 0.16 * strength),
            Texture::Confetti => self.confetti(0.5 * strength),
        };
        self.paint(&svg);
    }

    /// The whole frame in tiles of `side` design pixels, turned by `angle` degrees.
    fn tiles(&self, side: f32, tile: &str, angle: f32) -> String {
        let (w, h) = (self.frame.width, self.frame.height);
        format!(
            r#"<defs><pattern id="tiles" width="{side}" height="{side}" patternUnits="userSpaceOnUse" patternTransform="scale({:.3}) rotate({angle})">{tile}</pattern></defs><rect width="{w}" height="{h}" fill="url(#tiles)"/>"#,
            self.unit
        )
    }

    /// Circles around a corner, as water makes them.
    fn ripples(&mut self, colour: Colour, opacity: f32) -> String {
        let (w, h) = (self.frame.width, self.frame.height);
        let (x, y) = (if self.dice.coin() { w * 0.08 } else { w * 0.92 }, h * self.dice.between(0.02, 0.25));
        let mut out = format!(
            r#"<g fill="none" stroke="{}" stroke-opacity="{opacity:.3}" stroke-width="{:.1}">"#,
            colour.hex(),
            2.4 * self.unit
        );
        for number in 1..=14 {
            let radius = number as f32 * 78.0 * self.unit;
            let _ = write!(out, r#"<circle cx="{x:.0}" cy="{y:.0}" r="{radius:.0}"/>"#);
        }
        out.push_str("</g>");
        out
    }

    /// Dots that shrink away from a corner.
    fn halftone(&mut self, colour: Colour, opacity: f32) -> String {
        let (w, h) = (self.frame.width, self.frame.height);
        let (right, low) = (self.dice.coin(), self.dice.unit() < 0.3);
        let (step, reach) = (34.0 * self.unit, 15);
        let mut out = format!("<g {}>", fill(colour, opacity));
        for row in 0..reach {
            for column in 0..reach {
                let share = 1.0 - (row + column) as f32 / (reach as f32 - 1.0);
                if share <= 0.05 {
                    continue;
                }
                let (x, y) = (column as f32 * step + step * 0.4, row as f32 * step + step * 0.4);
                let x = if right { w - x } else { x };
                let y = if low { h - y } else { y };
                let radius = step * 0.42 * share;
                let _ = write!(out, r#"<circle cx="{x:.0}" cy="{y:.0}" r="{radius:.1}"/>"#);
            }
        }
        out.push_str("</g>");
        out
    }

    /// Small shapes in the palette's colours, near the edges.
    fn confetti(&mut self, opacity: f32) -> String {
        let (w, h, unit) = (self.frame.width, self.frame.height, self.unit);
        let colours = [self.palette.accent, self.palette.pop, self.palette.glow];
        let mut out = String::new();
        for number in 0..26 {
            let (along, across) = (self.dice.unit(), self.dice.unit() * self.dice.unit() * 0.16);
            let (x, y) = match number % 4 {
                0 => (along * w, across * h),
                1 => (along * w, h - across * h),
                2 => (across * w, along * h),
                _ => (w - across * w, along * h),
            };
            let size = self.dice.between(9.0, 22.0) * unit;
            let paint = fill(colours[number % 3], opacity);
            let angle = self.dice.between(0.0, 180.0);
            let _ = match self.dice.below(3) {
                0 => write!(out, r#"<circle cx="{x:.0}" cy="{y:.0}" r="{:.1}" {paint}/>"#, size * 0.5),
                1 => write!(
                    out,
                    r#"<rect x="{x:.0}" y="{y:.0}" width="{:.1}" height="{:.1}" rx="3" {paint} transform="rotate({angle:.0} {x:.0} {y:.0})"/>"#,
                    size * 1.6,
                    size * 0.55
                ),
                _ => write!(
                    out,
                    r#"<path d="M{x:.0} {y:.0}l{size:.1} {:.1}l{:.1} {:.1}Z" {paint} transform="rotate({angle:.0} {x:.0} {y:.0})"/>"#,
                    size * 0.3,
                    -size * 0.8,
                    size * 0.6
                ),
            };
        }
        out
    }
}
