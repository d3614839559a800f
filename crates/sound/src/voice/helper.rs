//! One call of `aida-voice`: request in, WAV and word events out.

use std::{
    io::{Read, Write},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use aida_models::JobContext;
use serde::{Deserialize, Serialize};

use super::profile::Voice;
use crate::error::SoundError;

/// One clause to speak.
#[derive(Debug, Clone, Serialize)]
pub struct Segment<'a> {
    pub text: &'a str,
    /// Words a minute.
    pub rate: u16,
}

#[derive(Debug, Serialize)]
struct Request<'a> {
    language: &'a str,
    gender: &'a str,
    pitch: u8,
    range: u8,
    output: &'a Path,
    segments: &'a [Segment<'a>],
}

#[derive(Debug, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Event {
    Voice { sample_rate: u32 },
    Segment { first_sample: u64, samples: u64, words: Vec<WordEvent> },
}

/// Where one segment lies in the WAV, and when its words are spoken.
#[derive(Debug, Clone)]
pub struct SpokenSegment {
    pub first_sample: u64,
    pub samples: u64,
    pub words: Vec<WordEvent>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct WordEvent {
    /// Characters from the start of the segment's text.
    pub offset: usize,
    /// Seconds from the segment's first sample.
    pub start: f64,
}

/// The WAV and what it holds.
#[derive(Debug)]
pub struct Take {
    pub path: PathBuf,
    pub sample_rate: u32,
    pub segments: Vec<SpokenSegment>,
}

/// How often a running helper is looked at.
const POLL: Duration = Duration::from_millis(5);

/// Starting, and loading the language, on a busy machine.
const START_LIMIT: Duration = Duration::from_secs(20);

/// espeak-ng speaks hundreds of characters a millisecond; this is a hundred times as long.
const LIMIT_PER_CHAR: Duration = Duration::from_micros(500);

/// Has `segments` spoken into `output`.
pub fn run(
    helper: &Path,
    voice: &Voice,
    segments: &[Segment],
    output: &Path,
    context: &JobContext,
) -> Result<Take, SoundError> {
    let request = Request {
        language: voice.language.code(),
        gender: voice.gender,
        pitch: voice.pitch,
        range: voice.range,
        output,
        segments,
    };
    let request =
        serde_json::to_vec(&request).map_err(|error| SoundError::HelperAnswer(error.to_string()))?;
    let chars: usize = segments.iter().map(|segment| segment.text.len()).sum();
    let limit = START_LIMIT + LIMIT_PER_CHAR * u32::try_from(chars).unwrap_or(u32::MAX);
    let answer = converse(helper, request, limit, context)?;
    let (sample_rate, spoken) = parse(&answer)?;
    if spoken.len() != segments.len() {
        let reason = format!("{} segments were sent, {} came back", segments.len(), spoken.len());
        return Err(SoundError::HelperAnswer(reason));
    }
    Ok(Take { path: output.to_owned(), sample_rate, segments: spoken })
}

fn parse(answer: &[u8]) -> Result<(u32, Vec<SpokenSegment>), SoundError> {
    let mut sample_rate = None;
    let mut segments = Vec::new();
    for event in serde_json::Deserializer::from_slice(answer).into_iter() {
        match event.map_err(|error| SoundError::HelperAnswer(error.to_string()))? {
            Event::Voice { sample_rate: rate } => sample_rate = Some(rate),
            Event::Segment { first_sample, samples, words } => {
                segments.push(SpokenSegment { first_sample, samples, words });
            }
        }
    }
    let known = sample_rate.filter(|rate| (8_000..=48_000).contains(rate));
    let sample_rate = known.ok_or_else(|| SoundError::HelperAnswer("it names no sample rate".to_owned()))?;
    Ok((sample_rate, segments))
}

/// Runs the program in a process group of its own and gives its standard output. The group is killed when the
/// job is cancelled or `limit` passes.
fn converse(
    helper: &Path,
    request: Vec<u8>,
    limit: Duration,
    context: &JobContext,
) -> Result<Vec<u8>, SoundError> {
    let mut child = Command::new(helper)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()
        .map_err(|source| SoundError::HelperMissing { path: helper.to_owned(), source })?;
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    // Pipes are served by threads of their own, so that neither side waits for the other; they end with the
    // program, which is killed at the latest at the limit.
    thread::scope(|scope| {
        scope.spawn(move || stdin.map(|mut pipe| pipe.write_all(&request)));
        let answer = scope.spawn(move || read(stdout));
        let complaint = scope.spawn(move || read(stderr));
        let status = wait(&mut child, limit, context)?;
        let answer = answer.join().unwrap_or_default();
        let complaint = complaint.join().unwrap_or_default();
        if status.success() {
            return Ok(answer);
        }
        let reason = String::from_utf8_lossy(&complaint).lines().last().unwrap_or_default().trim().to_owned();
        Err(SoundError::HelperFailed { status: status.to_string(), reason })
    })
}

fn read(pipe: Option<impl Read>) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(mut pipe) = pipe
        && let Err(error) = pipe.read_to_end(&mut bytes)
    {
        tracing::warn!(%error, "a pipe of the voice program broke");
    }
    bytes
}

