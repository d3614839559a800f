//! Understanding as its callers see it.

mod any_text;
mod briefs;
mod fields;
mod lengths;
