use std::{
    fmt,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use aida_protocol::{Again, Downgrade, ErrorKind, JobError, JobMessage, NodeId, TenantId, Usd, WorkflowId};

/// Takes 0 to 100 and a few English words.
pub type Progress = Arc<dyn Fn(u8, &str) + Send + Sync>;

/// Which attempt of which job a model works for.
#[derive(Debug, Clone)]
pub struct JobScope {
    pub workflow_id: WorkflowId,
    pub node: NodeId,
    pub attempt: i32,
    pub tenant: TenantId,
    pub again: Again,
}

/// What a chain of models tells of the way it went.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Told {
    /// The model that did it, when it was not the agent's usual one.
    pub model: Option<String>,
    /// Paid in this attempt, whatever came of it.
    pub paid: Usd,
    /// Models that were passed over.
    pub downgrades: Vec<Downgrade>,
}

/// What a model is given besides its input. Cheap to clone.
#[derive(Clone)]
pub struct JobContext {
    scope: Option<Arc<JobScope>>,
    told: Arc<Mutex<Told>>,
    scratch: PathBuf,
    threads: usize,
    progress: Progress,
    cancelled: Arc<AtomicBool>,
}

impl JobContext {
    /// `scratch` is an empty folder that lasts as long as the job; `threads` how many threads it may keep busy.
    pub fn new(scratch: PathBuf, threads: usize, progress: Progress, cancelled: Arc<AtomicBool>) -> Self {
        JobContext {
            scope: None,
            told: Arc::default(),
            scratch,
            threads: threads.max(1),
            progress,
            cancelled,
        }
    }

    /// The same for one attempt of a job.
    pub fn for_job(self, job: &JobMessage) -> Self {
        let scope = JobScope {
            workflow_id: job.workflow_id,
            node: job.node,
            attempt: job.attempt,
            tenant: job.tenant.clone(),
            again: job.again.clone().unwrap_or_default(),
        };
        JobContext { scope: Some(Arc::new(scope)), ..self }
    }

    /// Absent outside a fleet.
    pub fn scope(&self) -> Option<&JobScope> {
        self.scope.as_deref()
    }

    /// The name of a file of this job as the workflow knows it: files of a further shape of the film bear its name,
    /// `film-1x1.mp4`, since the first shape has files of the same kind.
    pub fn asset_name(&self, name: &str) -> String {
        let Some(aspect) = self.scope().and_then(|scope| scope.node.aspect) else { return name.to_owned() };
        let (stem, ending) = name.split_once('.').map_or((name, None), |(stem, ending)| (stem, Some(ending)));
        let named = format!("{stem}-{}", aspect.slug());
        ending.map_or_else(|| named.clone(), |ending| format!("{named}.{ending}"))
    }

    /// What the models of this job have told so far, to read or to add to.
    pub fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who did the job: the model that said so, else `usual`.
    pub fn made_by(&self, usual: &str) -> String {
        self.told().model.clone().unwrap_or_else(|| usual.to_owned())
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
