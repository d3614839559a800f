//! The studio's writer and director: scripts and storyboards by grammar, without a language model.
//!
//! ```text
//!            ┌ recipe   which kind of film          ┌ compose   which sentences
//!  brief ──▶ film ─ noun  how the subject is said ──▶ fit       as many as the time takes ──▶ Script, PostText
//!            └ seed     the brief's own dice        └ picture_words  headline, kicker, concepts
//!
//!  brief, Script ──▶ director ──▶ Storyboard (layout, camera, palette, light)
//! ```
//!
//! Invariants: the same brief gives the same script; durations add up to the brief's; no sentence comes twice; no
//! fact is stated that the brief does not hold; what a brief holds can make a script poorer, never break it.

#[cfg(test)]
mod agreement;
mod budget;
mod clean;
mod compose;
mod director;
mod draft;
mod ends;
mod facts;
mod fill;
mod film;
mod fit;
mod lexicon;
mod material;
mod noun;
mod pace;
mod palette;
mod picture_words;
mod pool;
mod post;
mod recipe;
mod seed;
mod shown;
mod silent;
mod template;
#[cfg(test)]
mod testing;
mod timing;
mod views;
mod writer;

pub use director::{LAYOUTS, direct};
pub use pace::Pace;
pub use palette::PALETTES;
pub use recipe::Recipe;
pub use writer::{Written, write};
