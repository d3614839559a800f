//! The process behind `aida up`: it starts what is wanted, restarts what crashes, replaces what is older than
//! its program, and ends all of it in order. It holds no state but `fleet.json`: one that is killed is
//! replaced by the next `up`, which takes the running processes over by pid and start time.

mod launch;

use std::{
    collections::BTreeMap,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use aida_ops::Settings;
use anyhow::Context as _;
use futures::future::join_all;
use tokio::{
    signal::unix::{SignalKind, signal},
    task::JoinHandle,
};

use super::{
    account::{Account, database_folder},
    files::{self, Home},
    postgres::Postgres,
    process::{ProcessId, program_identity},
    prometheus,
    rabbitmq::RabbitMq,
    roles::{self, Ports, Role},
    state::{Fleet, Wanted},
    stop,
    unit::Unit,
};

const BUSY_TICK: Duration = Duration::from_millis(50);
const CALM_TICK: Duration = Duration::from_millis(500);

/// Runs until it is told to end (SIGTERM, SIGINT: with the fleet) or to hand over (SIGUSR1: without it).
///
/// # Errors
/// When the fleet's folder cannot be used or a service is not installed.
pub async fn supervise(home: Home, settings: Settings) -> anyhow::Result<()> {
    // Out of the terminal's session, so that closing it does not end the fleet.
    let _ = rustix::process::setsid();
    let _only_one = home.supervisor_lock()?;
    let mut update = signal(SignalKind::hangup())?;
    let mut hand_over = signal(SignalKind::user_defined1())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut supervisor = Supervisor::new(home, settings)?;
    loop {
        if let Err(error) = supervisor.tick().await {
            // A full disk, say: the processes go on, and so does their supervision.
            tracing::error!(error = format!("{error:#}"), "supervision stumbles");
            tokio::time::sleep(CALM_TICK).await;
        }
        let pause = if supervisor.fleet.settled { CALM_TICK } else { BUSY_TICK };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = update.recv() => supervisor.read_wanted()?,
            _ = hand_over.recv() => return supervisor.hand_over(),
            _ = terminate.recv() => break,
            _ = interrupt.recv() => break,
        }
        if !supervisor.home.wanted_file().exists() {
            tracing::warn!("the fleet's folder is gone: ending all processes");
            break;
        }
    }
    supervisor.end()
}

struct Supervisor {
    home: Home,
    settings: Settings,
    wanted: Wanted,
    fleet: Fleet,
    units: Vec<Unit>,
    postgres: Postgres,
    rabbitmq: RabbitMq,
    /// Makes the database's files, which takes a second or two, while the broker already starts.
    preparation: Option<JoinHandle<anyhow::Result<()>>>,
    /// Programs as they were at the last request: a build that is under way replaces nothing by itself.
    programs: BTreeMap<Role, String>,
    saved: Fleet,
}

impl Supervisor {
    fn new(home: Home, settings: Settings) -> anyhow::Result<Self> {
        let account = Account::of_database()?;
        let mut fleet: Fleet = files::read_json(&home.fleet_file())?.unwrap_or_default();
        let folder = match fleet.database_folder.take() {
            Some(known) => known,
            None => database_folder(&home, account)?,
        };
        let postgres = Postgres::new(&home, folder.clone(), account)?;
        let rabbitmq = RabbitMq::new(&home)?;
        files::secret(&home.secret("key-pepper"))?;
        fleet.database_folder = Some(folder);
        fleet.settings = roles::settings_identity(&settings);
        fleet.supervisor = ProcessId::this();
        fleet.supervisor_program = program_identity(&std::env::current_exe()?);
        let now = Instant::now();
        let units = fleet
            .processes
            .drain(..)
            .filter_map(|process| Some((process.role.parse().ok()?, process)))
            .map(|(role, process)| Unit::taken_over(process, role, now))
            .collect();
        let preparation = tokio::task::spawn_blocking({
            let postgres = postgres.clone();
            move || postgres.prepare()
        });
        let mut supervisor = Supervisor {
            wanted: Wanted::default(),
            programs: BTreeMap::new(),
            saved: Fleet::default(),
            preparation: Some(preparation),
            home,
            settings,
            fleet,
            units,
            postgres,
            rabbitmq,
        };
        supervisor.read_wanted()?;
        Ok(supervisor)
    }

