//! The final result of a workflow, from the results of its jobs.

use aida_models::Selection;
use aida_protocol::{
    Aspect, ContentType, FilmAssets, FilmError, FilmVersion, FinalMetadata, FinalResult, Spent, Usd,
    WorkflowStatus,
};
use aida_workflow::State;
use chrono::{DateTime, Utc};

use crate::jobs::Film;

/// How the workflow ended.
pub(crate) struct Ending<'a> {
    pub status: WorkflowStatus,
    pub agent: Option<&'a str>,
    pub reason: Option<&'a str>,
    pub accepted_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    pub now: DateTime<Utc>,
    /// Seconds, as expected when it started.
    pub estimated_seconds: f64,
    /// The models that were used, job by job.
    pub models: Vec<String>,
    /// The models that the brief should get; none without hosted ones.
    pub selection: Option<Selection>,
}

/// Gathers everything that was made. Also what a failed workflow left is named.
pub(crate) fn result(ending: &Ending<'_>, film: Film<'_>, state: &State) -> FinalResult {
    let assembled: Vec<(Aspect, &FinalResult)> =
        shapes(film).filter_map(|shape| Some((shape.shape(), shape.assembled()?))).collect();
    let videos = assembled.iter().filter_map(|(aspect, result)| version(*aspect, result)).collect();
    let assembled = assembled.first().map(|(_, result)| *result);
    let numbers = 1..=state.scenes.as_ref().map_or(0, |scenes| scenes.len() as u16);
    let images: Vec<_> = shapes(film)
        .flat_map(|shape| numbers.clone().filter_map(move |number| shape.visual(number).cloned()))
        .collect();
    let delivers_images = matches!(film.brief.content_type, ContentType::Image | ContentType::MultiAsset);
    let started = ending.started_at.unwrap_or(ending.accepted_at);
    let frame = film.brief.frame_size();
    let selection = ending.selection.as_ref();
    let mut metadata = assembled.map(|result| result.metadata.clone()).unwrap_or_default();
    if film.brief.content_type == ContentType::Image {
        metadata.resolution = Some(format!("{}x{}", frame.width, frame.height));
    }
    FinalResult {
        status: ending.status,
        video_url: assembled.and_then(|result| result.video_url.clone()),
        videos,
        image_urls: if delivers_images {
            images.iter().map(|image| image.image_url.clone()).collect()
        } else {
            vec![]
        },
        audio_url: assembled.and_then(|result| result.audio_url.clone()),
        thumbnail_url: assembled.and_then(|result| result.thumbnail_url.clone()),
        caption_urls: assembled.map(|result| result.caption_urls.clone()).unwrap_or_default(),
        report_url: assembled.and_then(|result| result.report_url.clone()),
        metadata: FinalMetadata {
            cost: Spent {
                estimated: selection.map_or(Usd::ZERO, |chosen| chosen.estimate),
                actual: state.cost,
            },
            time: Spent { estimated: ending.estimated_seconds, actual: seconds_between(started, ending.now) },
            agents_used: agents_used(film),
            models_used: distinct(&ending.models),
            route: selection.map(|chosen| chosen.route.as_str().to_owned()),
            reasons: selection.map(|chosen| chosen.reasons.clone()).unwrap_or_default(),
            ..metadata
        },
        post: film.writer().map(|result| result.post.clone()),
        downgrades: state.downgrades.clone(),
        assets: Some(FilmAssets {
            script: film.writer().cloned(),
            storyboard: film.director().cloned(),
            images,
            raw_video: None,
            audio: film.audio().cloned(),
        }),
        error: ending.reason.map(|reason| FilmError {
            agent: ending.agent.unwrap_or("planner").to_owned(),
            reason: reason.to_owned(),
            timestamp: ending.now,
        }),
        progress: None,
    }
}

/// The film in each of its shapes, as nodes name them.
fn shapes(film: Film<'_>) -> impl Iterator<Item = Film<'_>> {
    let others = film.brief.every_aspect().skip(1).map(Some);
    std::iter::once(None).chain(others).map(move |aspect| Film { aspect, ..film })
}

fn version(aspect_ratio: Aspect, result: &FinalResult) -> Option<FilmVersion> {
    Some(FilmVersion {
        aspect_ratio,
        status: result.status,
        url: result.video_url.clone()?,
        thumbnail_url: result.thumbnail_url.clone(),
        caption_urls: result.caption_urls.clone(),
        report_url: result.report_url.clone(),
        duration: result.metadata.duration,
        resolution: result.metadata.resolution.clone(),
        error: result.error.clone(),
    })
}

fn seconds_between(from: DateTime<Utc>, to: DateTime<Utc>) -> f64 {
    (to - from).num_milliseconds() as f64 / 1_000.0
}

/// In the order of the graph.
fn agents_used(film: Film<'_>) -> Vec<String> {
    let mut nodes: Vec<_> = film.results.keys().copied().collect();
    nodes.sort_unstable();
    distinct(&nodes.iter().map(|node| node.agent().to_string()).collect::<Vec<_>>())
}

fn distinct(names: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for name in names {
        if !name.is_empty() && !found.contains(name) {
            found.push(name.clone());
        }
    }
    found
}
