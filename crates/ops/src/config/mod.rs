//! Typed settings from four sources, each overriding the ones before it:
//!
//! 1. the defaults in [`settings`];
//! 2. `/etc/aida/aida.toml`, then `./aida.toml` (or only the file that `--config` or `AIDA_CONFIG` names);
//! 3. the environment: `AIDA_SECTION__FIELD`, or `AIDA_SECTION__FIELD_FILE` to read the value from a file;
//! 4. flags: `--set section.field=value` and the few flags of each binary.
//!
//! Unknown keys are refused wherever they stand, and all errors are reported at once.

mod error;
mod load;
pub mod reference;
mod secret;
mod section;
mod settings;
mod value;

pub use error::{ConfigError, ConfigErrors};
pub use load::{Configuration, Origin, Sources};
pub use secret::{Secret, SecretUrl};
pub use section::Key;
pub use settings::{
    ApiSettings, AssetSettings, BrokerSettings, ClientSettings, DatabaseSettings, FleetSettings, LogFormat,
    LogSettings, MetricsSettings, ModelSettings, PlannerSettings, Settings, WorkerSettings,
};
pub use value::{Counts, Setting};
