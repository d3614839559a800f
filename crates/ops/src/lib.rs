//! What every AIDA binary does in the same way: settings, logs, metrics, the health listener and shutdown.
//!
//! ```text
//!  defaults < files < environment < flags ──▶ config::Settings ─┐
//!  SIGTERM, SIGINT ──▶ shutdown::Shutdown ──────────────────────┤
//!  metrics::Metrics ──▶ /metrics ┐                              ├──▶ Service ──▶ the binary's own main
//!  health::Readiness ─▶ /readyz  ┴ one small listener ──────────┘
//! ```
//!
//! A binary's `main` is a call of [`run`]. Nothing here is global but the log's subscriber: every handle
//! is passed, so that two instances can live in one process, as they do in tests.

pub mod config;
pub mod crash;
pub mod health;
pub mod logs;
pub mod memory;
pub mod metrics;
mod run;
mod seldom;
pub mod shutdown;

pub use config::{ConfigErrors, Secret, SecretUrl, Settings};
pub use health::{Check, Readiness};
pub use metrics::{Metrics, MetricsError, buckets};
pub use run::{Arguments, CommonArgs, Service, command_line, run};
pub use seldom::Seldom;
pub use shutdown::Shutdown;

/// The version that `--version`, `aida_build_info` and the API show.
pub const fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}
