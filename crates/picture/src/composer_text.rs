//! The words of a picture: headline, kicker, the bar beneath them.

use crate::{
    canvas::Canvas,
    colour::Colour,
    composer::{Align, Anchor, Composer, Inks},
    composition::{Enter, EnterKind, Grow, Motion, Role, TextInk},
    fonts::Face,
    geometry::Rect,
    style::Emphasis,
    text::{ASCENT, Block, LINE, Setting, element, fit, line_place},
};

/// Transparent rim around text, in em: room for accents and descenders.
const TEXT_RIM: f32 = 0.35;

/// Letters of a kicker that is a label; a longer one is set in small letters.
const LONGEST_LABEL: usize = 24;
/// Design pixels of a long kicker, and of any where its place is narrow.
const LONG_KICKER: f32 = 42.0;
const TINY_KICKER: f32 = 26.0;

/// The source of a surface that belongs to the text on it.
pub(crate) const LABEL: &str = "studio label";

impl Composer<'_> {
    /// Sets the headline without drawing it, at most `largest` design pixels high.
    pub fn fit_headline(&self, width: f32, height: f32, largest: f32, lines: usize) -> Block {
        let text = self.headline.clone();
        let largest = largest * if self.tall() { 1.28 } else { 1.12 };
        let block = |face, tracking| {
            let set = |lines: usize, smallest: f32| {
                let setting = Setting {
                    face,
                    tracking,
                    largest: largest * self.unit,
                    smallest: smallest.min(largest) * self.unit,
                    lines,
                };
                fit(self.fonts, &text, setting, width, height)
            };
            // A long one in more lines before it gets small, and small before it loses words.
            let ways = [(lines, 60.0), (lines + 1, 54.0), (lines + 2, 48.0), (lines + 3, 34.0)];
            let mut blocks = ways.into_iter().map(|(lines, smallest)| set(lines, smallest));
            blocks.find(|block| block.holds(&text)).unwrap_or_else(|| set(lines + 3, 34.0))
        };
        if self.style.face == Face::Serif {
            let block = block(Face::Serif, -0.008);
            // Its hairlines are lost in small sizes.
            if block.size >= 62.0 * self.unit {
                return block;
            }
        }
        match self.style.face {
            Face::Heavy => block(Face::Heavy, -0.012),
            _ => block(Face::Display, -0.024),
        }
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
        self.lines(block, emphasised, (place, align, top), inks, delay);
    }

    /// The same with all its lines alike.
    pub fn plain_block(
        &mut self,
        block: &Block,
        place: Rect,
        align: Align,
        top: f32,
        inks: Inks,
        delay: f32,
    ) {
        self.lines(block, usize::MAX, (place, align, top), inks, delay);
    }

    fn lines(
        &mut self,
        block: &Block,
        emphasised: usize,
        (place, align, top): (Rect, Align, f32),
        inks: Inks,
        delay: f32,
    ) {
        let has_marker = self.style.emphasis == Emphasis::Marker && emphasised < usize::MAX;
        let align = if block.right_to_left && align == Align::LEFT { Align::RIGHT } else { align };
        let block = &self.measured(block);
        for (number, line) in block.lines.iter().enumerate() {
            let area = line_place(block, number, place, align.0, top);
            let marked = number == emphasised && has_marker;
            if marked {
                self.marker(area, block.size, inks.accent, delay + 0.11 * number as f32);
            }
            let colour = match number == emphasised {
                true if marked => reading(inks.accent, self.palette.shade),
                true => inks.accent,
                false => inks.ink,
            };
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
                // The marker's soft edge is no part of what is behind the letters.
                let soft = (block.size * 0.08).max(6.0 * self.unit);
                let area = if has_marker { area.inset(soft) } else { area };
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

    /// A bar behind a line of text, which fills from the left.
    fn marker(&mut self, area: Rect, size: f32, colour: Colour, delay: f32) {
        let beside = size * 0.14;
        let place =
            Rect::between(area.x - beside, area.y, area.right() + beside, area.bottom() + size * 0.06);
        let svg = format!(
            r#"<rect width="{:.1}" height="{:.1}" rx="{:.1}" fill="{}"/>"#,
            place.width,
            place.height,
            size * 0.1,
            colour.hex()
        );
        let motion = Motion { grow: Some(Grow::Right), ..Motion::default() };
        self.layer(Role::Shape, LABEL, svg, place, motion, Enter::new(EnterKind::FromLeft, delay));
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

    /// Whether the kicker is a sentence or a fact rather than a label: it is set in small letters, in two lines.
    fn has_long_kicker(&self) -> bool {
        self.kicker.chars().count() > LONGEST_LABEL
    }

    /// Height that [`Self::kicker`] takes, with the space below it.
    pub fn kicker_height(&self) -> f32 {
        match (self.kicker.is_empty(), self.style.pill) {
            (true, _) => 0.0,
            _ if self.has_long_kicker() => (2.0 * LONG_KICKER * LINE + 26.0) * self.unit,
            (false, true) => 104.0 * self.unit,
            (false, false) => 40.0 * self.unit * LINE + 22.0 * self.unit,
        }
    }

    /// A kicker of many words, its lines at the foot of its place.
    fn long_kicker(&mut self, place: Rect, align: Align, top: f32, colour: Colour) {
        let text = self.kicker.clone();
        let (largest, smallest) = (LONG_KICKER * self.unit, TINY_KICKER * self.unit);
        let height = 2.0 * largest * LINE;
        let setting = Setting { face: Face::Body, tracking: 0.0, largest, smallest, lines: 3 };
        let block = fit(self.fonts, &text, setting, place.width, height * 1.01);
        let top = top + height - block.height();
        self.plain_block(&block, place, align, top, Inks { ink: colour, accent: colour }, 0.1);
    }

    /// Height that [`Self::text_group`] takes beside its headline.
    pub fn words_beside(&self) -> f32 {
        match self.calls && !self.kicker.is_empty() {
            true => self.button_height() + 40.0 * self.unit,
            false => self.kicker_height() + 46.0 * self.unit,
        }
    }

    /// One line of capitals, in closer and smaller ones where its place is narrow.
    fn label(&self, text: &str, tracking: f32, place: (f32, f32), largest: f32) -> Block {
        let block = self.fit(text, Face::Body, tracking, place, largest, 1);
        if block.holds(text) {
            return block;
        }
        let (largest, smallest) = (34.0 * self.unit, TINY_KICKER * self.unit);
        let setting = Setting { face: Face::Body, tracking: 0.03, largest, smallest, lines: 1 };
        fit(self.fonts, text, setting, place.0, place.1)
    }

    /// The kicker in wide capitals, in a pill where the film has pills.
    pub fn kicker(&mut self, place: Rect, align: Align, top: f32, colour: Colour) {
        if self.kicker.is_empty() {
            return;
        }
        if self.has_long_kicker() {
            return self.long_kicker(place, align, top, colour);
        }
        let text = self.kicker.to_uppercase();
        let unit = self.unit;
        if !self.style.pill {
            let block = self.label(&text, 0.15, (place.width, 60.0 * unit), 40.0);
            self.block(&block, place, align, top, Inks { ink: colour, accent: colour }, 0.1);
            return;
        }
        let (beside, height) = (30.0 * unit, 70.0 * unit);
        let block = self.label(&text, 0.08, (place.width - 2.0 * beside, 50.0 * unit), 34.0);
        if block.is_empty() {
            return;
        }
        let align = if block.right_to_left && align == Align::LEFT { Align::RIGHT } else { align };
        let inner = place.inset(beside);
        let line = line_place(&block, 0, inner, align.0, top);
        let pill = Rect::new(line.x - beside, top, line.width + 2.0 * beside, height);
        let svg = format!(
            r#"<rect width="{:.1}" height="{height:.1}" rx="{:.1}" fill="{}"/>"#,
            pill.width,
            height / 2.0,
            colour.hex()
        );
        self.layer(Role::Shape, LABEL, svg, pill, Motion::default(), Enter::new(EnterKind::Pop, 0.1));
        let ink = reading(colour, self.palette.shade);
        let text_top = top + (height - block.height()) / 2.0;
        self.block(&block, inner, align, text_top, Inks { ink, accent: ink }, 0.1);
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
        if self.calls && !self.kicker.is_empty() {
            return self.call_group(place, align, anchor, largest, lines, inks);
        }
        let unit = self.unit;
        let rule = 46.0 * unit;
        let kicker = self.kicker_height();
        let block = self.fit_headline(place.width, place.height - rule - kicker, largest, lines);
        if block.is_empty() {
            self.kicker(place, align, place.y, inks.accent);
            return place.bottom();
        }
        let height = kicker + block.height() + rule;
        let top = anchor.top(place, height);
        self.kicker(place, align, top, inks.accent);
        self.block(&block, place, align, top + kicker, inks, 0.15);
        let align = if block.right_to_left && align == Align::LEFT { Align::RIGHT } else { align };
        let x = place.x + place.width * align.0;
        if self.style.emphasis == Emphasis::Ink {
            self.rule(x, top + kicker + block.height() + 30.0 * unit, align, inks.accent);
        }
        top
    }

    /// Headline and, below it, the kicker as a button.
    fn call_group(
        &mut self,
        place: Rect,
        align: Align,
        anchor: Anchor,
        largest: f32,
        lines: usize,
        inks: Inks,
    ) -> f32 {
        let (gap, button) = (40.0 * self.unit, self.button_height());
        let block = self.fit_headline(place.width, place.height - gap - button, largest, lines);
        let top = anchor.top(place, block.height() + gap + button);
        self.block(&block, place, align, top, inks, 0.15);
        let align = if block.right_to_left && align == Align::LEFT { Align::RIGHT } else { align };
        self.button(place, align, top + block.height() + gap);
        top
    }
}

/// Dark or white, whichever reads on `surface`.
pub(crate) fn reading(surface: Colour, dark: Colour) -> Colour {
    if surface.contrast(dark) > surface.contrast(Colour::WHITE) { dark } else { Colour::WHITE }
}
