//! The log: one line an event on standard error, as text or JSON.

use tracing::{Level, Metadata};
use tracing_subscriber::{
    EnvFilter, filter::filter_fn, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

use crate::config::{LogFormat, LogSettings};

#[derive(Debug, thiserror::Error)]
pub enum LogError {
    #[error("log.level is not a level or a list of directives: {0}")]
    Level(#[from] tracing_subscriber::filter::ParseError),
    #[error("the log was already set up: {0}")]
    Twice(#[from] tracing_subscriber::util::TryInitError),
}

/// Whatever the level: packages of others log what they handle at their finer levels. The database's client writes every
/// statement with its parameters, which are users' texts.
fn may_log(metadata: &Metadata<'_>) -> bool {
    metadata.target().starts_with("aida") || *metadata.level() <= Level::INFO
}

/// Sets the process's log up, once. Of other packages only what is no finer than `info` is logged.
///
/// # Errors
/// When the level does not parse, or a log is there already.
pub fn init(settings: &LogSettings) -> Result<(), LogError> {
    let filter = EnvFilter::builder().parse(&settings.level)?;
    let registry = tracing_subscriber::registry().with(filter).with(filter_fn(may_log));
    match settings.format {
        LogFormat::Text => {
            let layer = fmt::layer().with_writer(std::io::stderr).with_ansi(false).with_target(true);
            registry.with(layer).try_init()?;
        }
        LogFormat::Json => {
            let layer = fmt::layer().json().flatten_event(true).with_writer(std::io::stderr);
            registry.with(layer).try_init()?;
        }
    }
    Ok(())
}
