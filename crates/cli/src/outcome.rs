use std::path::PathBuf;

use aida_protocol::{Aspect, FieldError, Usd, WorkflowId, WorkflowState, WorkflowStatus};
use serde::Serialize;

use crate::{
    client::ClientError,
    exit::Exit,
    watch::{duration, printable},
};

/// How a command that makes something ended: the one JSON object of `--json`. Every field is always there but
/// `error` and `errors`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome {
    /// Absent when nothing was accepted.
    pub id: Option<WorkflowId>,
    /// The workflow's, or `refused` or `unreachable`.
    pub status: String,
    pub video: Option<PathBuf>,
    /// The film in each shape that was asked for; the first is also that of the fields beside.
    pub videos: Vec<VersionFiles>,
    pub images: Vec<PathBuf>,
    pub audio: Option<PathBuf>,
    pub thumbnail: Option<PathBuf>,
    pub captions: Vec<PathBuf>,
    pub report: Option<PathBuf>,
    /// Of the film or the sound.
    pub duration_seconds: Option<f64>,
    /// From submission to the end.
    pub wall_seconds: Option<f64>,
    pub cost: Usd,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    #[serde(skip)]
    pub exit: Exit,
}

/// Where the files of a result were put.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Files {
    pub video: Option<PathBuf>,
    pub videos: Vec<VersionFiles>,
    pub images: Vec<PathBuf>,
    pub audio: Option<PathBuf>,
    pub thumbnail: Option<PathBuf>,
    pub captions: Vec<PathBuf>,
    pub report: Option<PathBuf>,
}

/// Where the files of the film in one shape were put.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VersionFiles {
    pub aspect_ratio: Aspect,
    /// `completed`, or `partial` when its inspection found a fault.
    pub status: WorkflowStatus,
    pub video: PathBuf,
    pub thumbnail: Option<PathBuf>,
    pub captions: Vec<PathBuf>,
    pub report: Option<PathBuf>,
}

impl Outcome {
    fn bare(id: Option<WorkflowId>, status: &str, exit: Exit) -> Self {
        Outcome {
            id,
            status: status.to_owned(),
            video: None,
            videos: Vec::new(),
            images: Vec::new(),
            audio: None,
            thumbnail: None,
            captions: Vec::new(),
            report: None,
            duration_seconds: None,
            wall_seconds: None,
            cost: Usd::ZERO,
            error: None,
            errors: Vec::new(),
            exit,
        }
    }

    /// Of a workflow that was accepted and goes on.
    pub fn accepted(id: WorkflowId) -> Self {
        Outcome::bare(Some(id), WorkflowStatus::Accepted.as_str(), Exit::Completed)
    }

    /// Ctrl-C.
    pub fn unwatched(id: WorkflowId) -> Self {
        Outcome::bare(Some(id), WorkflowStatus::Running.as_str(), Exit::Interrupted)
    }

    /// Of a workflow as its state tells it.
    pub fn of(state: &WorkflowState, files: Files) -> Self {
        let result = state.result.as_ref();
        let wall = state.finished_at.map(|end| (end - state.accepted_at).as_seconds_f64());
        Outcome {
            video: files.video,
            videos: files.videos,
            images: files.images,
            audio: files.audio,
            thumbnail: files.thumbnail,
            captions: files.captions,
            report: files.report,
            duration_seconds: result.and_then(|result| result.metadata.duration),
            wall_seconds: wall,
            cost: state.total_cost_so_far,
            error: result
                .and_then(|result| result.error.as_ref())
                .map(|error| format!("{}: {}", error.agent, error.reason)),
            ..Outcome::bare(Some(state.id), state.status.as_str(), Exit::of(state.status))
        }
    }

    /// Of a request that came to nothing.
    pub fn failed(id: Option<WorkflowId>, error: &ClientError) -> Self {
        let exit = error.exit();
        let status = if exit == Exit::Unreachable { "unreachable" } else { "refused" };
        Outcome {
            errors: error.fields().to_vec(),
            ..Outcome::failed_with(id, status, exit, error.to_string())
        }
    }

    pub fn failed_with(id: Option<WorkflowId>, status: &str, exit: Exit, error: String) -> Self {
        Outcome { error: Some(error), ..Outcome::bare(id, status, exit) }
    }

