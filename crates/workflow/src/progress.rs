//! What a user sees of a workflow: how far it is, at what stage, in words.

use aida_protocol::{Agent, ContentType, NodeId, Step, WorkflowStatus};

use crate::{State, recipe::Line};

/// How much of a workflow each stage is, relative to the others that the recipe has. Roughly the shares of
/// work; a stage counts in proportion to its finished nodes.
const fn weight(step: Step) -> u32 {
    match step {
        Step::Writer => 8,
        Step::Director => 7,
        Step::Audio => 10,
        Step::Visual => 20,
        Step::Clip => 45,
        Step::Assembly => 10,
    }
}

/// Finished and all nodes of one stage.
struct Stage {
    step: Step,
    finished: usize,
    total: usize,
}

impl State {
    /// The stages of this workflow, in order. While the scenes are unknown, a stage of scenes has one unfinished node.
    fn stages(&self) -> impl Iterator<Item = Stage> + '_ {
        self.recipe.lines().iter().filter_map(|line| self.stage(line))
    }

    fn stage(&self, line: &Line) -> Option<Stage> {
        let step = line.step;
        if line.per_scene && self.scenes.is_none() {
            return (line.when)(&self.recipe, None).then_some(Stage { step, finished: 0, total: 1 });
        }
        let nodes: Vec<NodeId> = self.nodes_of_step(step);
        let finished = nodes.iter().filter(|node| self.is_settled(**node)).count();
        (!nodes.is_empty()).then_some(Stage { step, finished, total: nodes.len() })
    }

    /// Progress by what is finished now, 0 to 99; what was shown before may be more.
    pub(crate) fn progress_by_stages(&self) -> u8 {
        let (mut done, mut all) = (0.0, 0.0);
        for stage in self.stages() {
            let weight = f64::from(weight(stage.step));
            all += weight;
            done += weight * stage.finished as f64 / stage.total as f64;
        }
        if all == 0.0 { 0 } else { (done / all * 100.0).floor().clamp(0.0, 99.0) as u8 }
    }

    /// The agent of the earliest unfinished stage; `None` when all are finished.
    pub fn current_step(&self) -> Option<Agent> {
        self.current_stage().map(|stage| stage.step.agent())
    }

    fn current_stage(&self) -> Option<Stage> {
        self.stages().find(|stage| stage.finished < stage.total)
    }

    /// What is going on, in English, such as `Drawing scenes (2 of 6)`. Counts are of what is finished.
    pub fn message(&self) -> String {
        match self.status {
            WorkflowStatus::Accepted => "Waiting for room".to_owned(),
            WorkflowStatus::Paused => "Paused".to_owned(),
            WorkflowStatus::Completed => "Finished".to_owned(),
            WorkflowStatus::Partial => "Finished in part".to_owned(),
            WorkflowStatus::Failed => "Failed".to_owned(),
            WorkflowStatus::Cancelled => "Cancelled".to_owned(),
            WorkflowStatus::Running => self
                .current_stage()
                .map_or_else(|| "Finishing".to_owned(), |stage| self.stage_message(&stage)),
        }
    }

    fn stage_message(&self, stage: &Stage) -> String {
        let text = match stage.step {
            Step::Writer => "Writing the script",
            Step::Director => "Planning the pictures",
            Step::Audio => "Recording voice and music",
            Step::Visual if self.recipe.content_type == ContentType::Image => "Drawing pictures",
            Step::Visual => "Drawing scenes",
            Step::Clip => "Animating scenes",
            Step::Assembly if self.recipe.content_type == ContentType::Audio => "Mastering the sound",
            Step::Assembly if stage.total > 1 => "Putting the films together",
            Step::Assembly => "Putting the film together",
        };
        let counts = stage.step.per_scene() || stage.total > 1;
        if counts && self.scenes.is_some() {
            format!("{text} ({} of {})", stage.finished, stage.total)
        } else {
            text.to_owned()
        }
    }
}
