use std::time::{Duration, Instant};

use aida_ops::Settings;
use rustix::process::Signal;

use super::{
    files::{self, Home},
    roles::Role,
    state::{Fleet, ProcessState},
    stop::stop_all,
};

/// Ends the fleet in order; data stay. Whether anything ran.
///
/// # Errors
/// When the fleet's files cannot be read or written, or a process outlives its end.
pub fn down(home: &Home, settings: &Settings, say: &mut dyn FnMut(&str)) -> anyhow::Result<bool> {
    let _only_one = home.lock()?;
    let Some(mut fleet) = files::read_json::<Fleet>(&home.fleet_file())? else { return Ok(false) };
    let supervisor = fleet.supervisor.filter(|id| id.is_alive());
    let ran = supervisor.is_some()
        || fleet.processes.iter().any(|process| process.id.is_some_and(|id| id.is_alive()));
    if let Some(id) = supervisor {
        id.signal(Signal::TERM);
        let roles = Role::SERVICES.into_iter().chain(Role::scalable());
        let end = Instant::now() + roles.map(|role| role.grace(settings)).sum::<Duration>();
        let mut said = String::new();
        while !id.wait(Duration::from_millis(100)) {
            if Instant::now() > end {
                say("the supervisor does not end: killed");
                id.signal(Signal::KILL);
            }
            fleet = files::read_json(&home.fleet_file())?.unwrap_or_default();
            let ending = ending(&fleet);
            if !ending.is_empty() && ending != said {
                say(&format!("ending {ending}"));
                said = ending;
            }
        }
        fleet = files::read_json(&home.fleet_file())?.unwrap_or_default();
    }
    // What a supervisor left that was killed.
    let killed = stop_all(&mut fleet, settings, |fleet| {
        let ending = ending(fleet);
        if !ending.is_empty() {
            say(&format!("ending {ending}"));
        }
    });
    if !killed.is_empty() {
        say(&format!("had to be killed: {}", killed.join(", ")));
    }
    (fleet.supervisor, fleet.settled) = (None, false);
    files::write_json(&home.fleet_file(), &fleet)?;
    let left: Vec<_> = fleet
        .processes
        .iter()
        .filter(|process| process.id.is_some_and(|id| id.is_alive()))
        .map(|process| process.name.as_str())
        .collect();
    anyhow::ensure!(left.is_empty(), "still running: {}", left.join(", "));
    Ok(ran)
}

fn ending(fleet: &Fleet) -> String {
    let names = fleet.processes.iter().filter(|process| process.state == ProcessState::Stopping);
    names.map(|process| process.name.as_str()).collect::<Vec<_>>().join(", ")
}
