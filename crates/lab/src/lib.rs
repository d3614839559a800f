//! Measures a fleet from outside: over HTTP, and by what its broker, its database and the system count themselves.
//! Knows neither the store nor the workflow's core, so that it cannot share a mistake with them.
//!
//! ```text
//!  speed ──▶ load (HTTP, SSE) ──▶ a running fleet ◀── counters (Postgres, /proc)
//!    └─────▶ ceiling (the same broker, nothing else)
//! ```

pub mod ceiling;
pub mod chaos;
pub mod counters;
mod histogram;
mod load;
pub mod poison;
pub mod speed;

pub use histogram::Histogram;
pub use load::{Load, Outcome};
