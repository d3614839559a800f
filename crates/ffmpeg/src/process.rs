use std::{
    ffi::OsString,
    io::Read,
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, getpriority_process, kill_process_group, setpriority_process};

use crate::FfmpegError;

/// How much of what a program says is kept for errors, in bytes.
const STDERR_TAIL: usize = 2_000;
/// More than any output that we read.
const STDOUT_LIMIT: u64 = 16 << 20;
/// `setpriv` (util-linux) makes the kernel kill the child when the thread that started it ends, so nothing
/// outlives a worker that was killed. Doing the same here would need `unsafe`.
const SETPRIV: &str = "/usr/bin/setpriv";

/// How much nicer than we a child is. An encoder takes all the processor that it can get: a broker or a database that starts
/// beside it, and every process that only answers, should not have to wait for its turn.
const NICER: i32 = 10;
const NICEST: i32 = 19;

/// Whether a child must die with the thread that starts it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leash {
    Thread,
    /// For a child that ends by itself when its standard input closes; its owner may change threads.
    StandardInput,
}

/// A running program in a process group of its own.
pub(crate) struct Running {
    program: &'static str,
    child: Child,
    status: Option<ExitStatus>,
    stderr: Option<JoinHandle<String>>,
    watchdog: Watchdog,
}

impl Running {
    /// Starts `program` with `arguments`; it is killed after `limit`.
    pub fn start(
        program: &'static str,
        arguments: &[OsString],
        leash: Leash,
        stdin: Stdio,
        stdout: Stdio,
        limit: Duration,
    ) -> Result<Running, FfmpegError> {
        let mut command = if leash == Leash::Thread && Path::new(SETPRIV).exists() {
            let mut command = Command::new(SETPRIV);
            command.args(["--pdeathsig", "KILL", "--", program]);
            command
        } else {
            Command::new(program)
        };
        command.args(arguments).stdin(stdin).stdout(stdout).stderr(Stdio::piped()).process_group(0);
        // ffmpeg appends to this file or log at this level when told so from outside.
        command.env_remove("FFREPORT").env_remove("AV_LOG_FORCE_COLOR");
        let mut child = command.spawn().map_err(|source| FfmpegError::Start { program, source })?;
        let group = Pid::from_child(&child);
        yields(group);
        let stderr = child.stderr.take().map(|stream| thread::spawn(move || tail(stream)));
        Ok(Running { program, child, status: None, stderr, watchdog: Watchdog::start(group, limit) })
    }

    pub fn stdin(&mut self) -> Option<ChildStdin> {
        self.child.stdin.take()
    }

    pub fn stdout(&mut self) -> Option<ChildStdout> {
        self.child.stdout.take()
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for the end. Reading of standard output is the caller's.
    pub fn wait(&mut self, cancelled: &AtomicBool) -> Result<(), FfmpegError> {
        // Most calls take some tens of milliseconds: short naps first.
        let mut nap = Duration::from_millis(1);
        let status = loop {
            if cancelled.load(Ordering::Relaxed) {
                self.kill();
                return Err(FfmpegError::Cancelled);
            }
            let waited = self
                .child
                .try_wait()
                .map_err(|source| FfmpegError::Start { program: self.program, source })?;
            if let Some(status) = waited {
                break status;
            }
            thread::sleep(nap);
            nap = (nap * 2).min(Duration::from_millis(20));
        };
        self.status = Some(status);
        self.outcome(status)
    }

    fn outcome(&mut self, status: ExitStatus) -> Result<(), FfmpegError> {
        let stderr = self.stderr.take().and_then(|reader| reader.join().ok()).unwrap_or_default();
        if self.watchdog.fired() {
            return Err(FfmpegError::TimedOut {
                program: self.program,
                seconds: self.watchdog.limit.as_secs(),
            });
        }
        if !status.success() {
            return Err(FfmpegError::Failed { program: self.program, status, stderr });
        }
        Ok(())
    }

    fn kill(&mut self) {
        if self.status.is_some() {
            return;
        }
        // Not reaped yet, so the group's number is still ours.
        let _ = kill_process_group(Pid::from_child(&self.child), Signal::KILL);
        self.status = self.child.wait().ok();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // First the watchdog: it must not act on a number that is free again.
        self.watchdog.stop();
        self.kill();
    }
}

/// Before it has started threads of its own, which inherit this. Where the system does not let us, it is as fast as we are.
fn yields(child: Pid) {
    let ours = getpriority_process(None).unwrap_or_default();
    let _ = setpriority_process(Some(child), (ours + NICER).min(NICEST));
}

/// Kills the group when its time is over, whatever its owner is waiting for.
struct Watchdog {
    limit: Duration,
    stop: Option<mpsc::Sender<()>>,
    fired: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Watchdog {
    fn start(group: Pid, limit: Duration) -> Watchdog {
        let (stop, stopped) = mpsc::channel::<()>();
        let fired = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&fired);
        let thread = thread::spawn(move || {
            if stopped.recv_timeout(limit) == Err(mpsc::RecvTimeoutError::Timeout) {
                flag.store(true, Ordering::Relaxed);
                let _ = kill_process_group(group, Signal::KILL);
            }
        });
        Watchdog { limit, stop: Some(stop), fired, thread: Some(thread) }
    }

