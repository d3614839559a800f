use std::{
    process::Child,
    time::{Duration, Instant},
};

use super::{
    process::ProcessId,
    roles::Role,
    state::{Process, ProcessState},
};

const FIRST_BACKOFF: Duration = Duration::from_millis(500);
const LONGEST_BACKOFF: Duration = Duration::from_secs(30);
/// A process that was ready for so long has recovered from its crashes.
const RECOVERED: Duration = Duration::from_secs(5);

/// One process as the supervisor holds it.
#[derive(Debug)]
pub struct Unit {
    pub shown: Process,
    pub role: Role,
    /// When it is our child; one taken over from an earlier supervisor is not.
    pub child: Option<Child>,
    /// No longer wanted: goes once it has ended.
    pub leaving: bool,
    /// Crashes since it was last well.
    failures: u32,
    next_start: Instant,
    next_probe: Instant,
    ready_since: Option<Instant>,
    stopping_since: Option<Instant>,
}

impl Unit {
    pub fn new(name: &str, role: Role, now: Instant) -> Self {
        let shown = Process {
            name: name.to_owned(),
            role: role.as_str().to_owned(),
            state: ProcessState::Waiting,
            id: None,
            program: String::new(),
            metrics_port: None,
            crashes: 0,
            note: String::new(),
        };
        Unit::taken_over(shown, role, now)
    }

    /// What an earlier supervisor left; it has to prove that it is ready.
    pub fn taken_over(mut shown: Process, role: Role, now: Instant) -> Self {
        shown.id = shown.id.filter(|id| id.is_alive());
        shown.state = if shown.id.is_some() { ProcessState::Starting } else { ProcessState::Waiting };
        Unit {
            shown,
            role,
            child: None,
            leaving: false,
            failures: 0,
            next_start: now,
            next_probe: now,
            ready_since: None,
            stopping_since: None,
        }
    }

    pub fn is_ready(&self) -> bool {
        self.shown.state == ProcessState::Ready
    }

    pub fn may_start(&self, now: Instant) -> bool {
        self.shown.id.is_none() && !self.leaving && now >= self.next_start
    }

    pub fn started(&mut self, child: Child, program: String, now: Instant) {
        // A pid is positive and fits what the kernel calls pid_t.
        self.shown.id = i32::try_from(child.id()).ok().and_then(ProcessId::of);
        self.child = Some(child);
        self.shown.program = program;
        self.shown.state = ProcessState::Starting;
        self.shown.note.clear();
        self.next_probe = now;
        if self.shown.id.is_none() {
            // It ended before we could look.
            self.shown.id = None;
            self.ended(now);
        }
    }

    /// It could not even be started.
    pub fn failed_to_start(&mut self, reason: String, now: Instant) {
        self.shown.note = reason;
        self.count_failure(now);
    }

    /// Notices that the process has ended; whether it had.
    pub fn notice_end(&mut self, now: Instant) -> bool {
        if self.shown.id.is_none_or(ProcessId::is_alive) {
            return false;
        }
        self.shown.id = None;
        self.ended(now);
        true
    }

    fn ended(&mut self, now: Instant) {
        let status = self.child.take().and_then(|mut child| child.wait().ok());
        // A service is not asked again while it is up: only its end tells for how long it was well.
        if self.ready_since.take().is_some_and(|since| now.duration_since(since) > RECOVERED) {
            self.failures = 0;
        }
        if self.stopping_since.take().is_some() {
            self.shown.state = ProcessState::Waiting;
            self.shown.note.clear();
            self.next_start = now;
            return;
        }
        self.shown.note = match status {
            Some(status) => format!("ended unasked ({status})"),
            None => "ended unasked".to_owned(),
        };
        self.count_failure(now);
    }

    fn count_failure(&mut self, now: Instant) {
        self.shown.state = ProcessState::Waiting;
        self.shown.crashes += 1;
        let wait = FIRST_BACKOFF.saturating_mul(1 << self.failures.min(10)).min(LONGEST_BACKOFF);
        self.failures += 1;
        self.next_start = now + wait;
    }

