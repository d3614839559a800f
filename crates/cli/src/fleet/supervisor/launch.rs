//! What a process of the fleet is started with.

use std::{
    fs::File,
    os::unix::process::CommandExt as _,
    process::{Child, Command, Stdio},
};

use anyhow::Context as _;

use super::{
    super::{
        files, ports, prometheus,
        rabbitmq::BrokerPorts,
        roles::{self, Ports, Role},
        unit::Unit,
    },
    Supervisor,
};

impl Supervisor {
    /// Starts the process; its program and the port of its metrics.
    pub(super) fn start(&mut self, role: Role, name: &str) -> anyhow::Result<(Child, String, Option<u16>)> {
        self.free_ports(role, name)?;
        let (mut command, metrics_port) = self.command(role, name)?;
        let log: File = self.home.open_log(name)?;
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).process_group(0);
        let child = command.spawn().with_context(|| command.get_program().display().to_string())?;
        Ok((child, self.identity(role), metrics_port))
    }

    /// Chooses other ports where somebody else has taken ours meanwhile.
    fn free_ports(&mut self, role: Role, name: &str) -> anyhow::Result<()> {
        for port_name in Ports::names_of(role, name) {
            let Some(port) = self.fleet.port(&port_name).filter(|port| !ports::is_free(*port)) else {
                continue;
            };
            let is_asked_for = port_name == "api-1" && self.wanted.api_port != 0;
            anyhow::ensure!(!is_asked_for, "port {port} is taken by another program");
            self.fleet.ports.remove(&port_name);
        }
        Ok(())
    }

    fn command(&mut self, role: Role, name: &str) -> anyhow::Result<(Command, Option<u16>)> {
        let mut ports = Ports { known: &mut self.fleet.ports, home: &self.home };
        let secret =
            |file: &str, text: String| files::replace(&self.home.secret(file), text.as_bytes(), 0o600);
        match role {
            Role::Postgres => {
                let port = ports.postgres()?;
                secret("database-url", self.postgres.url(or(self.settings.fleet.database_via, port)))?;
                Ok((self.postgres.server(port), None))
            }
            Role::Names => Ok((self.rabbitmq.names(ports.broker()?), None)),
            Role::RabbitMq => {
                let ports = ports.broker()?;
                self.rabbitmq.prepare(ports)?;
                let reached = BrokerPorts { amqp: or(self.settings.fleet.broker_via, ports.amqp), ..ports };
                secret("broker-url", self.rabbitmq.url(reached))?;
                Ok((self.rabbitmq.server(ports), None))
            }
            Role::Prometheus => {
                let port = ports.prometheus()?;
                prometheus::prepare(&self.home)?;
                prometheus::write_targets(&self.home, &self.fleet.processes)?;
                Ok((prometheus::server(&self.home, port), None))
            }
            Role::Api | Role::Planner | Role::Worker(_) => {
                let metrics = ports.metrics(name)?;
                let programs = &self.wanted.programs;
                let program = role.program(programs).unwrap_or_default();
                let mut command = roles::command(&program, &self.home, &self.settings, programs);
                command.env("AIDA_METRICS__LISTEN", format!("127.0.0.1:{metrics}"));
                match role {
                    Role::Api => {
                        command.env("AIDA_API__LISTEN", format!("127.0.0.1:{}", ports.api(name)?));
                    }
                    Role::Worker(agent) => {
                        command.env("AIDA_WORKER__AGENTS", agent.as_str());
                    }
                    _ => {}
                }
                Ok((command, Some(metrics)))
            }
        }
    }

    /// What a process of this role should run: its program, its settings, and where the services are.
    fn identity(&self, role: Role) -> String {
        let Some(program) = self.programs.get(&role) else { return String::new() };
        let port = |name: &str| self.fleet.port(name).unwrap_or_default();
        format!("{program} {} {} {}", self.fleet.settings, port("postgres"), port("rabbitmq"))
    }

    pub(super) fn is_outdated(&self, unit: &Unit) -> bool {
        !unit.role.is_service() && unit.shown.id.is_some() && unit.shown.program != self.identity(unit.role)
    }
}

/// The asked port, or `usual` when none is asked for.
fn or(asked: u16, usual: u16) -> u16 {
    if asked == 0 { usual } else { asked }
}