    fn fired(&self) -> bool {
        self.fired.load(Ordering::Relaxed)
    }

    fn stop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Runs a program to its end and gives what it wrote on standard output.
pub(crate) fn run(
    program: &'static str,
    arguments: &[OsString],
    limit: Duration,
    cancelled: &AtomicBool,
) -> Result<Vec<u8>, FfmpegError> {
    let started = Instant::now();
    let mut running =
        Running::start(program, arguments, Leash::Thread, Stdio::null(), Stdio::piped(), limit)?;
    let stdout = running.child.stdout.take();
    let reader = thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(stream) = stdout {
            // A broken pipe shows in the exit status.
            let _ = stream.take(STDOUT_LIMIT).read_to_end(&mut bytes);
        }
        bytes
    });
    running.wait(cancelled)?;
    tracing::trace!(program, milliseconds = started.elapsed().as_millis() as u64, "program ended");
    Ok(reader.join().unwrap_or_default())
}

/// The end of a stream, as text.
fn tail(mut stream: impl Read) -> String {
    let mut kept = Vec::new();
    let mut chunk = [0; 4096];
    while let Ok(read @ 1..) = stream.read(&mut chunk) {
        kept.extend_from_slice(&chunk[..read]);
        if kept.len() > STDERR_TAIL {
            kept.drain(..kept.len() - STDERR_TAIL);
        }
    }
    String::from_utf8_lossy(&kept).trim().replace('\n', "; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(texts: &[&str]) -> Vec<OsString> {
        texts.iter().map(OsString::from).collect()
    }

    fn group_lives(id: u32) -> bool {
        Path::new(&format!("/proc/{id}")).exists()
    }

    #[test]
    fn errors_carry_the_end_of_what_was_said() {
        let error =
            run("ls", &arguments(&["/no/such/folder"]), Duration::from_secs(5), &AtomicBool::new(false))
                .unwrap_err();
        assert!(error.to_string().contains("No such file"), "{error}");
        let error = run("no-such-program-of-ours", &[], Duration::from_secs(5), &AtomicBool::new(false));
        assert!(error.is_err());
    }

    #[test]
    fn programs_are_nicer_than_we_are() {
        let asked = arguments(&["-c", "read -r _; nice"]);
        let (limit, pipe) = (Duration::from_secs(5), Stdio::piped);
        let mut running = Running::start("bash", &asked, Leash::Thread, pipe(), pipe(), limit).unwrap();
        drop(running.stdin());
        let mut theirs = String::new();
        running.stdout().unwrap().read_to_string(&mut theirs).unwrap();
        let ours = getpriority_process(None).unwrap();
        assert_eq!(theirs.trim(), (ours + NICER).min(NICEST).to_string());
    }

    #[test]
    fn a_cancelled_program_ends_at_once() {
        let began = Instant::now();
        let cancelled = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&cancelled);
        let caller = thread::spawn(move || run("sleep", &arguments(&["30"]), Duration::from_secs(60), &flag));
        cancelled.store(true, Ordering::Relaxed);
        assert!(matches!(caller.join().unwrap(), Err(FfmpegError::Cancelled)));
        assert!(began.elapsed() < Duration::from_secs(2));
    }

    #[test]
    fn a_program_that_hangs_is_stopped() {
        let error = run("sleep", &arguments(&["30"]), Duration::from_millis(50), &AtomicBool::new(false))
            .unwrap_err();
        assert!(matches!(error, FfmpegError::TimedOut { .. }), "{error}");
    }

    #[test]
    fn dropping_kills_the_whole_group() {
        let arguments = arguments(&["-c", "sleep 30 & echo $!; wait"]);
        let mut running = Running::start(
            "bash",
            &arguments,
            Leash::Thread,
            Stdio::null(),
            Stdio::piped(),
            Duration::from_secs(60),
        )
        .unwrap();
        let mut line = String::new();
        let stdout = running.child.stdout.take().unwrap();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(stdout), &mut line).unwrap();
        let grandchild: u32 = line.trim().parse().unwrap();
        let child = running.id();
        assert!(group_lives(child) && group_lives(grandchild));
        drop(running);
        assert!(!group_lives(child));
        // The system carries the signal out in its own time. The orphan is then reaped by init; until that it is a
        // zombie without a command line.
        let runs = || !std::fs::read(format!("/proc/{grandchild}/cmdline")).unwrap_or_default().is_empty();
        let began = Instant::now();
        while runs() {
            assert!(began.elapsed() < Duration::from_secs(10), "the grandchild still runs");
            std::thread::yield_now();
        }
    }
}
