//! Whether this machine has memory and disk for one more job. A worker that is short of either takes its
//! jobs more slowly, before they fail.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How long a look is good for: looking costs two system calls.
const FRESH: Duration = Duration::from_millis(250);
/// How long nothing is taken after a job ran out of memory or disk.
const RECOVERY: Duration = Duration::from_secs(3);

/// What has to be free for a job to be taken; 0 asks for nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reserve {
    pub memory_bytes: u64,
    pub disk_bytes: u64,
}

pub struct Pressure {
    reserve: Reserve,
    folder: PathBuf,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    at: Option<Instant>,
    short_of: Option<&'static str>,
    hurt_at: Option<Instant>,
}

impl Pressure {
    /// `folder` is where jobs write.
    pub fn new(reserve: Reserve, folder: &Path) -> Self {
        Pressure { reserve, folder: folder.to_owned(), seen: Mutex::default() }
    }

    /// A job has run out of memory or disk.
    pub fn exhausted(&self) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).hurt_at = Some(Instant::now());
    }

    /// What there is too little of: `memory`, `disk`, or `recovery` soon after a job ran out of either.
    pub fn short_of(&self) -> Option<&'static str> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.hurt_at.is_some_and(|at| at.elapsed() < RECOVERY) {
            return Some("recovery");
        }
        if seen.at.is_none_or(|at| at.elapsed() >= FRESH) {
            (seen.at, seen.short_of) = (Some(Instant::now()), self.look());
        }
        seen.short_of
    }

    fn look(&self) -> Option<&'static str> {
        if self.reserve.memory_bytes > available_memory().unwrap_or(u64::MAX) {
            return Some("memory");
        }
        let disk = rustix::fs::statvfs(&self.folder).map(|disk| disk.f_bavail.saturating_mul(disk.f_frsize));
        (self.reserve.disk_bytes > disk.unwrap_or(u64::MAX)).then_some("disk")
    }
}

/// What the kernel says that new programs can have; `None` where it does not say.
fn available_memory() -> Option<u64> {
    let text = fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kib| kib.saturating_mul(1_024))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short_of(memory_bytes: u64, disk_bytes: u64) -> Option<&'static str> {
        Pressure::new(Reserve { memory_bytes, disk_bytes }, &std::env::temp_dir()).short_of()
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(short_of(0, 0), None);
        assert_eq!(short_of(u64::MAX, 0), Some("memory"));
        assert_eq!(short_of(0, u64::MAX), Some("disk"));
        assert!(available_memory().is_some_and(|bytes| bytes > 1 << 20));
    }

    #[test]
    fn a_job_that_ran_out_makes_the_others_wait() {
        let pressure = Pressure::new(Reserve::default(), &std::env::temp_dir());
        assert_eq!(pressure.short_of(), None);
        pressure.exhausted();
        assert_eq!(pressure.short_of(), Some("recovery"));
    }
}
