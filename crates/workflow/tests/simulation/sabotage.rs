//! What the world can leave out, one at a time. Each has to be noticed: a rule that nobody misses is not tested.

/// A rule of the shell that is switched off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sabotage {
    /// The brief's message is trusted: nobody looks for accepted workflows (rule 1).
    NoLookForAccepted,
    /// The worker acks its job before the broker has confirmed the reply (rule 2).
    JobAckedBeforeReply,
    /// The planner acks before it commits (rule 2).
    AckBeforeCommit,
    /// A reply counts for whatever attempt of its node is open (rule 2).
    AnyAttemptCounts,
    /// The planner publishes before it commits (rule 3).
    PublishBeforeCommit,
    /// A batch counts as confirmed when it was handed over (rule 3).
    MarkedBeforeConfirm,
    /// Nobody sends what a planner that is gone has left (rule 3).
    NoTakeover,
    /// A commit without an answer counts as one that failed (rules 2 and 3).
    LostAnswerIsFailure,
    /// Two planners read a workflow without a lock (rule 5).
    NoLock,
    /// Nobody counts how often a job takes its worker down (rule 7).
    NoCrashCount,
    /// A dead letter is acked before its workflow knows (rule 7).
    DeadAckedFirst,
    /// Nobody looks for deadlines (rule 8).
    NoDeadlines,
    /// Nobody looks for pauses that are over (rule 8).
    NoRetries,
    /// A request is struck off before it is carried out.
    RequestStruckFirst,
}

impl Sabotage {
    pub const ALL: [Sabotage; 14] = [
        Sabotage::NoLookForAccepted,
        Sabotage::JobAckedBeforeReply,
        Sabotage::AckBeforeCommit,
        Sabotage::AnyAttemptCounts,
        Sabotage::PublishBeforeCommit,
        Sabotage::MarkedBeforeConfirm,
        Sabotage::NoTakeover,
        Sabotage::LostAnswerIsFailure,
        Sabotage::NoLock,
        Sabotage::NoCrashCount,
        Sabotage::DeadAckedFirst,
        Sabotage::NoDeadlines,
        Sabotage::NoRetries,
        Sabotage::RequestStruckFirst,
    ];
}