fn wait(child: &mut Child, limit: Duration, context: &JobContext) -> Result<ExitStatus, SoundError> {
    let started = Instant::now();
    loop {
        let ended = child.try_wait().map_err(|error| SoundError::HelperAnswer(error.to_string()));
        if let Ok(Some(status)) = ended {
            return Ok(status);
        }
        let stop = match (ended, context.check_cancelled()) {
            (Err(error), _) => Some(error),
            (_, Err(error)) => Some(SoundError::Cancelled(error)),
            _ if started.elapsed() > limit => Some(SoundError::HelperTimeout(limit)),
            _ => None,
        };
        if let Some(error) = stop {
            kill(child);
            return Err(error);
        }
        thread::sleep(POLL);
    }
}

/// Ends the program and whatever it may have started, and takes its status so that no zombie stays.
fn kill(child: &mut Child) {
    let group = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw);
    if let Some(group) = group {
        // It may have ended by itself meanwhile.
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    if let Err(error) = child.wait() {
        tracing::warn!(%error, "the voice program's status could not be taken");
    }
}

#[cfg(test)]
mod tests {
    use std::{os::unix::fs::PermissionsExt, sync::atomic::Ordering};

    use aida_protocol::{ErrorKind, Gender, Language, Tone};

    use super::*;

    fn script(folder: &Path, text: &str) -> PathBuf {
        let path = folder.join("helper");
        std::fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
        path
    }

    fn call(text: &str, cancelled: bool, limit: Duration) -> Result<Vec<u8>, SoundError> {
        let folder = tempfile::tempdir().unwrap();
        let context = JobContext::quiet(folder.path().to_owned(), 1);
        context.cancelled().store(cancelled, Ordering::Relaxed);
        converse(&script(folder.path(), text), b"{}".to_vec(), limit, &context)
    }

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn a_helper_that_hangs_is_killed_with_its_children() {
        let started = Instant::now();
        let error = call("sleep 300 & sleep 300", false, Duration::from_millis(100)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout);
        let error = call("sleep 300 & sleep 300", true, LONG).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Cancelled);
        assert!(started.elapsed() < Duration::from_secs(30), "children held the pipes open");
    }

    #[test]
    fn a_helper_that_fails_says_why() {
        let error = call("cat >/dev/null; echo no voice >&2; exit 3", false, LONG).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unavailable);
        assert!(error.to_string().contains("no voice"), "{error}");
        let context = JobContext::quiet(PathBuf::from("/nonexistent"), 1);
        let voice = Voice::choose(Language::It, Gender::Any, Tone::Calm);
        let error =
            run(Path::new("/nonexistent/aida-voice"), &voice, &[], Path::new("x"), &context).unwrap_err();
        assert!(matches!(error, SoundError::HelperMissing { .. }));
    }

    #[test]
    fn answers_are_checked() {
        assert!(parse(b"{\"event\":\"voice\",\"sample_rate\":22050}\n").is_ok());
        for wrong in [&b""[..], b"{", b"{\"event\":\"song\"}", b"{\"event\":\"voice\",\"sample_rate\":1}"] {
            assert!(parse(wrong).is_err());
        }
    }
}
