//! Measures a fleet from outside: over HTTP, and by what its broker, its database and the system count themselves.
//! Knows neither the store nor the workflow's core, so that it cannot share a mistake with them.
//!
//! ```text
//!  speed ──▶ load (HTTP, SSE) ──▶ a running fleet ◀── counters (Postgres, /proc)
//!    └─────▶ ceiling (the same broker, nothing else)
//!  film  ──▶ load, memory ──▶ a running fleet; encode (the same frames through x264 alone)
//!
//!  a fleet under test ──▶ fakes: servers that speak the providers' wire formats and keep their own bill
//! ```

pub mod ceiling;
pub mod chaos;
pub mod counters;
mod encode;
pub mod fakes;
mod farewell;
pub mod film;
mod histogram;
mod load;
mod memory;
pub mod overload;
pub mod poison;
pub mod scale;
pub mod speed;

pub use histogram::Histogram;
pub use load::{Load, Outcome};
