use std::{
    fs,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use serde::{Deserialize, Serialize};

/// One process for certain: a pid alone may have been given to another since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcessId {
    pub pid: i32,
    /// Start, in clock ticks since boot: field 22 of `/proc/PID/stat`.
    pub start: u64,
}

impl ProcessId {
    /// The process that has `pid` now; `None` when there is none or it has ended.
    pub fn of(pid: i32) -> Option<Self> {
        let (state, start) = stat(pid)?;
        (!matches!(state, 'Z' | 'X')).then_some(ProcessId { pid, start })
    }

    pub fn this() -> Option<Self> {
        ProcessId::of(i32::try_from(std::process::id()).ok()?)
    }

    pub fn is_alive(self) -> bool {
        ProcessId::of(self.pid) == Some(self)
    }

    /// Sends `signal` if this very process still lives; whether it did.
    pub fn signal(self, signal: Signal) -> bool {
        let Some(pid) = self.is_alive().then(|| Pid::from_raw(self.pid)).flatten() else { return false };
        kill_process(pid, signal).is_ok()
    }

    /// Ends the process and what it started in its group.
    pub fn kill_group(self) {
        if let Some(pid) = self.is_alive().then(|| Pid::from_raw(self.pid)).flatten() {
            // The group has the leader's number only when the process leads one, as all of ours do.
            let _ = kill_process_group(pid, Signal::KILL);
            let _ = kill_process(pid, Signal::KILL);
        }
    }

    /// Waits until the process has ended; whether it did within `limit`.
    pub fn wait(self, limit: Duration) -> bool {
        let end = Instant::now() + limit;
        while self.is_alive() {
            if Instant::now() >= end {
                return false;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        true
    }

    /// Resident memory in bytes.
    pub fn resident_bytes(self) -> Option<u64> {
        let text = fs::read_to_string(format!("/proc/{}/statm", self.pid)).ok()?;
        let pages: u64 = text.split(' ').nth(1)?.parse().ok()?;
        Some(pages * rustix::param::page_size() as u64)
    }
}

/// State and start time. The command's name stands in brackets and may hold spaces and brackets itself.
fn stat(pid: i32) -> Option<(char, u64)> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let mut fields = text.rsplit_once(')')?.1.split_ascii_whitespace();
    let state = fields.next()?.chars().next()?;
    let start = fields.nth(18)?.parse().ok()?;
    Some((state, start))
}

/// Identifies the bytes of a program well enough to notice a newer build.
pub fn program_identity(path: &Path) -> String {
    match fs::metadata(path) {
        Ok(file) => format!("{}-{}-{}.{:09}", file.ino(), file.len(), file.mtime(), file.mtime_nsec()),
        Err(_) => String::new(),
    }
}

/// The program `name` beside this one.
pub fn own_programs() -> std::io::Result<PathBuf> {
    let this = std::env::current_exe()?;
    // After a rebuild the link names the old file with this at its end.
    let text = this.to_string_lossy();
    let this = text.strip_suffix(" (deleted)").map_or(this.clone(), PathBuf::from);
    Ok(this.parent().map(Path::to_path_buf).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn a_process_is_itself_until_it_ends() {
        let mut child = Command::new("sleep").arg("600").spawn().unwrap();
        let id = ProcessId::of(child.id().try_into().unwrap()).unwrap();
        assert!(id.is_alive());
        let other = ProcessId { start: id.start + 1, ..id };
        assert!(!other.is_alive(), "a pid that was given again is another process");
        assert!(!other.signal(Signal::KILL));
        assert!(id.resident_bytes().unwrap() > 0);
        assert!(id.signal(Signal::TERM));
        assert!(id.wait(Duration::from_secs(10)), "a zombie has ended");
        child.wait().unwrap();
        assert!(!id.is_alive());
    }
}
