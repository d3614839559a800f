//! The studio's pictures.

mod canvas;
mod colour;
mod composer;
mod composition;
mod effects;
mod error;
mod fonts;
mod geometry;
mod layout;
mod legible;
mod palettes;
mod safe;
mod seed;
mod still;
mod subject;
mod svg;
mod text;

pub use composition::Composition;
pub use error::PictureError;
pub use geometry::Rect;
pub use layout::LAYOUTS;
pub use palettes::{PALETTES, Palette};
pub use safe::safe_area;
pub use still::{composition_of, draw};
