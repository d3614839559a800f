use aida_protocol::Step;

/// A workflow's time from its start to its end, unless its state says otherwise.
pub const WORKFLOW_TIMEOUT_MS: u64 = 600_000;

/// How long a job may take from its dispatch, waiting in the queue included.
pub const fn job_deadline_ms(step: Step) -> u64 {
    match step {
        Step::Writer | Step::Director => 90_000,
        Step::Visual | Step::Audio => 120_000,
        Step::Clip => 300_000,
        Step::Assembly => 180_000,
    }
}
