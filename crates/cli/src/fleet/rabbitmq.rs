use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Context as _;

use super::files::{self, Home};

pub const NAME: &str = "rabbitmq";
/// Erlang's own name service. The broker would start one for the whole machine; ours is private and ends with the fleet.
pub const NAMES: &str = "epmd";

/// The scripts of the package; those in /usr/sbin insist on one user and on /var/lib.
const SERVER: &str = "/usr/lib/rabbitmq/bin/rabbitmq-server";
const USER: &str = "aida";
/// What the broker evaluates at its start. Its folder is the broker's, so that its name holds no space.
const ELECT: &str = include_str!("../../../../infra/rabbitmq/elect.erl");

/// Ports of one broker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BrokerPorts {
    pub amqp: u16,
    pub epmd: u16,
    /// Between Erlang nodes.
    pub distribution: u16,
}

/// One private RabbitMQ.
#[derive(Debug, Clone)]
pub struct RabbitMq {
    folder: PathBuf,
    /// Where its own log goes, beside what its start script says.
    log: PathBuf,
    password: String,
}

impl RabbitMq {
    /// # Errors
    /// When RabbitMQ is not installed.
    pub fn new(home: &Home) -> anyhow::Result<Self> {
        anyhow::ensure!(
            Path::new(SERVER).exists(),
            "RabbitMQ is not installed: {SERVER} is missing (apt-get install rabbitmq-server)"
        );
        Ok(RabbitMq {
            folder: home.rabbitmq(),
            log: home.log(NAME),
            password: files::secret(&home.secret("rabbitmq-password"))?,
        })
    }

    pub fn url(&self, ports: BrokerPorts) -> String {
        format!("amqp://{USER}:{}@127.0.0.1:{}/%2f", self.password, ports.amqp)
    }

    /// Writes the broker's settings.
    pub fn prepare(&self, ports: BrokerPorts) -> anyhow::Result<()> {
        let named = || self.folder.display().to_string();
        let cookie = self.folder.join(".erlang.cookie");
        files::secret(&cookie)?;
        fs::set_permissions(&cookie, fs::Permissions::from_mode(0o400)).with_context(named)?;
        files::replace(&self.folder.join("plugins"), b"[].\n", 0o600).with_context(named)?;
        files::replace(&self.folder.join("elect.erl"), ELECT.as_bytes(), 0o600).with_context(named)?;
        files::replace(&self.folder.join("rabbitmq.conf"), self.settings(ports).as_bytes(), 0o600)
            .with_context(named)
    }

    /// Sized for a small machine. The user is made at the first start.
    fn settings(&self, ports: BrokerPorts) -> String {
        format!(
            "listeners.tcp.1 = 127.0.0.1:{}\n\
             default_user = {USER}\n\
             default_pass = {}\n\
             loopback_users = none\n\
             vm_memory_high_watermark.absolute = 512MB\n\
             disk_free_limit.absolute = 100MB\n\
             raft.wal_max_size_bytes = 33554432\n\
             collect_statistics_interval = 30000\n\
             log.console = false\n\
             log.file = {}\n\
             log.file.level = warning\n",
            ports.amqp,
            self.password,
            self.log.display()
        )
    }

    /// The broker in the foreground, replacing the start script's shell.
    pub fn server(&self, ports: BrokerPorts) -> Command {
        let mut command = Command::new(SERVER);
        self.environment(&mut command, ports);
        let within = |name: &str| self.folder.join(name);
        command
            .env("RUNNING_UNDER_SYSTEMD", "true")
            .env("RABBITMQ_NODE_PORT", ports.amqp.to_string())
            .env("RABBITMQ_DIST_PORT", ports.distribution.to_string())
            .env("RABBITMQ_MNESIA_BASE", within("data"))
            .env("RABBITMQ_LOG_BASE", within("log"))
            .env("RABBITMQ_PID_FILE", within("pid"))
            .env("RABBITMQ_ENABLED_PLUGINS_FILE", within("plugins"))
            .env("RABBITMQ_CONFIG_FILE", within("rabbitmq.conf"))
            .env("RABBITMQ_GENERATED_CONFIG_DIR", within("generated"))
            // Two schedulers that sleep when idle leave the cores to the films. Unbound: the start script binds them to the
            // first two cores, where each has to wait for whatever runs there while others are idle.
            .env(
                "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
                "+S 2:2 +stbt u +sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1} \
                 -eval file:eval(\"elect.erl\")",
            );
        command
    }

    /// The private name service in the foreground.
    pub fn names(&self, ports: BrokerPorts) -> Command {
        let mut command = Command::new("epmd");
        command.args(["-address", "127.0.0.1", "-port"]).arg(ports.epmd.to_string());
        self.environment(&mut command, ports);
        command
    }

    /// Messages that the broker has confirmed to publishers since it started, by its own count.
    ///
    /// # Errors
    /// When the broker does not answer.
    pub fn confirmed_messages(&self, ports: BrokerPorts) -> anyhow::Result<u64> {
        const CONTROL: &str = "/usr/lib/rabbitmq/bin/rabbitmqctl";
        const COUNT: &str = "maps:get(messages_confirmed_total, \
            maps:get([{protocol, amqp091}], rabbit_global_counters:overview())).";
        let mut command = Command::new(CONTROL);
        self.environment(&mut command, ports);
        let output = command.args(["eval", COUNT]).output().context(CONTROL)?;
        let said = String::from_utf8_lossy(&output.stdout);
        said.trim()
            .parse()
            .with_context(|| format!("{CONTROL} said {said:?} {:?}", String::from_utf8_lossy(&output.stderr)))
    }

    fn environment(&self, command: &mut Command, ports: BrokerPorts) {
        command
            .current_dir(&self.folder)
            .env_clear()
            .env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
            .env("LC_ALL", "C.UTF-8")
            // Where the cookie is.
            .env("HOME", &self.folder)
            .env("ERL_EPMD_PORT", ports.epmd.to_string())
            .env("ERL_EPMD_ADDRESS", "127.0.0.1")
            .env("RABBITMQ_NODENAME", "aida@localhost")
            .env("RABBITMQ_CONF_ENV_FILE", "/dev/null");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_broker_listens_on_loopback_only() {
        let broker = RabbitMq { folder: "/f".into(), log: "/l/rabbitmq.log".into(), password: "p".into() };
        let ports = BrokerPorts { amqp: 21_000, epmd: 21_001, distribution: 21_002 };
        let settings = broker.settings(ports);
        assert!(settings.contains("listeners.tcp.1 = 127.0.0.1:21000\n"), "{settings}");
        assert_eq!(broker.url(ports), "amqp://aida:p@127.0.0.1:21000/%2f");
        let server = broker.server(ports);
        let variable = |name: &str| {
            let value = server.get_envs().find(|(known, _)| *known == name)?.1?;
            Some(value.to_string_lossy().into_owned())
        };
        assert_eq!(variable("ERL_EPMD_PORT").as_deref(), Some("21001"));
        assert!(variable("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS").unwrap().contains("{127,0,0,1}"));
        assert_eq!(variable("HOME").as_deref(), Some("/f"));
    }
}
