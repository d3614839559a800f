//! What in a text must not leave this machine. Pure: text in, verdict out; no clock, no network, no memory.
//!
//! ```text
//!  text ──▶ detectors ──▶ findings (kind, where) ──▶ policy ──▶ Verdict { action, findings }
//!                                                                │ mask
//!                                                                ▼
//!                                        Masker ──▶ text with placeholders ──▶ provider
//!                                        Masker ◀── its answer, placeholders restored
//! ```
//!
//! A [`Verdict`] holds kinds and offsets, never the text, so that it can be logged and stored. What has a check digit
//! counts only when the digit is right: a wrong one is a typing error or a part number, and nobody's.

mod classify;
mod detect;
mod kind;
mod mask;
mod policy;

pub use classify::{Finding, Verdict, classify, findings};
pub use kind::Kind;
pub use mask::Masker;
pub use policy::{Action, Policy};
