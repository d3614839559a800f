//! The nodes of a workflow and what they need, read off the recipe's lines.

use std::{collections::BTreeSet, ops::RangeInclusive};

use aida_protocol::{NodeId, Step};

use crate::{JobStatus, Millis, Reason, ScenePlan, State, Which, recipe::Line};

impl State {
    /// All nodes known now, in the order of the recipe's lines. Scene by scene nodes are known once the
    /// scenes are.
    pub fn nodes(&self) -> Vec<NodeId> {
        self.recipe.lines().iter().flat_map(|line| self.nodes_of(line)).collect()
    }

    fn nodes_of<'a>(&'a self, line: &'a Line) -> impl Iterator<Item = NodeId> + 'a {
        let scenes = if line.per_scene { self.scene_count() } else { 0 };
        // Shape after shape, so that the first film is finished first.
        let shapes = self.recipe.aspects().filter(|aspect| aspect.is_none() || line.step.per_aspect());
        let nodes = shapes.flat_map(move |aspect| {
            let once = (!line.per_scene).then(|| NodeId::once(line.step));
            let each = (1..=scenes).map(|scene| NodeId::scene(line.step, scene));
            once.into_iter().chain(each).map(move |node| node.of_aspect(aspect))
        });
        nodes.filter(|node| self.exists(line, *node))
    }

    /// The known nodes of one step.
    pub(crate) fn nodes_of_step(&self, step: Step) -> Vec<NodeId> {
        self.recipe.line(step).map(|line| self.nodes_of(line).collect()).unwrap_or_default()
    }

    fn scene_count(&self) -> u16 {
        let count = self.scenes.as_ref().map_or(0, Vec::len);
        u16::try_from(count).unwrap_or(u16::MAX)
    }

    fn scene(&self, number: u16) -> Option<&ScenePlan> {
        self.scenes.as_ref()?.get(usize::from(number).checked_sub(1)?)
    }

    fn exists(&self, line: &Line, node: NodeId) -> bool {
        match node.scene {
            None => (line.when)(&self.recipe, None),
            Some(number) => self.scene(number).is_some_and(|scene| (line.when)(&self.recipe, Some(scene))),
        }
    }

    pub(crate) fn has_node(&self, node: NodeId) -> bool {
        let has_shape = self.recipe.aspects().any(|aspect| aspect == node.aspect)
            && (node.aspect.is_none() || node.step.per_aspect());
        let line = self.recipe.line(node.step).filter(|_| has_shape);
        line.is_some_and(|line| line.per_scene == node.scene.is_some() && self.exists(line, node))
    }

    /// What has to be finished before `node`. A node that is left out is replaced by what it would have needed.
    pub(crate) fn needs_of(&self, node: NodeId) -> Vec<NodeId> {
        let mut found = BTreeSet::new();
        let needs = self.recipe.line(node.step).map_or(&[][..], |line| line.needs);
        self.each_need(needs, node, &mut |need| {
            found.insert(need);
            true
        });
        found.into_iter().collect()
    }

    /// Shows every need, some of them twice, until `goes_on` says no. Answers its last word.
    fn each_need(
        &self,
        needs: &[(Step, Which)],
        of: NodeId,
        goes_on: &mut dyn FnMut(NodeId) -> bool,
    ) -> bool {
        needs.iter().all(|(step, which)| {
            self.expand(*step, *which, of).all(|node| {
                let Some(line) = self.recipe.line(node.step) else { return true };
                match self.exists(line, node) {
                    true if self.is_left_out(node) => {
                        // Another scene's picture stands in; one that the user gave needs nobody.
                        let own = node.scene.filter(|_| node.step == Step::Visual);
                        let other = own.and_then(|own| self.picture_of(own, node.aspect));
                        let other = other.map(|other| NodeId { scene: Some(other), ..node });
                        other.filter(|other| self.exists(line, *other)).is_none_or(&mut *goes_on)
                            && self.each_need(line.needs, node, goes_on)
                    }
                    true => goes_on(node),
                    false => self.each_need(line.needs, node, goes_on),
                }
            })
        })
    }

