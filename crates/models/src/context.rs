use std::{
    fmt,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use aida_protocol::{ErrorKind, JobError};

/// Takes 0 to 100 and a few English words.
pub type Progress = Arc<dyn Fn(u8, &str) + Send + Sync>;

/// What a model is given besides its input. Cheap to clone.
#[derive(Clone)]
pub struct JobContext {
    scratch: PathBuf,
    threads: usize,
    progress: Progress,
    cancelled: Arc<AtomicBool>,
}

impl JobContext {
    /// `scratch` is an empty folder that lasts as long as the job; `threads` how many threads it may keep busy.
    pub fn new(scratch: PathBuf, threads: usize, progress: Progress, cancelled: Arc<AtomicBool>) -> Self {
        JobContext { scratch, threads: threads.max(1), progress, cancelled }
    }

    /// A context whose progress nobody hears.
    pub fn quiet(scratch: PathBuf, threads: usize) -> Self {
        JobContext::new(scratch, threads, Arc::new(|_, _| {}), Arc::new(AtomicBool::new(false)))
    }

    pub fn scratch(&self) -> &Path {
        &self.scratch
    }

    pub fn threads(&self) -> usize {
        self.threads
    }

    /// Says how far the job is: 0 to 100, and a few English words.
    pub fn progress(&self, percent: u8, message: &str) {
        (self.progress)(percent.min(100), message);
    }

    pub fn cancelled(&self) -> &Arc<AtomicBool> {
        &self.cancelled
    }

    /// To be asked often: at least every 100 ms of work.
    pub fn check_cancelled(&self) -> Result<(), JobError> {
        if self.cancelled.load(Ordering::Relaxed) {
            return Err(JobError::new(ErrorKind::Cancelled, "the job was cancelled"));
        }
        Ok(())
    }
}

impl fmt::Debug for JobContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JobContext").field("scratch", &self.scratch).field("threads", &self.threads).finish()
    }
}
