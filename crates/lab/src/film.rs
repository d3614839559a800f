//! What one film costs: wall time from the submit to the file, picture time beside an encoder that only encodes, memory.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use aida_protocol::{Agent, JobView};
use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    Load, counters,
    encode::{self, Encoding},
    memory::Watch,
};

/// A film of ten minutes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(1800);
/// What succeeds says so.
const SUCCEEDED: &str = "succeeded";

/// A fleet that makes films, and a folder for this measurement's own files.
#[derive(Debug, Clone)]
pub struct Studio {
    pub api: String,
    /// Frames lie here as they are: 3 MB each at 1080×1920.
    pub folder: PathBuf,
    /// Of the API, the planners and the workers; what they start counts with them.
    pub our_pids: Vec<i32>,
    pub service_pids: Vec<i32>,
    /// Of the workers that make clips.
    pub picture_pids: Vec<i32>,
}

/// Every figure is of this run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FilmCost {
    pub film_seconds: f64,
    pub resolution: String,
    /// From the first byte of the submit to the last byte of the film.
    pub wall_seconds: f64,
    /// Time during which at least one clip was being rendered and encoded.
    pub picture_seconds: f64,
    /// x264 alone, for the same finished frames with the clips' settings, on all cores: median of the runs.
    pub encode_seconds: f64,
    pub encode_runs: Vec<f64>,
    /// `picture_seconds` / `encode_seconds`.
    pub encode_ratio: f64,
    /// The same of processor time: what the clips' workers used, over what x264 used. Others' load moves it less.
    pub encode_cpu_ratio: f64,
    /// Most memory of our processes and everything they started at one time, in 10⁶ bytes; what they share counts once.
    pub peak_mb: f64,
    /// The same of database and broker.
    pub services_peak_mb: f64,
    /// Processor time that the film took, of our processes, ffmpeg and services, in seconds.
    pub cpu_seconds: f64,
    /// Cores that others kept busy meanwhile.
    pub others_cores: f64,
    pub cores: usize,
    pub stages: Vec<Stage>,
}

/// The jobs of one agent.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stage {
    pub agent: Agent,
    pub jobs: usize,
    /// Seconds after the submit.
    pub begin: f64,
    pub end: f64,
    /// Seconds in which at least one of its jobs was worked on.
    pub busy_seconds: f64,
    /// Seconds of all jobs together.
    pub work_seconds: f64,
}

/// The brief that is measured.
pub fn brief(seconds: f64) -> serde_json::Value {
    json!({
        "text": "Video Instagram per scarpe eco-friendly, Gen Z, energico",
        "aspect": "9:16",
        "duration_seconds": seconds,
    })
}

/// Makes one film of `seconds` and takes it apart.
///
/// # Errors
/// When the fleet breaks off, the film is not completed, or ffmpeg is missing.
pub async fn measure(studio: &Studio, seconds: f64, say: &mut dyn FnMut(&str)) -> anyhow::Result<FilmCost> {
    let load = Load::patient(&studio.api, &brief(seconds), PATIENCE)?;
    let film = studio.folder.join("film.mp4");
    say(&format!("a film of {seconds} s"));
    let (before, machine) = (counted(studio), counters::machine());
    let picture_before = counters::usage(&studio.picture_pids).cpu_seconds;
    let watch = Watch::start(&[&studio.our_pids, &studio.service_pids]);
    let (submitted, started) = (chrono::Utc::now(), Instant::now());
    let id = load.submit().await?.context("the fleet refused the brief")?;
    load.until_finished(&id).await?;
    let state: State = load.get(&format!("/v1/workflows/{id}")).await?.json().await?;
    let url = state.result.video_url.context("the workflow delivered no film")?;
    let bytes = load.get(&url).await?.bytes().await?;
    tokio::fs::write(&film, &bytes).await?;
    let wall_seconds = started.elapsed().as_secs_f64();
    let peaks = watch.stop();
    let (used, whole) = (counted(studio) - before, counters::machine() - machine);
    let picture_cpu = counters::usage(&studio.picture_pids).cpu_seconds - picture_before;
    let jobs: Jobs = load.get(&format!("/v1/workflows/{id}/jobs")).await?.json().await?;
    let stages = stages(&jobs.items, submitted);
    let picture = stages.iter().find(|stage| stage.agent == Agent::Video).context("no clip was made")?;
    let picture_seconds = picture.busy_seconds;
    say("the same frames, encoded alone");
    let Encoding { runs, median, cpu_seconds } = encode::alone(&film, &studio.folder).await?;
    Ok(FilmCost {
        film_seconds: state.result.metadata.duration.unwrap_or(0.0),
        resolution: state.result.metadata.resolution.unwrap_or_default(),
        wall_seconds,
        picture_seconds,
        encode_seconds: median,
        encode_runs: runs,
        encode_ratio: picture_seconds / median,
        encode_cpu_ratio: picture_cpu / cpu_seconds,
        peak_mb: peaks[0],
        services_peak_mb: peaks[1],
        cpu_seconds: used,
        others_cores: ((whole - used) / wall_seconds).max(0.0),
        cores: std::thread::available_parallelism().map_or(1, usize::from),
        stages,
    })
}

#[derive(Deserialize)]
struct State {
    result: aida_protocol::FinalResult,
}

#[derive(Deserialize)]
struct Jobs {
    items: Vec<JobView>,
}

/// Processor seconds so far.
fn counted(studio: &Studio) -> f64 {
    counters::usage(&studio.our_pids).cpu_seconds + counters::usage(&studio.service_pids).cpu_seconds
}

/// One line an agent, in the order in which they began.
fn stages(jobs: &[JobView], submitted: chrono::DateTime<chrono::Utc>) -> Vec<Stage> {
    let mut stages: Vec<Stage> = Agent::ALL
        .into_iter()
        .filter_map(|agent| {
            // A job's work ends when its reply is counted, and began as long before as it says.
            let spans: Vec<(f64, f64)> = jobs
                .iter()
                .filter(|job| job.agent == agent && job.status == SUCCEEDED)
                .filter_map(|job| {
                    let end = (job.finished_at? - submitted).as_seconds_f64();
                    Some((end - job.seconds?, end))
                })
                .collect();
            Some(Stage {
                agent,
                jobs: spans.len(),
                begin: spans.iter().map(|span| span.0).reduce(f64::min)?,
                end: spans.iter().map(|span| span.1).reduce(f64::max)?,
                busy_seconds: covered(&spans),
                work_seconds: spans.iter().map(|(begin, end)| end - begin).sum(),
            })
        })
        .collect();
    stages.sort_by(|a, b| a.begin.total_cmp(&b.begin));
    stages
}

/// Length of the union of spans.
fn covered(spans: &[(f64, f64)]) -> f64 {
    let mut spans = spans.to_vec();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut length, mut reached) = (0.0, f64::NEG_INFINITY);
    for (begin, end) in spans {
        length += (end - begin.max(reached)).max(0.0);
        reached = reached.max(end);
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_that_overlap_count_once() {
        assert_eq!(covered(&[]), 0.0);
        assert!((covered(&[(4.0, 5.0), (0.0, 2.0), (1.0, 1.5), (1.0, 3.0)]) - 4.0).abs() < 1e-9);
    }
}
