use std::{
    collections::BTreeMap,
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
    str::FromStr,
    time::Duration,
};

use aida_ops::Settings;
use aida_protocol::Agent;

use super::{account::seed, files::Home, ports, postgres, probe::Probe, prometheus, rabbitmq};

/// Most processes of one role.
pub const MOST_REPLICAS: u32 = 64;

/// What a process of the fleet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Names,
    Postgres,
    RabbitMq,
    Prometheus,
    Api,
    Planner,
    Worker(Agent),
}

impl Role {
    /// What every fleet has.
    pub const SERVICES: [Role; 3] = [Role::Postgres, Role::Names, Role::RabbitMq];

    /// The roles that may be many, as `--replicas` names them.
    pub fn scalable() -> impl Iterator<Item = Role> {
        [Role::Api, Role::Planner].into_iter().chain(Agent::ALL.map(Role::Worker))
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            Role::Names => rabbitmq::NAMES,
            Role::Postgres => postgres::NAME,
            Role::RabbitMq => rabbitmq::NAME,
            Role::Prometheus => prometheus::NAME,
            Role::Api => "api",
            Role::Planner => "planner",
            Role::Worker(agent) => agent.as_str(),
        }
    }

    pub const fn is_service(self) -> bool {
        matches!(self, Role::Names | Role::Postgres | Role::RabbitMq | Role::Prometheus)
    }

    /// What has to be ready before it starts.
    pub const fn needs(self) -> &'static [Role] {
        match self {
            Role::Names | Role::Postgres | Role::Prometheus => &[],
            Role::RabbitMq => &[Role::Names],
            Role::Api | Role::Planner | Role::Worker(_) => &[Role::Postgres, Role::RabbitMq],
        }
    }

    /// The order in which a fleet ends: who takes new work first, who keeps the truth last.
    pub const fn stage(self) -> u8 {
        match self {
            Role::Api => 0,
            Role::Planner => 1,
            Role::Worker(_) => 2,
            Role::RabbitMq => 3,
            Role::Names => 4,
            Role::Postgres => 5,
            // It sees the end of the others.
            Role::Prometheus => 6,
        }
    }

    /// How long it may take to end before it is killed.
    pub fn grace(self, settings: &Settings) -> Duration {
        // Beyond what the process grants its own work.
        const MARGIN_SECONDS: u64 = 5;
        Duration::from_secs(match self {
            Role::Api => settings.api.grace_seconds + MARGIN_SECONDS,
            Role::Planner => settings.planner.grace_seconds + MARGIN_SECONDS,
            Role::Worker(_) => settings.worker.grace_seconds + MARGIN_SECONDS,
            Role::Names | Role::Prometheus => MARGIN_SECONDS,
            Role::Postgres | Role::RabbitMq => 60,
        })
    }

    /// The program of ours that plays it.
    pub fn program(self, programs: &Path) -> Option<PathBuf> {
        let name = match self {
            Role::Api => "aida-api",
            Role::Planner => "aida-planner",
            Role::Worker(_) => "aida-worker",
            Role::Names | Role::Postgres | Role::RabbitMq | Role::Prometheus => return None,
        };
        Some(programs.join(name))
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut all = Role::SERVICES.into_iter().chain([Role::Prometheus]).chain(Role::scalable());
        all.find(|role| role.as_str() == text).ok_or_else(|| {
            let known: Vec<_> = Role::scalable().map(Role::as_str).collect();
            format!("unknown role {text:?}; known are {}", known.join(", "))
        })
    }
}

/// The ports of a fleet by name, chosen once.
#[derive(Debug)]
pub struct Ports<'a> {
    pub known: &'a mut BTreeMap<String, u16>,
    pub home: &'a Home,
}

impl Ports<'_> {
    fn choose(&mut self, name: &str) -> anyhow::Result<u16> {
        ports::choose(self.known, name, seed(self.home.root()))
    }

    pub fn postgres(&mut self) -> anyhow::Result<u16> {
        self.choose(postgres::NAME)
    }

    pub fn broker(&mut self) -> anyhow::Result<rabbitmq::BrokerPorts> {
        Ok(rabbitmq::BrokerPorts {
            amqp: self.choose(rabbitmq::NAME)?,
            epmd: self.choose(rabbitmq::NAMES)?,
            distribution: self.choose("rabbitmq/distribution")?,
        })
    }

    pub fn prometheus(&mut self) -> anyhow::Result<u16> {
        self.choose(prometheus::NAME)
    }

    pub fn api(&mut self, process: &str) -> anyhow::Result<u16> {
        self.choose(process)
    }

    pub fn metrics(&mut self, process: &str) -> anyhow::Result<u16> {
        self.choose(&format!("metrics/{process}"))
    }

    /// The ports that a process will listen on.
    pub fn names_of(role: Role, process: &str) -> Vec<String> {
        match role {
            Role::Postgres => vec![postgres::NAME.to_owned()],
            Role::Names => vec![rabbitmq::NAMES.to_owned()],
            Role::RabbitMq => vec![rabbitmq::NAME.to_owned(), "rabbitmq/distribution".to_owned()],
            Role::Prometheus => vec![prometheus::NAME.to_owned()],
            Role::Api => vec![process.to_owned(), format!("metrics/{process}")],
            Role::Planner | Role::Worker(_) => vec![format!("metrics/{process}")],
        }
    }

    pub fn probe(&mut self, role: Role, process: &str) -> anyhow::Result<Probe> {
        Ok(match role {
            Role::Postgres => Probe::Postgres(self.postgres()?),
            Role::Names => Probe::Port(self.broker()?.epmd),
            Role::RabbitMq => Probe::Amqp(self.broker()?.amqp),
            Role::Prometheus => Probe::Prometheus(self.prometheus()?),
            Role::Api | Role::Planner | Role::Worker(_) => Probe::Http(self.metrics(process)?),
        })
    }
}