    /// Until the scenes are known, all scenes of a step stand for the writer, who will tell them.
    /// A shape needs what all share and what is its own.
    fn expand(&self, step: Step, which: Which, of: NodeId) -> impl Iterator<Item = NodeId> {
        let none = RangeInclusive::new(1, 0);
        let (once, scenes) = match (which, of.scene) {
            (Which::Once, _) => (Some(NodeId::once(step).of_aspect(of.aspect)), none),
            (Which::SameScene, Some(number)) => (None, number..=number),
            (Which::PreviousScene, Some(number)) if number > 1 => (None, number - 1..=number - 1),
            (Which::AllScenes, _) if self.scenes.is_none() => (Some(NodeId::once(Step::Writer)), none),
            (Which::AllScenes, _) => (None, 1..=self.scene_count()),
            (Which::SameScene | Which::PreviousScene, _) => (None, none),
        };
        once.into_iter().chain(scenes.map(move |number| NodeId::scene(step, number).of_aspect(of.aspect)))
    }

    /// Whose results a job message for `node` carries.
    pub fn inputs_of(&self, node: NodeId) -> Vec<NodeId> {
        let mut found: BTreeSet<NodeId> = self.needs_of(node).into_iter().collect();
        let reads = self.recipe.line(node.step).map_or(&[][..], |line| line.reads);
        let read = reads.iter().flat_map(|(step, which)| self.expand(*step, *which, node));
        found.extend(read.filter(|node| self.has_node(*node) && !self.is_left_out(*node)));
        found.into_iter().collect()
    }

    /// Whether all that `node` needs is there.
    pub(crate) fn inputs_ready(&self, node: NodeId) -> bool {
        let needs = self.recipe.line(node.step).map_or(&[][..], |line| line.needs);
        let needs_scenes = needs.iter().any(|(_, which)| *which == Which::AllScenes);
        (self.scenes.is_some() || !needs_scenes)
            && self.each_need(needs, node, &mut |need| self.is_settled(need))
    }

    /// Nodes that are not under way and have all that they need: fresh ones, those whose pause after a
    /// failure is over, and those that are done again.
    pub(crate) fn ready(&self, now: Millis) -> Vec<NodeId> {
        let idle = self.nodes().into_iter().filter(|node| self.is_idle(*node));
        let due = idle.filter(|node| {
            self.jobs.get(node).and_then(|job| job.retry_at).is_none_or(|retry_at| retry_at <= now)
        });
        due.filter(|node| self.inputs_ready(*node)).collect()
    }

    /// Whether `node` is neither settled nor under way.
    fn is_idle(&self, node: NodeId) -> bool {
        let open = self.jobs.get(&node).is_some_and(|job| job.status == JobStatus::Dispatched);
        !open && !self.is_settled(node)
    }

    /// What the nodes that were not dispatched yet wait for.
    pub fn waits(&self) -> Vec<Reason> {
        let waiting = self.nodes().into_iter().filter(|node| self.is_idle(*node));
        waiting
            .map(|node| match self.jobs.get(&node).and_then(|job| job.retry_at) {
                Some(at) => Reason::RetriesAt { node, at },
                None => {
                    let on = self.needs_of(node).into_iter().filter(|need| !self.is_settled(*need)).collect();
                    Reason::WaitsFor { node, on }
                }
            })
            .collect()
    }

    pub(crate) fn all_settled(&self) -> bool {
        self.scenes.is_some() && self.nodes().into_iter().all(|node| self.is_settled(node))
    }
}

#[cfg(test)]
mod tests {
    use aida_protocol::{Aspect, ContentType, Usd, WorkflowStatus};

    use super::*;
    use crate::{JobState, Recipe, STATE_VERSION, Timings, WORKFLOW_TIMEOUT_MS};

    fn state(content_type: ContentType, sound: bool, own_pictures: &[bool]) -> State {
        let plan = |own: &bool| ScenePlan { duration_ms: 5_000, own_picture: *own };
        State {
            version: STATE_VERSION,
            recipe: Recipe { version: 1, content_type, script: true, sound, more_aspects: Vec::new() },
            status: WorkflowStatus::Running,
            scenes: (!own_pictures.is_empty()).then(|| own_pictures.iter().map(plan).collect()),
            jobs: std::collections::BTreeMap::new(),
            progress: 0,
            cost: Usd::ZERO,
            started_at: None,
            deadline: None,
            cancel_requested: false,
            seed: 0,
            timings: Timings::default(),
            timeout_ms: WORKFLOW_TIMEOUT_MS,
            allow_downgrade: true,
            tries: std::collections::BTreeMap::new(),
            downgrades: Vec::new(),
            paused_at: None,
            faults: std::collections::BTreeMap::new(),
        }
    }

    fn names(nodes: &[NodeId]) -> String {
        nodes.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }

    fn node(text: &str) -> NodeId {
        text.parse().unwrap()
    }