    /// For people.
    pub fn text(&self) -> String {
        let mut lines = Vec::new();
        let mut file = |what: &str, path: &PathBuf| lines.push(format!("{what:10} {}", path.display()));
        self.video.iter().for_each(|path| file("film", path));
        self.images.iter().for_each(|path| file("image", path));
        self.audio.iter().for_each(|path| file("audio", path));
        self.thumbnail.iter().for_each(|path| file("thumbnail", path));
        self.captions.iter().for_each(|path| file("captions", path));
        self.report.iter().for_each(|path| file("report", path));
        for version in self.videos.iter().skip(1) {
            file("film", &version.video);
            version.thumbnail.iter().for_each(|path| file("thumbnail", path));
            version.captions.iter().for_each(|path| file("captions", path));
            version.report.iter().for_each(|path| file("report", path));
        }
        let mut last = vec![self.status.clone()];
        last.extend(self.duration_seconds.map(|seconds| format!("{seconds:.1} s long")));
        last.extend(self.wall_seconds.map(|seconds| format!("made in {}", duration(seconds))));
        last.push(format!("${}", self.cost));
        last.extend(self.id.map(|id| id.to_string()));
        lines.push(last.join(", "));
        lines.extend(self.error.as_deref().map(printable));
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(status: &str) -> WorkflowState {
        let mut state = serde_json::json!({
            "id": "01920000-0000-7000-8000-000000000001", "brief_id": "b", "user_id": "local", "status": status,
            "progress": 100, "current_message": "", "accepted_at": "2026-01-01T00:00:00Z",
            "last_updated": "2026-01-01T00:01:12.5Z", "finished_at": "2026-01-01T00:01:12.5Z", "priority": "normal",
            "brief": {"id": "b", "user_id": "local", "conversation_id": "", "content_type": "video", "requirements": [],
                "quality_keywords": [], "language": "it", "created_at": "2026-01-01T00:00:00Z", "subject": "s",
                "duration_seconds": 30},
            "total_cost_so_far": 0.1234, "total_time_so_far": 80.0, "agents_called": [], "errors": [],
        });
        state["result"] = serde_json::json!({
            "status": status,
            "metadata": {"duration": 30.02, "cost": {"estimated": 0, "actual": 0.1234},
                "time": {"estimated": 0, "actual": 80.0}, "agents_used": [], "models_used": []},
        });
        if status == "failed" {
            state["result"]["error"] = serde_json::json!({"agent": "visual", "reason": "timeout", "timestamp": "2026-01-01T00:01:12Z"});
        }
        serde_json::from_value(state).unwrap()
    }

    fn version(aspect_ratio: Aspect, status: WorkflowStatus, video: &str) -> VersionFiles {
        VersionFiles {
            aspect_ratio,
            status,
            video: video.into(),
            thumbnail: None,
            captions: Vec::new(),
            report: None,
        }
    }

    #[test]
    fn the_json_object_keeps_its_shape() {
        let first = version(Aspect::Portrait, WorkflowStatus::Completed, "out/s/film.mp4");
        let second = version(Aspect::Square, WorkflowStatus::Partial, "out/s/film-1x1.mp4");
        let files = Files {
            video: Some("out/s/film.mp4".into()),
            videos: vec![
                VersionFiles { thumbnail: Some("out/s/thumbnail.jpg".into()), ..first },
                VersionFiles { report: Some("out/s/report-1x1.json".into()), ..second },
            ],
            thumbnail: Some("out/s/thumbnail.jpg".into()),
            captions: vec!["out/s/film.srt".into(), "out/s/film.vtt".into()],
            report: Some("out/s/report.json".into()),
            ..Files::default()
        };
        let outcome = Outcome::of(&state("completed"), files);
        let expected = serde_json::json!({
            "id": "01920000-0000-7000-8000-000000000001", "status": "completed", "video": "out/s/film.mp4",
            "videos": [{"aspect_ratio": "9:16", "status": "completed", "video": "out/s/film.mp4",
                "thumbnail": "out/s/thumbnail.jpg", "captions": [], "report": null},
                {"aspect_ratio": "1:1", "status": "partial", "video": "out/s/film-1x1.mp4",
                "thumbnail": null, "captions": [], "report": "out/s/report-1x1.json"}],
            "images": [], "audio": null, "thumbnail": "out/s/thumbnail.jpg",
            "captions": ["out/s/film.srt", "out/s/film.vtt"], "report": "out/s/report.json",
            "duration_seconds": 30.02, "wall_seconds": 72.5, "cost": 0.1234,
        });
        assert_eq!(serde_json::to_value(&outcome).unwrap(), expected);
        assert_eq!(outcome.exit.status(), 0);
        let text = "film       out/s/film.mp4\nthumbnail  out/s/thumbnail.jpg\ncaptions   out/s/film.srt\n\
            captions   out/s/film.vtt\nreport     out/s/report.json\n\
            film       out/s/film-1x1.mp4\nreport     out/s/report-1x1.json\n\
            completed, 30.0 s long, made in 1 min 13 s, $0.1234, 01920000-0000-7000-8000-000000000001";
        assert_eq!(outcome.text(), text);
    }

    #[test]
    fn statuses_become_exit_statuses() {
        for (status, exit) in [("completed", 0), ("partial", 3), ("failed", 4), ("cancelled", 6)] {
            assert_eq!(Outcome::of(&state(status), Files::default()).exit.status(), exit);
        }
        let failed = Outcome::of(&state("failed"), Files::default());
        assert_eq!(failed.error.as_deref(), Some("visual: timeout"));
        let none = Outcome::failed_with(None, "unreachable", Exit::Unreachable, "no fleet".into());
        let json = serde_json::to_value(&none).unwrap();
        assert_eq!(
            (json["id"].is_null(), json["error"].as_str(), none.exit.status()),
            (true, Some("no fleet"), 5)
        );
    }
}