    /// Takes the newest request.
    fn read_wanted(&mut self) -> anyhow::Result<()> {
        let Some(wanted) = files::read_json::<Wanted>(&self.home.wanted_file())? else { return Ok(()) };
        let now = Instant::now();
        let scalable = Role::scalable().flat_map(|role| {
            let count = wanted.replicas.get(role.as_str()).copied().unwrap_or(0);
            (1..=count).map(move |number| (format!("{}-{number}", role.as_str()), role))
        });
        let observer = wanted.observe.then_some(Role::Prometheus);
        let services =
            Role::SERVICES.into_iter().chain(observer).map(|role| (role.as_str().to_owned(), role));
        let names: Vec<(String, Role)> = services.chain(scalable).collect();
        for unit in &mut self.units {
            unit.leaving = !names.iter().any(|(name, _)| *name == unit.shown.name);
            unit.retry_now(now);
            if unit.leaving {
                unit.stop(now);
            }
        }
        for (name, role) in &names {
            if !self.units.iter().any(|unit| unit.shown.name == *name) {
                self.units.push(Unit::new(name, *role, now));
            }
        }
        self.units.sort_by_key(|unit| names.iter().position(|(name, _)| *name == unit.shown.name));
        if wanted.api_port != 0 {
            self.fleet.ports.insert("api-1".to_owned(), wanted.api_port);
        }
        self.programs = Role::scalable()
            .filter_map(|role| Some((role, program_identity(&role.program(&wanted.programs)?))))
            .collect();
        self.wanted = wanted;
        self.fleet.request = self.wanted.request;
        self.fleet.settled = false;
        Ok(())
    }

    async fn tick(&mut self) -> anyhow::Result<()> {
        let now = Instant::now();
        self.notice_ends(now);
        self.finish_preparation(now).await;
        self.start_due(now)?;
        self.probe().await?;
        self.replace_one_outdated(Instant::now());
        self.fleet.settled = self.units.iter().all(|unit| unit.is_ready() && !self.is_outdated(unit));
        self.save()
    }

    fn notice_ends(&mut self, now: Instant) {
        for unit in &mut self.units {
            unit.kill_if_late(unit.role.grace(&self.settings), now);
            let crashes = unit.shown.crashes;
            if unit.notice_end(now) && unit.shown.crashes > crashes {
                let (process, note) = (&unit.shown.name, &unit.shown.note);
                tracing::warn!(process, note, "a process ended");
            }
        }
        self.units.retain(|unit| !unit.leaving || unit.shown.id.is_some());
    }

    async fn finish_preparation(&mut self, now: Instant) {
        let Some(task) = self.preparation.take_if(|task| task.is_finished()) else { return };
        let outcome = task.await.map_err(anyhow::Error::from).and_then(|outcome| outcome);
        if let Err(error) = outcome {
            tracing::error!(error = format!("{error:#}"), "the database's files cannot be made");
            if let Some(unit) = self.units.iter_mut().find(|unit| unit.role == Role::Postgres) {
                unit.failed_to_start(format!("{error:#}"), now);
            }
            let postgres = self.postgres.clone();
            self.preparation = Some(tokio::task::spawn_blocking(move || {
                std::thread::sleep(Duration::from_secs(2));
                postgres.prepare()
            }));
        }
    }

    fn is_role_ready(&self, role: Role) -> bool {
        self.units.iter().any(|unit| unit.role == role && unit.is_ready())
    }