    pub fn is_probe_due(&self, now: Instant) -> bool {
        let state = self.shown.state;
        // A service that is up stays up as long as its process; asking it again only fills its log.
        let asked = match state {
            ProcessState::Starting => true,
            ProcessState::Ready | ProcessState::Unready => !self.role.is_service(),
            ProcessState::Waiting | ProcessState::Stopping | ProcessState::Stopped => false,
        };
        asked && now >= self.next_probe
    }

    pub fn probed(&mut self, outcome: Result<(), String>, now: Instant) {
        const PAUSE: Duration = Duration::from_secs(2);
        const RETRY: Duration = Duration::from_millis(100);
        match outcome {
            Ok(()) => {
                self.shown.state = ProcessState::Ready;
                self.shown.note.clear();
                let since = *self.ready_since.get_or_insert(now);
                if now.duration_since(since) > RECOVERED {
                    self.failures = 0;
                }
                self.next_probe = now + PAUSE;
            }
            Err(reason) => {
                let was_ready = self.ready_since.is_some();
                self.shown.state = if was_ready { ProcessState::Unready } else { ProcessState::Starting };
                self.shown.note = reason;
                self.next_probe = now + RETRY;
            }
        }
    }

    /// Asks it to end.
    pub fn stop(&mut self, now: Instant) {
        if let Some(id) = self.shown.id.filter(|_| self.stopping_since.is_none()) {
            id.signal(super::stop::ending_signal(self.role));
            self.stopping_since = Some(now);
            self.shown.state = ProcessState::Stopping;
        }
    }

    /// Kills it when it takes longer than `grace` to end.
    pub fn kill_if_late(&mut self, grace: Duration, now: Instant) {
        let late = self.stopping_since.is_some_and(|since| now.duration_since(since) > grace);
        if let Some(id) = self.shown.id.filter(|_| late) {
            id.kill_group();
        }
    }

    /// Starts anew what waits for its next try.
    pub fn retry_now(&mut self, now: Instant) {
        (self.failures, self.next_start) = (0, now);
        self.shown.crashes = 0;
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    fn run(unit: &mut Unit, shell: &str, now: Instant) {
        let child = Command::new("/bin/sh").args(["-c", shell]).spawn().unwrap();
        unit.started(child, "program".into(), now);
    }

    fn wait_for_end(unit: &mut Unit, now: Instant) {
        if let Some(id) = unit.shown.id {
            assert!(id.wait(Duration::from_secs(10)));
            assert!(unit.notice_end(now));
        }
    }

    #[test]
    fn a_crash_is_retried_later_each_time() {
        let now = Instant::now();
        let mut unit = Unit::new("visual-1", Role::Api, now);
        assert!(unit.may_start(now));
        for wait in [500, 1000, 2000] {
            run(&mut unit, "exit 3", now);
            wait_for_end(&mut unit, now);
            assert!(unit.shown.note.contains("exit status: 3"), "{}", unit.shown.note);
            assert!(!unit.may_start(now + Duration::from_millis(wait - 1)));
            assert!(unit.may_start(now + Duration::from_millis(wait)));
        }
        assert_eq!(unit.shown.crashes, 3);
        unit.retry_now(now);
        assert!(unit.may_start(now));
    }

    #[test]
    fn who_was_well_for_a_while_is_started_again_soon() {
        let mut now = Instant::now();
        let mut unit = Unit::new("postgres", Role::Postgres, now);
        for _ in 0..5 {
            run(&mut unit, "exit 1", now);
            unit.probed(Ok(()), now);
            now += RECOVERED + Duration::from_secs(1);
            wait_for_end(&mut unit, now);
            assert!(unit.may_start(now + FIRST_BACKOFF), "a crash long after the last one is a first one");
        }
    }

    #[test]
    fn what_is_asked_to_end_did_not_crash() {
        let now = Instant::now();
        let mut unit = Unit::new("api-1", Role::Api, now);
        run(&mut unit, "sleep 600", now);
        unit.probed(Ok(()), now);
        assert!(unit.is_ready() && !unit.is_probe_due(now));
        unit.probed(Err("stalled".into()), now + Duration::from_secs(3));
        assert_eq!(unit.shown.state, ProcessState::Unready);
        unit.stop(now);
        assert_eq!(unit.shown.state, ProcessState::Stopping);
        wait_for_end(&mut unit, now);
        assert_eq!((unit.shown.crashes, unit.shown.state), (0, ProcessState::Waiting));
        assert!(unit.may_start(now));
    }
}
