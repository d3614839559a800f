//! The ways of doing a job: as usual, more simply, not at all. What each step falls back to when a way has
//! failed for good (the second level of fallback; the first, the next model of a chain, is the agents' own).

use aida_protocol::{ContentType, ErrorKind, NodeId, Step};
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
            (Way::LeftOut, Step::Writer | Step::Clip | Step::Assembly) => "nothing",
        }
    }
}

impl State {
    pub fn way_of(&self, node: NodeId) -> Way {
        self.tries.get(&node).map_or(Way::Usual, |tries| tries.way)
    }

    pub fn is_left_out(&self, node: NodeId) -> bool {
        self.way_of(node) == Way::LeftOut
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
            (Step::Writer | Step::Director | Step::Clip, Way::Simple)
            | (Step::Assembly, Way::Usual | Way::Simple)
            | (_, Way::LeftOut) => None,
        }
    }

    fn can_be_silent(&self) -> bool {
        matches!(self.recipe.content_type, ContentType::Video | ContentType::MultiAsset)
    }

    fn can_do_without_picture(&self, node: NodeId) -> bool {
        node.scene.is_some_and(|scene| self.picture_beside(scene).is_some())
    }

    /// The scene whose picture `scene` shows: its own, or the nearest other when its own was left out.
    pub fn picture_of(&self, scene: u16) -> Option<u16> {
        if self.is_left_out(NodeId::scene(Step::Visual, scene)) {
            self.picture_beside(scene)
        } else {
            Some(scene)
        }
    }

    /// The nearest other scene that has a picture or will have one; the earlier of two.
    fn picture_beside(&self, scene: u16) -> Option<u16> {
        let count = self.scenes.as_ref().map_or(0, |scenes| scenes.len().min(usize::from(u16::MAX)) as u16);
        let others = (1..=count).filter(|other| *other != scene);
        let drawn = others.filter(|other| !self.is_left_out(NodeId::scene(Step::Visual, *other)));
        drawn.min_by_key(|other| (other.abs_diff(scene), *other))
    }

    /// What is missing from the product because a job was left out; a plain storyboard is not.
    pub(crate) fn missing(&self) -> Vec<NodeId> {
        let left_out = self.nodes().into_iter().filter(|node| self.is_left_out(*node));
        left_out.filter(|node| node.step != Step::Director).collect()
    }
}
