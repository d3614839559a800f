use std::{
    collections::BTreeMap,
    path::Path,
    time::{Duration, Instant},
};

use aida_ops::{Settings, config::Counts};
use anyhow::{Context as _, bail};
use rustix::process::Signal;

use super::{
    files::{self, Home},
    process::{own_programs, program_identity},
    prometheus,
    roles::{MOST_REPLICAS, Role, settings_identity},
    state::{Fleet, ProcessState, Wanted},
    stop::last_lines,
    supervisor,
};

const POLL: Duration = Duration::from_millis(25);
/// A process that ended so often while we wait will not come up.
const HOPELESS_CRASHES: u32 = 6;

#[derive(Debug, Clone, Default)]
pub struct UpOptions {
    /// Asked on the command line; 0 for none.
    pub replicas: Counts,
    /// PostgreSQL and RabbitMQ alone.
    pub services_only: bool,
    /// With Prometheus or without; `None` leaves it as it is.
    pub observe: Option<bool>,
    /// Settings given as flags, as variables for the fleet's programs.
    pub overrides: Vec<(String, String)>,
    /// Whether a running fleet takes on our settings; a command that only needs a fleet leaves it as it is.
    pub apply_settings: bool,
}

/// Brings the fleet to what is wanted and waits until all of it is ready. `say` hears what it waits for.
///
/// # Errors
/// When a service is missing, a process keeps ending, or the time is up; the reason holds the end of its log.
pub fn up(
    home: &Home,
    settings: &Settings,
    options: &UpOptions,
    say: &mut dyn FnMut(&str),
) -> anyhow::Result<Fleet> {
    let _only_one = home.lock()?;
    let before: Wanted = files::read_json(&home.wanted_file())?.unwrap_or_default();
    let programs = own_programs()?;
    let wanted = Wanted {
        request: before.request + 1,
        replicas: replicas(&before.replicas, &settings.fleet.replicas, options)?,
        api_port: settings.fleet.api_port,
        programs: programs.clone(),
        observe: options.observe.unwrap_or(before.observe),
    };
    anyhow::ensure!(
        !wanted.observe || prometheus::is_installed(),
        "Prometheus is not installed (apt-get install prometheus)"
    );
    for role in Role::scalable().filter(|role| wanted.replicas.contains_key(role.as_str())) {
        let program = role.program(&programs).unwrap_or_default();
        anyhow::ensure!(program.exists(), "{} is missing: build it first", program.display());
    }
    files::write_json(&home.wanted_file(), &wanted)?;
    wake_supervisor(home, &programs.join("aida"), settings, options)?;
    wait(home, settings, &wanted, say)
}

/// What the command line says, else the settings, else what was wanted last, else one of each.
fn replicas(
    before: &BTreeMap<String, u32>,
    set: &Counts,
    options: &UpOptions,
) -> anyhow::Result<BTreeMap<String, u32>> {
    if options.services_only {
        return Ok(BTreeMap::new());
    }
    for (name, count) in set.0.iter().chain(&options.replicas.0) {
        let role: Role = name.parse().map_err(anyhow::Error::msg)?;
        anyhow::ensure!(!role.is_service(), "there is one {name} in a local fleet");
        anyhow::ensure!(*count <= MOST_REPLICAS, "{name}: at most {MOST_REPLICAS} processes");
    }
    let count = |role: Role| {
        let name = role.as_str();
        let last = || before.get(name).copied().filter(|count| *count > 0);
        options.replicas.get(name).or_else(|| set.get(name)).or_else(last).unwrap_or(1)
    };
    Ok(Role::scalable()
        .map(|role| (role.as_str().to_owned(), count(role)))
        .filter(|(_, count)| *count > 0)
        .collect())
}

/// Tells the running supervisor, or starts one; one of an older build or with other settings hands over first.
fn wake_supervisor(
    home: &Home,
    program: &Path,
    settings: &Settings,
    options: &UpOptions,
) -> anyhow::Result<()> {
    const HAND_OVER: Duration = Duration::from_secs(10);
    let fleet: Fleet = files::read_json(&home.fleet_file())?.unwrap_or_default();
    if let Some(running) = fleet.supervisor.filter(|id| id.is_alive()) {
        let is_current = fleet.supervisor_program == program_identity(program);
        let has_settings = !options.apply_settings || fleet.settings == settings_identity(settings);
        if is_current && has_settings {
            running.signal(Signal::HUP);
            return Ok(());
        }
        running.signal(Signal::USR1);
        if !running.wait(HAND_OVER) {
            running.signal(Signal::KILL);
            running.wait(HAND_OVER);
        }
    }
    supervisor::spawn(home, program, &options.overrides)
}

