//! The button of a scene that says what to do.

use crate::{
    composer::{Align, Composer, Inks},
    composer_text::LABEL,
    composition::{Effect, Enter, EnterKind, Motion, Role},
    fonts::Face,
    geometry::Rect,
    layout::fill,
};

impl Composer<'_> {
    /// A button `height` pixels high with the kicker on it, at `place`'s left, centre or right; a bare arrow without one.
    pub fn button(&mut self, place: Rect, align: Align, top: f32, height: f32) {
        let (surface, ink) = (self.palette.panel, self.palette.panel_ink);
        let kicker = self.kicker.clone();
        let arrow = height * 0.34;
        let most = place.width.min(self.area.width * 0.8) - height * 1.35 - arrow;
        let block = self.fit(&kicker, Face::Body, 0.0, (most, height * 0.6), 52.0, 1);
        let bare = block.is_empty();
        let width = if bare { height * 1.9 } else { block.width + height * 1.35 + arrow };
        let x = place.x + (place.width - width) * align.0;
        let (ax, ay) =
            (if bare { (width - arrow) / 2.0 } else { width - height * 0.45 - arrow }, height / 2.0);
        let head = arrow * 0.42;
        let svg = format!(
            r#"<rect width="{width:.1}" height="{height:.1}" rx="{:.1}" {}/><path d="M{ax:.1} {ay:.1}h{arrow:.1}m{:.1} {:.1}l{head:.1} {head:.1}l{:.1} {head:.1}" fill="none" stroke="{}" stroke-width="{:.1}" stroke-linecap="round" stroke-linejoin="round"/>"#,
            height / 2.0,
            fill(surface, 1.0),
            -head,
            -head,
            -head,
            ink.hex(),
            7.0 * self.unit
        );
        let shape = Rect::new(x, top, width, height);
        self.layer(Role::Shape, LABEL, svg, shape, Motion::default(), Enter::new(EnterKind::Rise, 0.5));
        self.effect(Effect::Shadow { drop: height * 0.08, radius: height * 0.1, opacity: 0.35 });
        let text = Rect::new(x + height * 0.5, top, block.width, height);
        let text_top = top + (height - block.height()) / 2.0;
        self.block(&block, text, Align::LEFT, text_top, Inks { ink, accent: ink }, 0.5);
    }
}
