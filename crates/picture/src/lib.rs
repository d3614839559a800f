//! The studio's pictures: stills, clips, captions, the thumbnail.
//!
//! ```text
//!  scene, shot ──▶ subject (pictograms) ─┐
//!  palette, text fitted by measuring ────┴▶ layout ──▶ Composition ──▶ canvas (resvg) ──▶ scene-1.png
//!                                                          │
//!          motion (time → poses) ──▶ stage (sprites in YUV planes) ◀┘
//!                                      │ + transition + captions
//!                                      ▼ I420 frames
//!                                 ClipEncoder ──▶ clip-1.mp4
//! ```
//!
//! Everything is synchronous and computes: callers use a blocking thread. The same input gives the same picture.

mod backdrop;
mod beats;
mod blend;
mod button;
mod canvas;
mod captions;
mod changed;
mod clip;
mod colour;
mod composer;
mod composer_art;
mod composer_text;
mod composition;
mod cues;
mod edges;
mod effects;
mod entrance;
mod error;
mod fonts;
mod footage;
mod foreign;
mod geometry;
mod kinetic;
mod layout;
mod legible;
mod motion;
mod palettes;
mod phrase;
mod planes;
mod recolour;
mod safe;
mod seed;
mod sprite;
mod stage;
mod still;
mod style;
mod subject;
mod svg;
mod text;
mod transition;
mod turned;

pub use clip::{animate, render_frames};
pub use colour::Colour;
pub use composition::{Composition, Effect, Enter, EnterKind, Grow, Layer, Motion, Role, TextInk};
pub use cues::{Cue, caption_cues, caption_width};
pub use error::PictureError;
pub use geometry::Rect;
pub use layout::LAYOUTS;
pub use legible::{text_contrasts, text_ink};
pub use palettes::{PALETTES, Palette};
pub use safe::safe_area;
pub use still::{composition_of, draw, poster};
