use std::collections::BTreeMap;

use aida_protocol::{Aspect, ContentType, FrameSize, ProjectBrief, Script, Usd};

use crate::{ModelKind, ModelSpec, Quantity};

/// Characters a second of narration, a middle value of the studio's six languages.
const CHARACTERS_PER_SECOND: f64 = 15.0;
/// Seconds of a usual scene.
const SCENE_SECONDS: f64 = 5.0;
/// Bytes that make a token, a usual value of text in European languages.
const TOKEN_BYTES: u64 = 4;
/// Bytes of the writer's and the director's prompts with the schemas of their answers, without the brief and the script.
const WRITER_BYTES: u64 = 1_820;
const DIRECTOR_BYTES: u64 = 1_250;
/// Bytes of a scene's answer besides what is spoken, of a scene in the director's prompt, and of a text to publish.
const WRITTEN_BYTES: u64 = 190;
const READ_BYTES: u64 = 60;
const DIRECTED_BYTES: u64 = 260;
const POST_BYTES: u64 = 100;

/// What has to be made, as far as it concerns prices.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkPlan {
    /// Seconds of each scene.
    pub scenes: Vec<f64>,
    /// Of each shape of the film; pictures and clips are made for each.
    pub frames: Vec<FrameSize>,
    /// Characters to speak.
    pub characters: u64,
    /// The brief's own words, in bytes.
    brief_bytes: u64,
    /// Whether the script, and the storyboard, are asked of a model.
    written: bool,
    directed: bool,
    content: ContentType,
    narrated: bool,
    /// In how many shapes a scene's picture, or clip, is there already.
    drawn: BTreeMap<u16, usize>,
    animated: BTreeMap<u16, usize>,
}

/// What of a workflow is done.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Made {
    pub written: bool,
    pub directed: bool,
    pub spoken: bool,
    /// The scene, from 1, of each picture and of each clip; once for each shape.
    pub drawn: Vec<u16>,
    pub animated: Vec<u16>,
}

impl WorkPlan {
    /// From the script as far as there is one.
    pub fn of(brief: &ProjectBrief, script: Option<&Script>) -> Self {
        script.map_or_else(|| WorkPlan::of_brief(brief), |script| WorkPlan::of_script(brief, script))
    }

    /// Before anything is written: scenes of the usual length.
    pub fn of_brief(brief: &ProjectBrief) -> Self {
        if let Some(script) = &brief.script {
            return WorkPlan::of_script(brief, script);
        }
        let count = match brief.content_type {
            ContentType::Image => f64::from(brief.image_count.max(1)),
            ContentType::Video | ContentType::Audio | ContentType::MultiAsset => {
                (brief.duration_seconds / SCENE_SECONDS).round().max(1.0)
            }
        };
        let characters = (brief.duration_seconds * CHARACTERS_PER_SECOND) as u64;
        WorkPlan::new(brief, vec![brief.duration_seconds / count; count as usize], characters)
    }

    /// With the scenes that were written.
    pub fn of_script(brief: &ProjectBrief, script: &Script) -> Self {
        let characters = script.scenes.iter().map(|scene| scene.narration.chars().count() as u64).sum();
        WorkPlan::new(brief, script.scenes.iter().map(|scene| scene.duration).collect(), characters)
    }

    fn new(brief: &ProjectBrief, scenes: Vec<f64>, characters: u64) -> Self {
        let frames: Vec<FrameSize> = brief.every_aspect().map(Aspect::frame_size).collect();
        let own = (1..=scenes.len() as u16).filter(|scene| brief.picture_of(*scene).is_some());
        let drawn = own.map(|scene| (scene, frames.len())).collect();
        WorkPlan {
            scenes,
            frames,
            characters: if brief.narration { characters } else { 0 },
            brief_bytes: bytes(brief),
            written: brief.script.is_none(),
            directed: brief.content_type != ContentType::Audio,
            content: brief.content_type,
            narrated: brief.narration,
            drawn,
            animated: BTreeMap::new(),
        }
    }

    /// What is left of it when `made` is done.
    pub fn without(mut self, made: Made) -> Self {
        self.written &= !made.written;
        self.directed &= !made.directed;
        self.narrated &= !made.spoken;
        made.drawn.into_iter().for_each(|scene| *self.drawn.entry(scene).or_default() += 1);
        made.animated.into_iter().for_each(|scene| *self.animated.entry(scene).or_default() += 1);
        self
    }

