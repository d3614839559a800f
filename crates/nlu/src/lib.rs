//! From a sentence to a brief, by rules and tables, in Italian, English, Spanish, French, German and Portuguese.
//!
//! ```text
//!  text ─▶ tokens ─▶ language ─▶ lengths, ratios ─▶ phrases of the tables ─▶ audience, tone, look ─▶ subject
//!                    (small words, tables, lingua)                                        (what is left)
//! ```
//!
//! Every step takes the words that it understands, so that no word is read twice and the subject is what
//! nobody took. Invariant: no text makes it panic, and the time it takes grows with the length of the text.

mod audience;
mod content;
mod draft;
mod duration;
mod genre;
mod happening;
mod language;
mod lexicon;
mod manner;
mod number;
mod quoted;
mod shape;
mod small;
mod subject;
mod tables;
mod token;
mod understand;

pub use understand::{Understanding, understand};
