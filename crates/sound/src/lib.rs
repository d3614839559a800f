//! sound
mod error;
mod spell;
