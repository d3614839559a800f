//! The local fleet: private PostgreSQL and RabbitMQ, and our own programs, all below one folder.
//!
//! ```text
//!  aida up ──wanted.json, SIGHUP──▶ aida supervise ──▶ postgres, epmd, rabbitmq, prometheus ──▶ api, planner, workers
//!          ◀──────fleet.json───────       │ restarts, replaces, ends in order
//! ```

mod account;
pub mod doctor;
mod down;
mod files;
mod logs;
mod ports;
mod postgres;
mod probe;
mod process;
mod prometheus;
mod rabbitmq;
pub mod roles;
mod state;
mod status;
mod stop;
mod supervisor;
mod unit;
mod up;

pub use down::down;
pub use files::Home;
pub use logs::show_logs;
pub use state::{Fleet, ProcessState};
pub use status::status;
pub use supervisor::supervise;
pub use up::{UpOptions, overrides, up};

/// What the fleet is now, as its supervisor wrote it last. `None` when there was never one.
///
/// # Errors
/// When the file cannot be read.
pub fn read(home: &Home) -> anyhow::Result<Option<Fleet>> {
    files::read_json(&home.fleet_file())
}

/// The programs of ours.
///
/// # Errors
/// When the system does not tell where this program is.
pub fn programs() -> std::io::Result<std::path::PathBuf> {
    process::own_programs()
}

/// Asks the fleet's broker how many messages it has confirmed, whenever it is called.
///
/// # Errors
/// When RabbitMQ is not installed or the fleet has none.
pub fn confirmed_messages(
    home: &Home,
    fleet: &Fleet,
) -> anyhow::Result<std::sync::Arc<dyn Fn() -> anyhow::Result<u64> + Send + Sync>> {
    let broker = rabbitmq::RabbitMq::new(home)?;
    let ports = roles::Ports { known: &mut fleet.ports.clone(), home }.broker()?;
    Ok(std::sync::Arc::new(move || broker.confirmed_messages(ports)))
}