    #[test]
    fn a_video_has_the_graph_of_the_design() {
        let video = state(ContentType::Video, true, &[false, false]);
        assert_eq!(names(&video.nodes()), "writer director audio visual-1 visual-2 clip-1 clip-2 assembly");
        let needs = |name| names(&video.needs_of(node(name)));
        assert_eq!(needs("director"), "writer");
        assert_eq!(needs("audio"), "writer");
        assert_eq!(needs("visual-2"), "director");
        assert_eq!(needs("clip-1"), "audio visual-1");
        assert_eq!(needs("clip-2"), "audio visual-1 visual-2");
        assert_eq!(needs("assembly"), "audio clip-1 clip-2");
    }

    #[test]
    fn needs_of_what_is_left_out_pass_on() {
        let own = state(ContentType::Video, true, &[true, false, true]);
        assert_eq!(names(&own.needs_of(node("clip-1"))), "director audio");
        assert_eq!(names(&own.needs_of(node("clip-3"))), "director audio visual-2");
        let silent = state(ContentType::Video, false, &[false]);
        assert_eq!(names(&silent.needs_of(node("clip-1"))), "writer visual-1");
        let audio = state(ContentType::Audio, true, &[false]);
        assert_eq!(names(&audio.needs_of(node("assembly"))), "writer audio");
    }

    #[test]
    fn a_further_shape_has_pictures_clips_and_an_end_of_its_own() {
        let mut video = state(ContentType::Video, true, &[false, true]);
        video.recipe = Recipe { version: 2, more_aspects: vec![Aspect::Square], ..video.recipe };
        assert_eq!(
            names(&video.nodes()),
            "writer director audio visual-1 visual-1-1x1 clip-1 clip-2 clip-1-1x1 clip-2-1x1 assembly assembly-1x1"
        );
        let needs = |name| names(&video.needs_of(node(name)));
        assert_eq!(needs("visual-1-1x1"), "director");
        assert_eq!(needs("clip-2-1x1"), "director audio visual-1-1x1");
        assert_eq!(needs("assembly-1x1"), "audio clip-1-1x1 clip-2-1x1");
        assert_eq!(needs("assembly"), "audio clip-1 clip-2");
        let inputs = names(&video.inputs_of(node("assembly-1x1")));
        assert_eq!(inputs, "writer director audio visual-1-1x1 clip-1-1x1 clip-2-1x1");
        assert!(!video.has_node(node("clip-1-4x5")) && !video.has_node(node("visual-2-1x1")));
    }

    #[test]
    fn a_message_carries_what_its_agent_reads() {
        let video = state(ContentType::Video, true, &[false, true]);
        let inputs = |name| names(&video.inputs_of(node(name)));
        assert_eq!(inputs("writer"), "");
        assert_eq!(inputs("visual-1"), "writer director");
        assert_eq!(inputs("clip-2"), "writer director audio visual-1");
        assert_eq!(inputs("assembly"), "writer director audio visual-1 clip-1 clip-2");
        let audio = state(ContentType::Audio, true, &[false]);
        assert_eq!(names(&audio.inputs_of(node("assembly"))), "writer audio");
    }

    /// Otherwise a message would be built from a result that is not there yet.
    #[test]
    fn all_that_is_read_is_finished_before() {
        for content_type in ContentType::ALL {
            for own in [[false, false, false], [true, false, true], [true, true, true]] {
                for sound in [true, false] {
                    let state = state(content_type, sound, &own);
                    for node in state.nodes() {
                        let mut earlier = BTreeSet::new();
                        let mut open = state.needs_of(node);
                        while let Some(need) = open.pop() {
                            earlier.insert(need);
                            open.extend(state.needs_of(need));
                        }
                        let read: BTreeSet<_> = state.inputs_of(node).into_iter().collect();
                        assert!(read.is_subset(&earlier), "{content_type:?} {node}: {read:?} {earlier:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn assembly_waits_for_scenes_that_nobody_knows_yet() {
        let mut state = state(ContentType::Video, true, &[]);
        for name in ["writer", "director", "audio"] {
            let job = JobState {
                status: JobStatus::Succeeded,
                attempt: 1,
                deadline: None,
                cost: Usd::ZERO,
                expected_ms: 0,
                dispatched_at: 0,
                retry_at: None,
            };
            state.jobs.insert(node(name), job);
        }
        assert!(!state.inputs_ready(node("assembly")));
        assert!(state.ready(0).is_empty());
        assert!(!state.all_settled());
    }
}