/// Settings that belong to the fleet: what the user's environment says of them is for other fleets.
fn is_ours(variable: &str) -> bool {
    const SECTIONS: [&str; 5] =
        ["AIDA_DATABASE__URL", "AIDA_BROKER__URL", "AIDA_ASSETS__", "AIDA_METRICS__", "AIDA_FLEET__"];
    const KEYS: [&str; 4] =
        ["AIDA_API__LISTEN", "AIDA_WORKER__AGENTS", "AIDA_WORKER__SCRATCH", "AIDA_WORKER__VOICE_HELPER"];
    SECTIONS.iter().chain(&KEYS).any(|start| variable.starts_with(start))
}

/// Identifies the settings that the fleet's programs run with, as far as they may be shown.
pub fn settings_identity(settings: &Settings) -> String {
    let Settings { database, broker, api, planner, worker, log, models, .. } = settings;
    let text = format!("{database:?} {broker:?} {api:?} {planner:?} {worker:?} {log:?} {models:?}");
    format!("{:016x}", seed(Path::new(&text)))
}

/// What all programs of the fleet are told, besides the user's own environment.
pub fn environment(home: &Home, settings: &Settings, programs: &Path) -> Vec<(&'static str, OsString)> {
    let mut assets = OsString::from("file://");
    assets.push(home.assets());
    let mut variables = vec![
        ("AIDA_DATABASE__URL_FILE", home.secret("database-url").into()),
        ("AIDA_BROKER__URL_FILE", home.secret("broker-url").into()),
        ("AIDA_ASSETS__URL", assets),
        ("AIDA_WORKER__SCRATCH", home.scratch().into()),
        ("AIDA_WORKER__VOICE_HELPER", programs.join("aida-voice").into()),
        // glibc keeps what was freed for idle threads and for the next large frame. Told so, it maps what is large
        // by itself, where it leaves no holes among small things, and gives it back as soon as it is freed.
        ("MALLOC_ARENA_MAX", "2".into()),
        ("MALLOC_TRIM_THRESHOLD_", "1048576".into()),
        ("MALLOC_MMAP_THRESHOLD_", "262144".into()),
        ("MALLOC_TOP_PAD_", "65536".into()),
        // The planner's and the API's allocator: huge pages are mostly empty in a small process.
        ("MIMALLOC_ALLOW_THP", "0".into()),
    ];
    if settings.api.key_pepper.is_none() {
        variables.push(("AIDA_API__KEY_PEPPER_FILE", home.secret("key-pepper").into()));
    }
    variables
}

/// A program of ours with the fleet's environment.
pub fn command(program: &Path, home: &Home, settings: &Settings, programs: &Path) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(is_ours) {
            command.env_remove(name);
        }
    }
    command.envs(environment(home, settings, programs));
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_read_back_what_they_write() {
        for role in Role::SERVICES.into_iter().chain(Role::scalable()) {
            assert_eq!(role.as_str().parse(), Ok(role));
        }
        assert!("poet".parse::<Role>().unwrap_err().contains("visual"));
    }

    #[test]
    fn a_key_for_models_is_another_setting() {
        let with = |key: &str| {
            let mut settings = Settings::default();
            settings.models.fal_key = Some(aida_ops::Secret::new(key));
            settings_identity(&settings)
        };
        assert_ne!(with("one"), settings_identity(&Settings::default()));
        assert_eq!(with("one"), with("other"), "what it is must not be guessed from it");
    }

    #[test]
    fn the_truth_ends_last() {
        let mut stages: Vec<_> = Role::SERVICES.into_iter().chain(Role::scalable()).collect();
        stages.sort_by_key(|role| role.stage());
        assert_eq!(stages.first(), Some(&Role::Api));
        assert_eq!(stages.last(), Some(&Role::Postgres));
        assert!(Role::Prometheus.stage() > Role::Postgres.stage());
    }

    #[test]
    fn a_fleet_does_not_inherit_the_places_of_another() {
        assert!(
            is_ours("AIDA_DATABASE__URL")
                && is_ours("AIDA_DATABASE__URL_FILE")
                && is_ours("AIDA_ASSETS__REGION")
        );
        assert!(!is_ours("AIDA_PLANNER__MAX_BATCH") && !is_ours("AIDA_DATABASE__MAX_CONNECTIONS"));
    }
}
