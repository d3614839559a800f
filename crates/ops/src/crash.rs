//! Points at which a process may be made to die, to prove that nothing is lost there.
//!
//! `AIDA_CRASH_AT=planner-committed:3` aborts the process when it comes to that point for the third time. Without the
//! variable a point costs one load.

use std::{
    env,
    sync::{
        OnceLock,
        atomic::{AtomicI64, Ordering},
    },
};

/// Names the point and how often it is passed before: `label:n`, counted from 1.
pub const CRASH_VARIABLE: &str = "AIDA_CRASH_AT";

macro_rules! points {
    ($( $(#[$doc:meta])* $name:ident = $label:literal ),+ $(,)?) => {
        /// Every commit, publish and ack of ours, before it and after it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Point {
            $( $(#[$doc])* $name, )+
        }

        impl Point {
            pub const ALL: &[Point] = &[$( Point::$name, )+];

            pub const fn label(self) -> &'static str {
                match self {
                    $( Point::$name => $label, )+
                }
            }
        }
    };
}

points! {
    /// The API has checked a brief and has not stored it.
    ApiBeforeStore = "api-before-store",
    /// The brief is stored; neither client nor planner knows.
    ApiStored = "api-stored",
    ApiBeforePublish = "api-before-publish",
    ApiPublished = "api-published",
    /// The planner has locked and read its workflows.
    PlannerLocked = "planner-locked",
    /// It has decided, and not written.
    PlannerBeforeCommit = "planner-before-commit",
    /// What it has decided is stored; no job is sent and nothing is acked.
    PlannerCommitted = "planner-committed",
    PlannerBeforeAck = "planner-before-ack",
    PlannerAcked = "planner-acked",
    PlannerBeforePublish = "planner-before-publish",
    /// The broker has confirmed a job; its batch does not count as confirmed.
    PlannerPublished = "planner-published",
    /// A brief that has to wait is acked without anything being written.
    PlannerBeforeDefer = "planner-before-defer",
    /// A dead letter was taken and is not kept.
    DeadBeforeKeep = "dead-before-keep",
    /// It is kept; its workflow does not know.
    DeadKept = "dead-kept",
    /// The worker has a job and has done nothing.
    WorkerTook = "worker-took",
    /// It has counted a crash of a redelivered job.
    WorkerCounted = "worker-counted",
    /// The work is done and nobody knows.
    WorkerDone = "worker-done",
    /// The broker has the reply; the job is not acked.
    WorkerReplied = "worker-replied",
    WorkerAcked = "worker-acked",
    /// The database knows that the job is given back, the broker does not.
    WorkerBeforeHandBack = "worker-before-hand-back",
    WorkerHandedBack = "worker-handed-back",
}

struct Armed {
    point: Point,
    left: AtomicI64,
}

static ARMED: OnceLock<Option<Armed>> = OnceLock::new();

/// Ends the process here, without any farewell, when it was told to.
pub fn at(point: Point) {
    if let Some(armed) = ARMED.get_or_init(of_environment)
        && armed.point == point
        && armed.left.fetch_sub(1, Ordering::Relaxed) == 1
    {
        eprintln!("{CRASH_VARIABLE}: ending at {}", point.label());
        std::process::abort();
    }
}

fn of_environment() -> Option<Armed> {
    let text = env::var(CRASH_VARIABLE).ok()?;
    let armed = read(&text);
    if armed.is_none() {
        eprintln!("{CRASH_VARIABLE}: {text:?} is not LABEL:NUMBER of a known label");
    }
    armed
}

fn read(text: &str) -> Option<Armed> {
    let (label, number) = text.split_once(':')?;
    let point = Point::ALL.iter().find(|point| point.label() == label)?;
    Some(Armed { point: *point, left: AtomicI64::new(number.parse().ok().filter(|number| *number > 0)?) })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_point_is_named_with_its_turn() {
        let armed = read("planner-committed:3").unwrap();
        assert_eq!((armed.point, armed.left.into_inner()), (Point::PlannerCommitted, 3));
        for wrong in ["planner-committed", "planner-committed:0", "planner-committed:x", "nowhere:1", ""] {
            assert!(read(wrong).is_none(), "{wrong}");
        }
        let labels: BTreeSet<_> = Point::ALL.iter().map(|point| point.label()).collect();
        assert_eq!(labels.len(), Point::ALL.len());
    }
}
