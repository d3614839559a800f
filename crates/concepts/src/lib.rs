//! From words to pictograms: what a picture can show of a text in English, Italian, Spanish, French, German or Portuguese.
//!
//! ```text
//!  annotations of the crate emoji ─┐ build.rs                         look_up("it", "Corri con scarpe nuove")
//!  data/synonyms.tsv ──────────────┴─▶ sorted keys per language ──▶  corri → 🏃 👟, scarpe → 👟 👞, nuove → 🚀
//! ```
//!
//! The index is plain sorted text inside the binary: nothing is built when the process starts.

mod compound;
mod index;
mod inflection;
mod kin;
mod lookup;
mod normalise;
mod senses;

pub use kin::kin;
pub use lookup::{Depiction, look_up, look_up_word};
