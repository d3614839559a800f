//! The fleet's processes as the system shows them.

use std::{
    fs,
    sync::Arc,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};

/// One process of the fleet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    /// `planner-2`, `postgres`.
    pub name: String,
    /// `planner`, `visual`.
    pub role: String,
    pub pid: i32,
}

/// Asks the fleet's supervisor what runs now.
pub type Fleet = Arc<dyn Fn() -> Vec<Running> + Send + Sync>;

/// Whether `pid` was sent the signal.
pub fn signal(pid: i32, signal: Signal) -> bool {
    Pid::from_raw(pid).is_some_and(|pid| kill_process(pid, signal).is_ok())
}

/// The state of proc(5) and the parent; `None` when there is no such process.
pub fn stat(pid: i32) -> Option<(char, i32)> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let mut fields = text.rsplit_once(')')?.1.split_ascii_whitespace();
    Some((fields.next()?.chars().next()?, fields.next()?.parse().ok()?))
}

/// Whether it has ended, waited for at most `limit`.
pub async fn has_ended(pid: i32, limit: Duration) -> bool {
    let since = Instant::now();
    loop {
        if stat(pid).is_none_or(|(state, _)| matches!(state, 'Z' | 'X')) {
            return true;
        }
        if since.elapsed() > limit {
            return false;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Whether it stands still, waited for shortly.
pub async fn is_stopped(pid: i32) -> bool {
    for _ in 0..100 {
        if stat(pid).is_some_and(|(state, _)| state == 'T') {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    false
}

/// Direct children of `parents` that run the program `name`.
pub fn children(parents: &[i32], name: &str) -> Vec<i32> {
    let pids = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = pids.filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
    pids.filter(|pid| stat(*pid).is_some_and(|(state, parent)| state != 'Z' && parents.contains(&parent)))
        .filter(|pid| fs::read_to_string(format!("/proc/{pid}/comm")).is_ok_and(|comm| comm.trim() == name))
        .collect()
}
