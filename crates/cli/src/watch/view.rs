use std::{collections::BTreeMap, io::Write as _};

use aida_protocol::NodeId;
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{
    model::{Job, Model},
    render::{job_line, summary},
};

/// How a workflow is shown on standard error.
pub enum View {
    /// A line a job, redrawn in place.
    Live(LiveView),
    /// A line a change.
    Plain(PlainView),
}

impl View {
    /// Live on a terminal, plain elsewhere.
    pub fn for_stderr() -> Self {
        if std::io::IsTerminal::is_terminal(&std::io::stderr()) {
            View::Live(LiveView::new())
        } else {
            View::Plain(PlainView::default())
        }
    }

    pub fn show(&mut self, model: &Model, now: f64) {
        match self {
            View::Live(view) => view.show(model, now),
            View::Plain(view) => {
                for line in view.changes(model, now) {
                    // A closed standard error is no reason to stop.
                    let _ = writeln!(std::io::stderr(), "{line}");
                }
            }
        }
    }

    /// A word about the watching itself.
    pub fn say(&self, text: &str) {
        match self {
            View::Live(view) => {
                let _ = view.all.println(text);
            }
            View::Plain(_) => {
                let _ = writeln!(std::io::stderr(), "{text}");
            }
        }
    }

    pub fn end(&mut self) {
        if let View::Live(view) = self {
            for bar in view.jobs.values().chain([&view.overall]) {
                bar.abandon();
            }
        }
    }
}

pub struct LiveView {
    all: MultiProgress,
    jobs: BTreeMap<NodeId, ProgressBar>,
    overall: ProgressBar,
    line: ProgressStyle,
}

impl LiveView {
    fn new() -> Self {
        let style = |template| {
            ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
        };
        let all = MultiProgress::with_draw_target(ProgressDrawTarget::stderr_with_hz(10));
        let overall = all.add(ProgressBar::new(100));
        overall.set_style(style("{bar:30} {pos:>3} %  {wide_msg}"));
        LiveView { all, jobs: BTreeMap::new(), overall, line: style("{wide_msg}") }
    }

    fn show(&mut self, model: &Model, now: f64) {
        for (node, job) in &model.jobs {
            let place = self.jobs.range(..node).count();
            let bar = self.jobs.entry(*node).or_insert_with(|| {
                let bar = self.all.insert(place, ProgressBar::new(100));
                bar.set_style(self.line.clone());
                bar
            });
            bar.set_message(job_line(*node, job, now));
        }
        self.overall.set_position(u64::from(model.progress));
        self.overall.set_message(summary(model, now));
    }
}

/// Remembers what it said, so that only changes are said.
#[derive(Debug, Default)]
pub struct PlainView {
    said: BTreeMap<NodeId, &'static str>,
    progress: Option<u8>,
}

impl PlainView {
    pub fn changes(&mut self, model: &Model, now: f64) -> Vec<String> {
        let mut lines = Vec::new();
        for (node, job) in &model.jobs {
            let state = match job {
                Job::Waiting => continue,
                Job::Working { .. } => "working",
                Job::Done { .. } => "done",
                Job::Failed { .. } => "failed",
                Job::Cancelled => "cancelled",
            };
            if self.said.insert(*node, state) != Some(state) {
                lines.push(job_line(*node, job, now));
            }
        }
        if self.progress.replace(model.progress) != Some(model.progress) {
            lines.push(
                format!("{:12} {:3} %  {}", "film", model.progress, summary(model, now))
                    .trim_end()
                    .to_owned(),
            );
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aida_protocol::{Step, Usd};

    #[test]
    fn plain_lines_come_once_a_change() {
        let mut view = PlainView::default();
        let mut model = Model::default();
        let node = NodeId::scene(Step::Visual, 1);
        assert_eq!(view.changes(&model, 0.0), ["film           0 %"]);
        model
            .jobs
            .insert(node, Job::Working { attempt: 1, since: 0.0, percent: 0, message: "drawing".into() });
        assert_eq!(view.changes(&model, 1.0), ["visual-1     working   0 %    1.0 s  drawing"]);
        model
            .jobs
            .insert(node, Job::Working { attempt: 1, since: 0.0, percent: 50, message: "drawing".into() });
        assert!(view.changes(&model, 2.0).is_empty());
        model
            .jobs
            .insert(node, Job::Done { seconds: 2.5, cost: Usd::ZERO, model: "studio/illustrator".into() });
        model.progress = 40;
        let expected = ["visual-1     done             2.5 s  studio/illustrator", "film          40 %"];
        assert_eq!(view.changes(&model, 3.0), expected);
    }
}
