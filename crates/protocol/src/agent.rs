use std::{fmt, str::FromStr};

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Aspect;

/// Who does a job. The name is also the queue's, the metric label's and `WorkflowState.current_step`'s.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Agent {
    Writer,
    Director,
    Visual,
    Video,
    Audio,
    Assembly,
}

impl Agent {
    pub const ALL: [Agent; 6] =
        [Agent::Writer, Agent::Director, Agent::Visual, Agent::Video, Agent::Audio, Agent::Assembly];

    pub const fn as_str(self) -> &'static str {
        match self {
            Agent::Writer => "writer",
            Agent::Director => "director",
            Agent::Visual => "visual",
            Agent::Video => "video",
            Agent::Audio => "audio",
            Agent::Assembly => "assembly",
        }
    }
}

impl fmt::Display for Agent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Agent {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Agent::ALL.into_iter().find(|agent| agent.as_str() == text).ok_or_else(|| {
            let known: Vec<_> = Agent::ALL.iter().map(|agent| agent.as_str()).collect();
            format!("unknown agent {text:?}; known are {}", known.join(", "))
        })
    }
}

/// A kind of node in the graph. Each step is one agent's work; some happen once a scene.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    Writer,
    Director,
    Audio,
    Visual,
    Clip,
    Assembly,
}

impl Step {
    pub const ALL: [Step; 6] =
        [Step::Writer, Step::Director, Step::Audio, Step::Visual, Step::Clip, Step::Assembly];

    pub const fn as_str(self) -> &'static str {
        match self {
            Step::Writer => "writer",
            Step::Director => "director",
            Step::Audio => "audio",
            Step::Visual => "visual",
            Step::Clip => "clip",
            Step::Assembly => "assembly",
        }
    }

    pub const fn agent(self) -> Agent {
        match self {
            Step::Writer => Agent::Writer,
            Step::Director => Agent::Director,
            Step::Audio => Agent::Audio,
            Step::Visual => Agent::Visual,
            Step::Clip => Agent::Video,
            Step::Assembly => Agent::Assembly,
        }
    }

    /// Whether the step is done once for every scene.
    pub const fn per_scene(self) -> bool {
        matches!(self, Step::Visual | Step::Clip)
    }

    /// Whether each shape of the film has the step of its own; the others are done once for all.
    pub const fn per_aspect(self) -> bool {
        matches!(self, Step::Visual | Step::Clip | Step::Assembly)
    }
}

/// One node of a workflow's graph, written `writer`, `visual-1`, `clip-3`; those of a further shape of the film end
/// with it: `visual-1-1x1`, `assembly-1x1`. Scenes count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId {
    pub step: Step,
    pub scene: Option<u16>,
    /// None for the brief's first shape, and for what all shapes share.
    pub aspect: Option<Aspect>,
}

impl NodeId {
    pub const fn once(step: Step) -> Self {
        NodeId { step, scene: None, aspect: None }
    }

    pub const fn scene(step: Step, scene: u16) -> Self {
        NodeId { step, scene: Some(scene), aspect: None }
    }

    /// The node of the same step and scene in another shape, for the steps that each shape has of its own.
    #[must_use]
    pub const fn of_aspect(self, aspect: Option<Aspect>) -> Self {
        NodeId { aspect: if self.step.per_aspect() { aspect } else { None }, ..self }
    }

    pub const fn agent(self) -> Agent {
        self.step.agent()
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.step.as_str())?;
        if let Some(scene) = self.scene {
            write!(f, "-{scene}")?;
        }
        self.aspect.map_or(Ok(()), |aspect| write!(f, "-{}", aspect.slug()))
    }
}

impl FromStr for NodeId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = || {
            let mut parts = text.split('-');
            let name = parts.next()?;
            let step = Step::ALL.into_iter().find(|step| step.as_str() == name)?;
            let scene = match step.per_scene() {
                true => Some(parts.next()?.parse::<u16>().ok().filter(|scene| *scene > 0)?),
                false => None,
            };
            let aspect = match parts.next() {
                Some(slug) => Some(Aspect::from_slug(slug).filter(|_| step.per_aspect())?),
                None => None,
            };
            parts.next().is_none().then_some(NodeId { step, scene, aspect })
        };
        read().ok_or_else(|| format!("{text:?} is not a node, such as \"writer\" or \"visual-1\""))
    }
}

impl Serialize for NodeId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for NodeId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for NodeId {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "NodeId".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": "^(writer|director|audio|(assembly|(visual|clip)-[1-9][0-9]*)(-(9x16|16x9|1x1|4x5))?)$"
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_read_back_what_they_write() {
        let square = Some(Aspect::Square);
        for (node, text) in [
            (NodeId::once(Step::Writer), "writer"),
            (NodeId::scene(Step::Visual, 1), "visual-1"),
            (NodeId::scene(Step::Clip, 12).of_aspect(square), "clip-12-1x1"),
            (NodeId::once(Step::Assembly).of_aspect(square), "assembly-1x1"),
            (NodeId::once(Step::Audio).of_aspect(square), "audio"),
        ] {
            assert_eq!(node.to_string(), text);
            assert_eq!(text.parse::<NodeId>(), Ok(node));
        }
        for wrong in [
            "",
            "writer-1",
            "visual",
            "clip-0",
            "clip-x",
            "poet",
            "clip-70000",
            "audio-1x1",
            "visual-1x1",
            "clip-1-2x1",
            "assembly-1",
            "clip-1-1x1-",
            "clip-1-1x1-1x1",
        ] {
            assert!(wrong.parse::<NodeId>().is_err(), "{wrong}");
        }
    }
}
