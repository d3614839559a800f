use std::{
    fs::File,
    time::{Duration, Instant},
};

use aida_ops::Settings;
use rustix::process::Signal;

use super::{
    process::ProcessId,
    roles::Role,
    state::{Fleet, ProcessState},
};

/// How long a killed process may take to be gone.
const KILLED: Duration = Duration::from_secs(5);

/// Ends what runs, stage by stage; data stay. `changed` is called after each step with the fleet as it is then.
/// Answers the names of the processes that had to be killed.
pub fn stop_all(fleet: &mut Fleet, settings: &Settings, mut changed: impl FnMut(&Fleet)) -> Vec<String> {
    let mut killed = Vec::new();
    for stage in 0..=Role::Prometheus.stage() {
        let members: Vec<(usize, Role, ProcessId)> = fleet
            .processes
            .iter()
            .enumerate()
            .filter_map(|(index, process)| {
                let role: Role = process.role.parse().ok()?;
                Some((index, role, process.id?)).filter(|(_, role, _)| role.stage() == stage)
            })
            .collect();
        if members.is_empty() {
            continue;
        }
        for (index, role, id) in &members {
            id.signal(ending_signal(*role));
            fleet.processes[*index].state = ProcessState::Stopping;
        }
        changed(fleet);
        let started = Instant::now();
        for (index, role, id) in members {
            let left = role.grace(settings).saturating_sub(started.elapsed());
            if !id.wait(left) {
                id.kill_group();
                id.wait(KILLED);
                killed.push(fleet.processes[index].name.clone());
            }
            let process = &mut fleet.processes[index];
            (process.state, process.id) = (ProcessState::Stopped, None);
        }
        changed(fleet);
    }
    killed
}

/// PostgreSQL waits for its clients at SIGTERM, and ends their sessions at SIGINT.
pub const fn ending_signal(role: Role) -> Signal {
    match role {
        Role::Postgres => Signal::INT,
        _ => Signal::TERM,
    }
}

/// Reads the last `count` lines of a log.
pub fn last_lines(path: &std::path::Path, count: usize) -> Vec<String> {
    use std::io::{Read as _, Seek as _, SeekFrom};
    const TAIL_BYTES: u64 = 64 << 10;
    let read = || -> std::io::Result<Vec<u8>> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(TAIL_BYTES)))?;
        let mut text = Vec::new();
        file.take(TAIL_BYTES).read_to_end(&mut text)?;
        Ok(text)
    };
    let text = read().unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<_> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].iter().map(|line| (*line).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use std::{os::unix::process::CommandExt as _, process::Command};

    use super::*;
    use crate::fleet::state::Process;

    fn process(name: &str, role: Role, shell: &str) -> (std::process::Child, Process) {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", shell]).process_group(0);
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::null());
        let mut child = command.spawn().unwrap();
        // The first byte says that the traps are set.
        let mut byte = [0];
        std::io::Read::read_exact(child.stdout.as_mut().unwrap(), &mut byte).unwrap();
        let id = ProcessId::of(child.id().try_into().unwrap());
        let process = Process {
            name: name.into(),
            role: role.as_str().into(),
            state: ProcessState::Ready,
            id,
            program: String::new(),
            metrics_port: None,
            crashes: 0,
            note: String::new(),
        };
        (child, process)
    }

    #[test]
    fn stages_end_in_order_and_the_stubborn_are_killed() {
        let folder = tempfile::tempdir().unwrap();
        let order = folder.path().join("order");
        let polite = |name: &str, signal: &str| {
            format!(
                "trap 'echo {name} >> {}; exit 0' {signal}; echo; while :; do sleep 0.05; done",
                order.display()
            )
        };
        let (mut database, first) = process("postgres", Role::Postgres, &polite("postgres", "INT"));
        let (mut api, second) = process("api-1", Role::Api, &polite("api", "TERM"));
        let (mut stubborn, third) =
            process("planner-1", Role::Planner, "trap '' TERM; echo; while :; do sleep 0.05; done");
        let mut fleet = Fleet { processes: vec![first, second, third], ..Fleet::default() };
        let mut settings = Settings::default();
        settings.planner.grace_seconds = 0;
        let mut steps = 0;
        // Each child is a zombie after its end, which counts as ended.
        let killed = stop_all(&mut fleet, &settings, |_| steps += 1);
        assert_eq!(killed, ["planner-1"]);
        assert_eq!(std::fs::read_to_string(&order).unwrap(), "api\npostgres\n");
        assert!(fleet.processes.iter().all(|process| process.state == ProcessState::Stopped));
        assert_eq!(steps, 6);
        for child in [&mut database, &mut api, &mut stubborn] {
            child.wait().unwrap();
        }
        assert_eq!(last_lines(&order, 1), ["postgres"]);
    }
}
