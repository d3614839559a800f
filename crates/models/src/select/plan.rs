use aida_protocol::{Aspect, ContentType, FrameSize, ProjectBrief, Script, Usd};

use crate::{ModelKind, ModelSpec, Quantity};

/// Characters a second of narration, a middle value of the studio's six languages.
const CHARACTERS_PER_SECOND: f64 = 15.0;
/// Seconds of a usual scene.
const SCENE_SECONDS: f64 = 5.0;
/// Tokens of a usual prompt and of an answer, per call and per scene.
const PROMPT_TOKENS: u64 = 1_200;
const ANSWER_TOKENS: u64 = 200;
const SCENE_TOKENS: u64 = 120;

/// What has to be made, as far as it concerns prices.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkPlan {
    /// Seconds of each scene.
    pub scenes: Vec<f64>,
    /// Scenes whose picture the user gives.
    pub own_pictures: usize,
    /// Of each shape of the film; pictures and clips are made for each.
    pub frames: Vec<FrameSize>,
    /// Characters to speak.
    pub characters: u64,
    /// Calls of a model of text: script and storyboard.
    pub texts: u64,
    content: ContentType,
    narrated: bool,
}

impl WorkPlan {
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
        let written = u64::from(brief.script.is_none());
        let directed = u64::from(brief.content_type != ContentType::Audio);
        let own_pictures =
            (1..=scenes.len()).filter(|scene| brief.picture_of(*scene as u16).is_some()).count();
        WorkPlan {
            own_pictures,
            scenes,
            frames: brief.every_aspect().map(Aspect::frame_size).collect(),
            characters,
            texts: written + directed,
            content: brief.content_type,
            narrated: brief.narration,
        }
    }

    /// The kinds of model that the work needs.
    pub fn kinds(&self) -> Vec<ModelKind> {
        let needs = |kind: &ModelKind| match kind {
            ModelKind::Text => self.texts > 0,
            ModelKind::Image => self.content != ContentType::Audio && self.own_pictures < self.scenes.len(),
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
        match model.kind {
            ModelKind::Text => (0..self.texts).map(|_| text_call(self.scenes.len() as u64)).collect(),
            ModelKind::Image => {
                let drawn = self.scenes.len().saturating_sub(self.own_pictures);
                let each = |frame: &FrameSize| std::iter::repeat_n(image_call(model, *frame), drawn);
                self.frames.iter().flat_map(each).collect()
            }
            ModelKind::Video => {
                let film = self.scenes.iter().map(|seconds| video_call(model, *seconds));
                self.frames.iter().flat_map(|_| film.clone()).collect()
            }
            ModelKind::Speech => vec![speech_call(self.characters)],
        }
    }
}

/// A usual call of a model of text about `scenes` scenes.
pub fn text_call(scenes: u64) -> Quantity {
    Quantity {
        input_tokens: PROMPT_TOKENS + scenes * SCENE_TOKENS,
        output_tokens: ANSWER_TOKENS + scenes * SCENE_TOKENS,
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
