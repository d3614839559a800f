//! Pictures that the studio did not draw: shown whole in the frame, with the scene's words over them.

use std::path::Path;

use aida_protocol::{FrameSize, ProjectBrief, Scene, SceneSlot, Shot, VisualInput};

use crate::{
    canvas::PICTURE,
    composer::{Align, Anchor, Composer, Inks},
    composition::{Composition, Effect, Enter, Layer, Motion, Role},
    fonts::Fonts,
    geometry::Rect,
    layout::{has_captions, palette_of},
};

/// How much larger than the frame the picture is, so that the camera can move within it.
const OVERSIZE: f32 = 1.09;

/// A composition around a picture, to be drawn by a canvas that has it. Without a scene there are no words.
pub(crate) fn around(
    brief: &ProjectBrief,
    shot: &Shot,
    frame: FrameSize,
    scene: Option<&Scene>,
    fonts: &Fonts,
) -> Composition {
    let input = VisualInput {
        brief: brief.clone(),
        scene: scene.cloned().unwrap_or_default(),
        slot: SceneSlot { of: 1, start: 0.0, film: 0.0 },
        shot: shot.clone(),
        frame,
    };
    let captions = has_captions(brief);
    let mut composer = Composer::new(&input, fonts, palette_of(brief, shot), Vec::new(), captions);
    if scene.is_none_or(|scene| scene.headline.trim().is_empty()) {
        composer.headline.clear();
    }
    words(&mut composer);
    let mut composition = composer.finish("picture");
    composition.layers.insert(0, picture(frame));
    let shade = composition.palette.shade.hex();
    composition.background = format!(r#"<rect width="100%" height="100%" fill="{shade}"/>"#);
    composition
}

/// Whether the file can be shown at all is found out when the canvas takes it.
pub(crate) fn exists(path: &Path) -> bool {
    !path.as_os_str().is_empty() && path.is_file()
}

fn picture(frame: FrameSize) -> Layer {
    let (width, height) = (frame.width as f32, frame.height as f32);
    let (w, h) = (width * OVERSIZE, height * OVERSIZE);
    Layer {
        role: Role::Shape,
        source: "picture".to_owned(),
        svg: format!(
            r#"<image href="{PICTURE}" x="0" y="0" width="{w:.1}" height="{h:.1}" preserveAspectRatio="xMidYMid slice"/>"#
        ),
        center: (width / 2.0, height / 2.0),
        size: (w, h),
        effect: Effect::None,
        motion: Motion { depth: 1.0, ..Motion::default() },
        enter: Enter::NONE,
        text: None,
    }
}

/// Headline and kicker at the foot of the text area, on a scrim that fades upwards.
fn words(c: &mut Composer) {
    if c.headline.is_empty() && c.kicker.is_empty() {
        return;
    }
    let (w, h, area) = (c.frame.width, c.frame.height, c.area);
    let share = if c.wide() { 0.55 } else { 0.36 };
    let place = Rect::between(
        area.x,
        area.bottom() - area.height * share,
        area.x + area.width * if c.wide() { 0.7 } else { 1.0 },
        area.bottom(),
    );
    let shade = c.palette.shade.hex();
    let top = (place.y - h * 0.12).max(0.0);
    let svg = format!(
        r#"<defs><linearGradient id="scrim" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="{shade}" stop-opacity="0"/><stop offset="0.4" stop-color="{shade}" stop-opacity="0.62"/><stop offset="1" stop-color="{shade}" stop-opacity="0.88"/></linearGradient></defs><rect width="{w:.1}" height="{:.1}" fill="url(#scrim)"/>"#,
        h - top
    );
    c.layer(Role::Shape, "studio", svg, Rect::between(0.0, top, w, h), Motion::default(), Enter::NONE);
    let inks = Inks { ink: crate::colour::Colour::WHITE, accent: c.palette.spark };
    c.text_group(place, Align::LEFT, Anchor::Bottom, 112.0, 3, inks);
}