    /// The kinds of model that the work needs.
    pub fn kinds(&self) -> Vec<ModelKind> {
        let needs = |kind: &ModelKind| match kind {
            ModelKind::Text => self.written || self.directed,
            ModelKind::Image => self.content != ContentType::Audio && self.drawn.len() < self.scenes.len(),
            ModelKind::Video => matches!(self.content, ContentType::Video | ContentType::MultiAsset),
            ModelKind::Speech => self.content != ContentType::Image && self.narrated,
        };
        ModelKind::ALL.into_iter().filter(needs).collect()
    }

    /// What `model` would cost for all of the plan's work of its kind.
    pub fn cost(&self, model: &ModelSpec) -> Usd {
        self.calls(model).iter().map(|call| model.price.cost(call)).sum()
    }

    /// One quantity a call.
    fn calls(&self, model: &ModelSpec) -> Vec<Quantity> {
        // A scene's pictures, or clips, that are not there: its length, and in which shape.
        let missing = |there: &BTreeMap<u16, usize>| -> Vec<(f64, FrameSize)> {
            let scenes = (1..).zip(&self.scenes);
            let of = |(scene, seconds): (u16, &f64)| {
                let made = there.get(&scene).copied().unwrap_or(0);
                let frames = self.frames.iter().skip(made);
                frames.map(|frame| (*seconds, *frame)).collect::<Vec<_>>()
            };
            scenes.flat_map(of).collect()
        };
        match model.kind {
            ModelKind::Text => {
                let wanted = [(self.written, self.script_call()), (self.directed, self.storyboard_call())];
                wanted.into_iter().filter(|(wanted, _)| *wanted).map(|(_, call)| call).collect()
            }
            ModelKind::Image => {
                missing(&self.drawn).into_iter().map(|(_, frame)| image_call(model, frame)).collect()
            }
            ModelKind::Video => {
                missing(&self.animated).into_iter().map(|(seconds, _)| video_call(model, seconds)).collect()
            }
            ModelKind::Speech if self.narrated => vec![speech_call(self.characters)],
            ModelKind::Speech => vec![],
        }
    }

    /// A usual call for the script.
    pub fn script_call(&self) -> Quantity {
        let scenes = self.scenes.len() as u64;
        text_call(WRITER_BYTES + self.brief_bytes, POST_BYTES + scenes * WRITTEN_BYTES + self.characters)
    }

    /// A usual call for the storyboard.
    pub fn storyboard_call(&self) -> Quantity {
        let scenes = self.scenes.len() as u64;
        let script = scenes * READ_BYTES + self.characters;
        text_call(DIRECTOR_BYTES + self.brief_bytes + script, scenes * DIRECTED_BYTES)
    }
}

/// The user's own words that a prompt holds.
fn bytes(brief: &ProjectBrief) -> u64 {
    let lists = [&brief.requirements, &brief.must_have, &brief.quality_keywords];
    let material = brief.material.iter().map(|source| source.title.len() + source.text.len());
    let texts = [brief.subject.len(), brief.audience.len()].into_iter();
    let all = texts.chain(lists.into_iter().flatten().map(String::len)).chain(material);
    let look = brief.style_preferences.custom_description.as_deref().map_or(0, str::len);
    (all.sum::<usize>() + look) as u64
}

fn text_call(asked: u64, answered: u64) -> Quantity {
    Quantity {
        input_tokens: asked / TOKEN_BYTES,
        output_tokens: answered / TOKEN_BYTES,
        ..Quantity::default()
    }
}

pub fn image_call(model: &ModelSpec, frame: FrameSize) -> Quantity {
    let size = model.picture_size(frame);
    let pixels = u64::from(size.width) * u64::from(size.height);
    Quantity { images: 1, pixels, ..Quantity::default() }
}

pub fn video_call(model: &ModelSpec, scene_seconds: f64) -> Quantity {
    Quantity { seconds: f64::from(model.clip_seconds(scene_seconds)), ..Quantity::default() }
}

pub fn speech_call(characters: u64) -> Quantity {
    Quantity { characters, ..Quantity::default() }
}