    fn start_due(&mut self, now: Instant) -> anyhow::Result<()> {
        for index in 0..self.units.len() {
            let (role, unit) = (self.units[index].role, &self.units[index]);
            let needs_met = role.needs().iter().all(|needed| self.is_role_ready(*needed));
            let prepared = role != Role::Postgres || self.preparation.is_none();
            if !unit.may_start(now) || !needs_met || !prepared {
                continue;
            }
            let name = unit.shown.name.clone();
            match self.start(role, &name) {
                Ok((child, program, metrics_port)) => {
                    let unit = &mut self.units[index];
                    unit.shown.metrics_port = metrics_port;
                    unit.started(child, program, now);
                    tracing::info!(process = name, pid = unit.shown.id.map(|id| id.pid), "started");
                }
                Err(error) => {
                    tracing::error!(process = name, error = format!("{error:#}"), "cannot be started");
                    self.units[index].failed_to_start(format!("{error:#}"), now);
                }
            }
            // Before anything else happens: a process that nobody wrote down would be nobody's.
            self.save()?;
        }
        Ok(())
    }

    async fn probe(&mut self) -> anyhow::Result<()> {
        let now = Instant::now();
        let mut asked = Vec::new();
        let mut ports = Ports { known: &mut self.fleet.ports, home: &self.home };
        for (index, unit) in self.units.iter().enumerate().filter(|(_, unit)| unit.is_probe_due(now)) {
            asked.push((index, ports.probe(unit.role, &unit.shown.name)?));
        }
        let answers = join_all(asked.iter().map(|(_, probe)| probe.ask())).await;
        for ((index, _), answer) in asked.into_iter().zip(answers) {
            self.units[index].probed(answer, Instant::now());
        }
        Ok(())
    }

    /// One at a time, and only while all others are ready, so that work goes on.
    fn replace_one_outdated(&mut self, now: Instant) {
        let all_ready = self.units.iter().all(Unit::is_ready);
        let outdated = self.units.iter().position(|unit| self.is_outdated(unit));
        if let Some(index) = outdated.filter(|_| all_ready) {
            tracing::info!(process = self.units[index].shown.name, "replaced by its newer program");
            self.units[index].stop(now);
        }
    }

    fn save(&mut self) -> anyhow::Result<()> {
        self.fleet.processes = self.units.iter().map(|unit| unit.shown.clone()).collect();
        if self.fleet != self.saved && self.home.root().exists() {
            files::write_json(&self.home.fleet_file(), &self.fleet)?;
            if self.wanted.observe && self.home.prometheus().exists() {
                prometheus::write_targets(&self.home, &self.fleet.processes)?;
            }
            self.saved = self.fleet.clone();
        }
        Ok(())
    }

    fn hand_over(&mut self) -> anyhow::Result<()> {
        tracing::info!("handing the fleet over to a newer supervisor");
        self.fleet.supervisor = None;
        self.fleet.settled = false;
        self.save()
    }

    fn end(mut self) -> anyhow::Result<()> {
        tracing::info!("ending the fleet");
        self.save()?;
        let home = self.home.clone();
        let mut fleet = self.fleet.clone();
        fleet.settled = false;
        let killed = stop::stop_all(&mut fleet, &self.settings, |fleet| write_quietly(&home, fleet));
        if !killed.is_empty() {
            tracing::warn!(processes = killed.join(", "), "had to be killed");
        }
        fleet.supervisor = None;
        write_quietly(&home, &fleet);
        Ok(())
    }
}

/// The folder may be gone, which must not keep the fleet from ending.
fn write_quietly(home: &Home, fleet: &Fleet) {
    if home.root().exists()
        && let Err(error) = files::write_json(&home.fleet_file(), fleet)
    {
        tracing::warn!(error = format!("{error:#}"), "fleet.json cannot be written");
    }
}

/// Starts a supervisor that outlives us.
pub fn spawn(home: &Home, program: &Path, overrides: &[(String, String)]) -> anyhow::Result<()> {
    let log = home.open_log("supervisor")?;
    let mut command = Command::new(program);
    command.arg("supervise").env("AIDA_FLEET__HOME", home.root()).env("MALLOC_ARENA_MAX", "2");
    for (variable, value) in overrides {
        // A value given as a file would contradict it.
        command.env(variable, value).env_remove(format!("{variable}_FILE"));
    }
    command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
    let child = command.spawn().with_context(|| program.display().to_string())?;
    // It lives on as an orphan: whoever waits for it is the system.
    drop(child);
    Ok(())
}
