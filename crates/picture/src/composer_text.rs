//! The words of a picture: headline, kicker, the bar beneath them.

use crate::{
    canvas::Canvas,
    colour::Colour,
    composer::{Align, Anchor, Composer, Inks},
    composition::{Enter, EnterKind, Motion, Role, TextInk},
    fonts::Face,
    geometry::Rect,
    text::{ASCENT, Block, LINE, Setting, element, fit, line_place},
};

/// Transparent rim around text, in em: room for accents and descenders.
const TEXT_RIM: f32 = 0.35;

impl Composer<'_> {
    /// Sets the headline without drawing it, at most `largest` design pixels high.
    pub fn fit_headline(&self, width: f32, height: f32, largest: f32, lines: usize) -> Block {
        let text = self.headline.clone();
        self.fit(&text, Face::Display, -0.022, (width, height), largest, lines)
    }

    pub fn fit(
        &self,
        text: &str,
        face: Face,
        tracking: f32,
        (width, height): (f32, f32),
        largest: f32,
        lines: usize,
    ) -> Block {
        let largest = largest * self.unit;
        let setting = Setting { face, tracking, largest, smallest: (34.0 * self.unit).min(largest), lines };
        fit(self.fonts, text, setting, width, height)
    }

    /// Draws a block with its top at `top`, each line a layer of its own. The last of several lines is emphasised.
    pub fn block(&mut self, block: &Block, place: Rect, align: Align, top: f32, inks: Inks, delay: f32) {
        let emphasised = if block.lines.len() > 1 { block.lines.len() - 1 } else { usize::MAX };
        let align = if block.right_to_left && align == Align::LEFT { Align::RIGHT } else { align };
        let block = &self.measured(block);
        for (number, line) in block.lines.iter().enumerate() {
            let area = line_place(block, number, place, align.0, top);
            let colour = if number == emphasised { inks.accent } else { inks.ink };
            let rim = block.size * TEXT_RIM;
            let svg =
                element(line, block.size, block.tracking, rim, rim + block.size * ASCENT, &colour.hex());
            let whole =
                Rect::new(area.x - rim, area.y - rim, area.width + 2.0 * rim, area.height + 2.0 * rim);
            let motion = Motion { depth: 0.0, ..Motion::default() };
            let enter = Enter::new(EnterKind::Rise, delay + 0.11 * number as f32);
            self.layer(Role::Text, "studio", svg, whole, motion, enter);
            if let Some(layer) = self.layers.last_mut() {
                let text = line.runs.iter().map(|run| run.text.as_str()).collect();
                layer.text = Some(TextInk { text, area, colour });
            }
        }
    }

    /// The block with the true widths of lines whose letters join, which are narrower than their letters' sum.
    fn measured(&self, block: &Block) -> Block {
        let mut block = block.clone();
        if block.right_to_left {
            let canvas = Canvas::new(self.fonts);
            for line in &mut block.lines {
                let svg = element(line, block.size, block.tracking, 0.0, block.size, "#fff");
                let tree = canvas.tree(line.width.max(1.0), block.size * 2.0, &svg);
                let width = tree.map_or(line.width, |tree| tree.root().abs_bounding_box().right());
                line.width = width.clamp(0.0, line.width);
            }
        }
        block
    }

    /// A short bar in the accent colour.
    pub fn rule(&mut self, x: f32, y: f32, align: Align, colour: Colour) {
        let (width, height) = (180.0 * self.unit, 9.0 * self.unit);
        let svg = format!(
            r#"<rect width="{width:.1}" height="{height:.1}" rx="{:.1}" fill="{}"/>"#,
            height / 2.0,
            colour.hex()
        );
        let place = Rect::new(x - width * align.0, y, width, height);
        self.layer(
            Role::Shape,
            "studio",
            svg,
            place,
            Motion::default(),
            Enter::new(EnterKind::FromLeft, 0.45),
        );
    }

    /// The kicker in wide capitals; its height in pixels, 0 without one.
    pub fn kicker(&mut self, place: Rect, align: Align, top: f32, colour: Colour) -> f32 {
        if self.kicker.is_empty() {
            return 0.0;
        }
        let text = self.kicker.to_uppercase();
        let block = self.fit(&text, Face::Body, 0.17, (place.width, 60.0 * self.unit), 40.0, 1);
        self.block(&block, place, align, top, Inks { ink: colour, accent: colour }, 0.1);
        block.height()
    }

    /// Kicker (optional), headline and rule as one group that ends at `place`'s bottom; returns its top.
    pub fn text_group(
        &mut self,
        place: Rect,
        align: Align,
        anchor: Anchor,
        largest: f32,
        lines: usize,
        inks: Inks,
    ) -> f32 {
        let unit = self.unit;
        let rule = 46.0 * unit;
        let kicker = if self.kicker.is_empty() { 0.0 } else { 40.0 * unit * LINE + 22.0 * unit };
        let block = self.fit_headline(place.width, place.height - rule - kicker, largest, lines);
        if block.is_empty() {
            self.kicker(place, align, place.y, inks.accent);
            return place.bottom();
        }
        let height = kicker + block.height() + rule;
        let top = match anchor {
            Anchor::Top => place.y,
            Anchor::Middle => place.y + (place.height - height) / 2.0,
            Anchor::Bottom => place.bottom() - height,
        };
        self.kicker(place, align, top, inks.accent);
        self.block(&block, place, align, top + kicker, inks, 0.15);
        let align = if block.right_to_left && align == Align::LEFT { Align::RIGHT } else { align };
        let x = place.x + place.width * align.0;
        self.rule(x, top + kicker + block.height() + 30.0 * unit, align, inks.accent);
        top
    }
}