fn wait(
    home: &Home,
    settings: &Settings,
    wanted: &Wanted,
    say: &mut dyn FnMut(&str),
) -> anyhow::Result<Fleet> {
    let begin = Instant::now();
    let end = begin + Duration::from_secs(settings.fleet.start_timeout_seconds);
    let mut said = String::new();
    loop {
        let fleet: Fleet = files::read_json(&home.fleet_file())?.unwrap_or_default();
        let taken = fleet.request == wanted.request;
        if taken && fleet.settled {
            return Ok(fleet);
        }
        if taken
            && let Some(process) = fleet.processes.iter().find(|process| process.crashes >= HOPELESS_CRASHES)
        {
            bail!("{} does not start: {}{}", process.name, process.note, log_end(home, &process.name));
        }
        let now = if taken { waits_for(&fleet) } else { "supervisor".to_owned() };
        if Instant::now() >= end {
            bail!(
                "the fleet is not ready after {} s; it waits for {now}{}",
                settings.fleet.start_timeout_seconds,
                log_end(home, "supervisor")
            );
        }
        // A fleet that runs already answers at once: nothing to tell.
        if !now.is_empty() && now != said && begin.elapsed() > QUIET {
            say(&format!("waiting for {now}"));
            said = now;
        }
        std::thread::sleep(POLL);
    }
}

/// How long nobody needs to be told what is waited for.
const QUIET: Duration = Duration::from_millis(700);

fn waits_for(fleet: &Fleet) -> String {
    let open = fleet.processes.iter().filter(|process| process.state != ProcessState::Ready);
    open.map(|process| process.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn log_end(home: &Home, process: &str) -> String {
    let path = home.log(process);
    let lines: String = last_lines(&path, 8).iter().map(|line| format!("\n    {line}")).collect();
    if lines.is_empty() { String::new() } else { format!("\n  end of {}:{lines}", path.display()) }
}

/// Values of `--set` (`section.field=value`) as variables for the fleet's programs.
///
/// # Errors
/// When one has no `=`.
pub fn overrides(sets: &[String]) -> anyhow::Result<Vec<(String, String)>> {
    let pair = |text: &String| {
        let (key, value) =
            text.split_once('=').with_context(|| format!("{text:?} is not SECTION.FIELD=VALUE"))?;
        let variable = format!("AIDA_{}", key.trim().replacen('.', "__", 1)).to_uppercase();
        Ok((variable, value.to_owned()))
    };
    sets.iter().map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(text: &str) -> Counts {
        text.parse().unwrap()
    }

    #[test]
    fn replicas_follow_flag_settings_and_memory() {
        let before = counts("visual=3,audio=0,video=2").0;
        let options = UpOptions { replicas: counts("video=4,director=0"), ..UpOptions::default() };
        let wanted = replicas(&before, &counts("planner=2,video=9"), &options).unwrap();
        let expected = "api=1,assembly=1,audio=1,planner=2,video=4,visual=3,writer=1";
        assert_eq!(Counts(wanted).to_string(), expected);
        let none = UpOptions { services_only: true, ..UpOptions::default() };
        assert!(replicas(&before, &Counts::default(), &none).unwrap().is_empty());
    }

    #[test]
    fn wrong_replicas_are_refused() {
        for wrong in ["poet=1", "postgres=2", "visual=1000"] {
            let options = UpOptions { replicas: counts(wrong), ..UpOptions::default() };
            assert!(replicas(&BTreeMap::new(), &Counts::default(), &options).is_err(), "{wrong}");
        }
    }

    #[test]
    fn flags_become_variables() {
        let sets = ["planner.max_batch=8".to_owned(), "log.level=info,a=b".to_owned()];
        let expected = [("AIDA_PLANNER__MAX_BATCH", "8"), ("AIDA_LOG__LEVEL", "info,a=b")];
        let read = overrides(&sets).unwrap();
        assert!(read.iter().map(|(name, value)| (name.as_str(), value.as_str())).eq(expected));
        assert!(overrides(&["nonsense".to_owned()]).is_err());
    }
}
