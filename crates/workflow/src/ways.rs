//! The ways of doing a job: as usual, more simply, not at all. What each step falls back to when a way has
//! failed for good (the second level of fallback; the first, the next model of a chain, is the agents' own).

use aida_protocol::{Aspect, ContentType, ErrorKind, NodeId, Step};
use serde::{Deserialize, Serialize};

use crate::State;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    #[default]
    Usual,
    /// The last, simplest model of the chain, from a plainer input.
    Simple,
    /// The workflow goes on without the job's result.
    LeftOut,
}

/// What is remembered of a node that has failed; nodes that never did have none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tries {
    #[serde(default)]
    pub way: Way,
    /// Failures in this way, by kind.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failures: Vec<ErrorKind>,
    /// Models that failed for good, in any way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<String>,
    /// What was wrong with the last answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
}

/// What the first way is called on a downgrade.
const USUAL: &str = "the usual models";

impl Way {
    /// What users read of this way of doing `step`.
    pub const fn name(self, step: Step) -> &'static str {
        match (self, step) {
            (Way::Usual, _) => USUAL,
            (Way::Simple, Step::Writer) => "the template script",
            (Way::Simple, Step::Director) => "a plain storyboard",
            (Way::Simple, Step::Visual) => "a plain picture of the studio",
            (Way::Simple, Step::Clip) => "a plain still of the studio",
            (Way::Simple, Step::Audio) => "the plain voice of the studio",
            (Way::Simple, Step::Assembly) => "a plain cut",
            (Way::LeftOut, Step::Director) => "one plain shot a scene",
            (Way::LeftOut, Step::Visual) => "another scene's picture, or none",
            (Way::LeftOut, Step::Audio) => "a silent film",
            (Way::LeftOut, Step::Clip | Step::Assembly) => "the film's other shapes alone",
            (Way::LeftOut, Step::Writer) => "nothing",
        }
    }
}

impl State {
    pub fn way_of(&self, node: NodeId) -> Way {
        self.tries.get(&node).map_or(Way::Usual, |tries| tries.way)
    }

    /// Whether the workflow goes on without `node`: by itself, or because its shape of the film was given up.
    pub fn is_left_out(&self, node: NodeId) -> bool {
        self.way_of(node) == Way::LeftOut || node.step.per_aspect() && self.is_given_up(node.aspect)
    }

    /// Whether a shape of the film cannot be finished: one of its clips, or its end, has failed for good.
    fn is_given_up(&self, aspect: Option<Aspect>) -> bool {
        let ends = |node: &NodeId| matches!(node.step, Step::Clip | Step::Assembly) && node.aspect == aspect;
        self.tries.iter().any(|(node, tries)| tries.way == Way::LeftOut && ends(node))
    }

    /// Whether nothing waits for `node` any more: it has succeeded, or it was left out.
    pub(crate) fn is_settled(&self, node: NodeId) -> bool {
        self.succeeded(node) || self.is_left_out(node)
    }

    /// The next simpler way of doing `node`; `None` when there is none, or when the brief forbids it.
    pub(crate) fn next_way(&self, node: NodeId) -> Option<Way> {
        if !self.allow_downgrade {
            return None;
        }
        match (node.step, self.way_of(node)) {
            (Step::Writer | Step::Visual | Step::Clip | Step::Audio, Way::Usual) => Some(Way::Simple),
            (Step::Director, Way::Usual) => Some(Way::LeftOut),
            (Step::Visual, Way::Simple) => self.can_do_without_picture(node).then_some(Way::LeftOut),
            (Step::Audio, Way::Simple) => self.can_be_silent().then_some(Way::LeftOut),
            (Step::Clip, Way::Simple) | (Step::Assembly, Way::Usual) => {
                self.has_another_film(node).then_some(Way::LeftOut)
            }
            (Step::Writer | Step::Director, Way::Simple)
            | (Step::Assembly, Way::Simple)
            | (_, Way::LeftOut) => None,
        }
    }

    /// Whether a film in another shape is there or will be.
    fn has_another_film(&self, node: NodeId) -> bool {
        self.recipe.films().any(|film| film.aspect != node.aspect && !self.is_given_up(film.aspect))
    }

    fn can_be_silent(&self) -> bool {
        matches!(self.recipe.content_type, ContentType::Video | ContentType::MultiAsset)
    }

    fn can_do_without_picture(&self, node: NodeId) -> bool {
        node.scene.is_some_and(|scene| self.picture_beside(scene, node.aspect).is_some())
    }

    /// The scene whose picture `scene` shows: its own, or the nearest other when its own was left out.
    pub fn picture_of(&self, scene: u16, aspect: Option<Aspect>) -> Option<u16> {
        if self.is_left_out(NodeId::scene(Step::Visual, scene).of_aspect(aspect)) {
            self.picture_beside(scene, aspect)
        } else {
            Some(scene)
        }
    }

    /// The nearest other scene that has a picture or will have one; the earlier of two.
    fn picture_beside(&self, scene: u16, aspect: Option<Aspect>) -> Option<u16> {
        let count = self.scenes.as_ref().map_or(0, |scenes| scenes.len().min(usize::from(u16::MAX)) as u16);
        let others = (1..=count).filter(|other| *other != scene);
        let visual = |scene| NodeId::scene(Step::Visual, scene).of_aspect(aspect);
        let drawn = others.filter(|other| !self.is_left_out(visual(*other)));
        drawn.min_by_key(|other| (other.abs_diff(scene), *other))
    }

    /// What is missing from the product because a job was left out; a plain storyboard is not. Of a film that was given
    /// up, its end stands for all.
    pub(crate) fn missing(&self) -> Vec<NodeId> {
        let left_out = self.nodes().into_iter().filter(|node| self.is_left_out(*node));
        let part_of_none = |node: &NodeId| {
            node.step != Step::Assembly && node.step.per_aspect() && self.is_given_up(node.aspect)
        };
        left_out.filter(|node| node.step != Step::Director && !part_of_none(node)).collect()
    }
}
