//! Rehearsed failures: the subject of a brief says which of its jobs fails, how, and how often.
//!
//! `fail visual-2 refused 3`: the first three attempts of `visual-2` fail as `refused`; `fail assembly silence 1`: the
//! first attempt of `assembly` is taken and never answered.

use aida_protocol::{ErrorKind, JobError, JobInput, JobMessage, ProjectBrief};
use serde::{Deserialize as _, de::value::StrDeserializer};

/// What is asked of one attempt.
#[derive(Debug, PartialEq)]
pub enum Asked {
    Fail(JobError),
    /// Nothing, for ever.
    Silence,
}

const SILENCE: &str = "silence";

/// What the brief asks of this attempt, if anything.
pub fn asked(job: &JobMessage) -> Option<Asked> {
    read(&brief(&job.input).subject, &job.node.to_string(), job.attempt)
}

fn read(subject: &str, of: &str, attempt: i32) -> Option<Asked> {
    let mut words = subject.strip_prefix("fail ")?.split(' ');
    let (node, how, times) = (words.next()?, words.next()?, words.next()?.parse::<i32>().ok()?);
    if node != of || attempt > times {
        return None;
    }
    if how == SILENCE {
        return Some(Asked::Silence);
    }
    let kind = ErrorKind::deserialize(StrDeserializer::<serde::de::value::Error>::new(how)).ok()?;
    Some(Asked::Fail(JobError::new(kind, "rehearsed")))
}

fn brief(input: &JobInput) -> &ProjectBrief {
    match input {
        JobInput::Writer(input) => &input.brief,
        JobInput::Director(input) => &input.brief,
        JobInput::Audio(input) => &input.brief,
        JobInput::Visual(input) => &input.brief,
        JobInput::Video(input) => &input.brief,
        JobInput::Assembly(input) => &input.brief,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_says_what_fails_and_how_often() {
        let fails = |subject, node, attempt| read(subject, node, attempt);
        let refused = Some(Asked::Fail(JobError::new(ErrorKind::Refused, "rehearsed")));
        assert_eq!(fails("fail visual-2 refused 3", "visual-2", 3), refused);
        assert_eq!(fails("fail assembly silence 1", "assembly", 1), Some(Asked::Silence));
        assert_eq!(fails("fail visual-2 refused 3", "visual-2", 4), None);
        assert_eq!(fails("fail visual-2 refused 3", "visual-1", 1), None);
        assert_eq!(fails("fail visual-2 nonsense 3", "visual-2", 1), None);
        assert_eq!(fails("fail better", "writer", 1), None);
    }
}
