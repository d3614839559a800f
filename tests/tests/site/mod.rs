//! A fleet and its database, for tests that look into both.

use aida_lab::chaos::Database;
use tokio::runtime::Runtime;

use crate::{beside::secret, support::Fleet};

/// A running fleet whose database is asked directly.
pub struct Site {
    pub fleet: Fleet,
    pub api: String,
    pub database: Database,
    pub runtime: Runtime,
}

impl Site {
    /// Starts a fleet of its own with `aida` and these arguments, of which one is `up`.
    pub fn start(arguments: &[&str]) -> Self {
        let fleet = Fleet::new();
        fleet.aida(arguments).success();
        Site {
            api: fleet.api_url(),
            database: Database::new(&secret(&fleet, "database-url")),
            runtime: tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime"),
            fleet,
        }
    }
}
