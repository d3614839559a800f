//! The things of a picture: pictograms sharp and blurred, shapes of one tone, rings, what stands for nothing.

use crate::{
    colour::Colour,
    composer::{Composer, Spot, square},
    composition::{Effect, Enter, EnterKind, Motion, Role},
    recolour::{Finish, is_known_by_colour, is_silhouette, keeps_colours, recoloured},
    subject::Pictogram,
    svg::dotted_ring,
};

/// Room around a pictogram for its rim, of its half width.
const RIM: f32 = 1.09;

impl Composer<'_> {
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
        self.layer(Role::Pictogram, &pictogram.source(), svg, square(x, y, half), motion, enter);
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
                (pictogram.source(), placed(&drawing, half, angle, size))
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
        let is_tinted = !matches!(finish, Finish::Flat(_));
        let finish = match is_tinted {
            true if is_known_by_colour(pictogram.emoji) => Finish::Own,
            true if is_silhouette(pictogram.emoji) => Finish::Duo,
            _ => finish,
        };
        recoloured(pictogram.svg, finish, &self.palette, surface)
    }

    /// Pictogram `number` as a shape of one tone, sharp, without shadow: part of the ground.
    pub fn silhouette(&mut self, number: usize, at: Spot, tone: Colour, motion: Motion) {
        let Some(pictogram) = self.pictograms.get(number % self.pictograms.len().max(1)).cloned() else {
            return;
        };
        let half = at.size * 0.5 * turned_reach(at.angle);
        let svg = placed(&self.finished(&pictogram, Finish::Flat(tone)), half, at.angle, at.size);
        let source = pictogram.source();
        let enter = Enter::new(EnterKind::Fade, 0.0);
        self.layer(Role::Shape, &source, svg, square(at.x, at.y, half), motion, enter);
    }
}

/// The drawing on a light rim that follows its outline.
fn cut_out(svg: &str, rim: Colour) -> String {
    format!(
        r#"<g stroke="{0}" stroke-width="2.6" stroke-linejoin="round" fill="{0}">{svg}</g>{svg}"#,
        rim.hex()
    )
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
