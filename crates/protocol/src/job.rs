use std::fmt;

use schemars::JsonSchema;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error as _, MapAccess, Visitor, value::MapAccessDeserializer},
};
use serde_json::Value;

use crate::{
    Agent, AssetRef, AudioResult, FrameSize, ProjectBrief, Scene, Script, Shot, Storyboard, VideoResult,
    VisualResult,
};

/// What an agent needs to do one job. Media come by hash.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "agent", rename_all = "snake_case")]
pub enum JobInput {
    Writer(Box<WriterInput>),
    Director(Box<DirectorInput>),
    Audio(Box<AudioInput>),
    Visual(Box<VisualInput>),
    Video(Box<ClipInput>),
    Assembly(Box<AssemblyInput>),
}

/// By hand: what serde derives for a tag inside collects all fields before it reads them, which was a fifth of a worker's
/// time. We write the tag first, and then read the rest as it comes; a tag that stands elsewhere costs the collecting.
impl<'de> Deserialize<'de> for JobInput {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(InputVisitor)
    }
}

const TAG: &str = "agent";

struct InputVisitor;

impl<'de> Visitor<'de> for InputVisitor {
    type Value = JobInput;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("what an agent needs, with the agent's name")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<JobInput, A::Error> {
        let Some(first) = map.next_key::<String>()? else { return Err(A::Error::missing_field(TAG)) };
        if first == TAG {
            let agent = map.next_value()?;
            return JobInput::of(agent, MapAccessDeserializer::new(map));
        }
        let mut fields = serde_json::Map::from_iter([(first, map.next_value()?)]);
        while let Some((key, value)) = map.next_entry()? {
            fields.insert(key, value);
        }
        let agent = fields.remove(TAG).ok_or_else(|| A::Error::missing_field(TAG))?;
        let agent = Agent::deserialize(agent).map_err(A::Error::custom)?;
        JobInput::of(agent, Value::Object(fields)).map_err(A::Error::custom)
    }
}

impl JobInput {
    /// Reads the fields of an agent's input.
    fn of<'de, D: Deserializer<'de>>(agent: Agent, fields: D) -> Result<Self, D::Error> {
        Ok(match agent {
            Agent::Writer => JobInput::Writer(Deserialize::deserialize(fields)?),
            Agent::Director => JobInput::Director(Deserialize::deserialize(fields)?),
            Agent::Audio => JobInput::Audio(Deserialize::deserialize(fields)?),
            Agent::Visual => JobInput::Visual(Deserialize::deserialize(fields)?),
            Agent::Video => JobInput::Video(Deserialize::deserialize(fields)?),
            Agent::Assembly => JobInput::Assembly(Deserialize::deserialize(fields)?),
        })
    }

    pub const fn agent(&self) -> Agent {
        match self {
            JobInput::Writer(_) => Agent::Writer,
            JobInput::Director(_) => Agent::Director,
            JobInput::Audio(_) => Agent::Audio,
            JobInput::Visual(_) => Agent::Visual,
            JobInput::Video(_) => Agent::Video,
            JobInput::Assembly(_) => Agent::Assembly,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WriterInput {
    pub brief: ProjectBrief,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DirectorInput {
    pub brief: ProjectBrief,
    pub script: Script,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AudioInput {
    pub brief: ProjectBrief,
    pub script: Script,
}

/// Where a scene lies in its film.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SceneSlot {
    /// How many scenes the film has.
    pub of: u16,
    /// Seconds from the start of the film.
    pub start: f64,
    /// Seconds of the whole film.
    pub film: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VisualInput {
    pub brief: ProjectBrief,
    pub scene: Scene,
    pub slot: SceneSlot,
    pub shot: Shot,
    pub frame: FrameSize,
}

/// A still and, when the studio drew it, its layers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PictureRef {
    pub image: AssetRef,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub composition: Option<AssetRef>,
    pub shot: Shot,
    /// Seconds that the picture's scene lasts.
    pub duration: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClipInput {
    pub brief: ProjectBrief,
    pub scene: Scene,
    pub slot: SceneSlot,
    pub picture: PictureRef,
    /// The neighbour before, for the transition; absent in the first scene.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<PictureRef>,
    /// A JSON list of `SceneNarration`; absent when nobody speaks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub narration: Option<AssetRef>,
    pub frame: FrameSize,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AssemblyInput {
    pub brief: ProjectBrief,
    pub script: Script,
    #[serde(default)]
    pub storyboard: Storyboard,
    /// In the order of the scenes; empty for an `audio` brief.
    pub clips: Vec<VideoResult>,
    #[serde(default)]
    pub images: Vec<VisualResult>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audio: Option<AudioResult>,
    pub frame: FrameSize,
}

/// Pictures a second of every film.
pub const FRAMES_PER_SECOND: u32 = 30;

impl SceneSlot {
    /// The film's frames that belong to a scene of `duration` seconds that starts here. Scenes that
    /// follow each other share no frame and leave none out, whatever their lengths.
    pub fn frames(&self, duration: f64) -> std::ops::Range<u32> {
        let frame = |seconds: f64| (seconds * f64::from(FRAMES_PER_SECOND)).round() as u32;
        frame(self.start)..frame(self.start + duration)
    }
}
