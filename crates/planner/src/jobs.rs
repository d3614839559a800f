//! Job messages, built from the brief and the results of the jobs before. They are never stored: a message
//! that has to be sent again is built again.

use std::{collections::HashMap, sync::Arc};

use aida_protocol::{
    Agent, AgentResult, Aspect, AssemblyInput, AssetRef, AudioInput, AudioResult, ClipInput, DirectorInput,
    DirectorResult, FinalResult, JobInput, NodeId, PictureRef, ProjectBrief, Scene, SceneSlot, Script, Shot,
    Step, VideoResult, VisualInput, VisualResult, VoiceProfile, WriterInput, WriterResult,
};
use aida_workflow::{State, Way};

/// The results of one workflow's finished jobs.
pub(crate) type Results = HashMap<NodeId, Arc<AgentResult>>;

/// What stops a message from being built: a result that the graph promised is not there or does not fit.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BuildError {
    #[error("the result of {0} is missing")]
    Missing(NodeId),
    #[error("the script has no scene {0}")]
    NoScene(u16),
    #[error("{0} belongs to a scene")]
    SceneNode(NodeId),
}

/// What `node` needs to know.
pub(crate) fn input(node: NodeId, film: Film<'_>) -> Result<JobInput, BuildError> {
    let brief = film.brief;
    Ok(match node.agent() {
        Agent::Writer => JobInput::Writer(Box::new(WriterInput { brief: brief.clone() })),
        Agent::Director => JobInput::Director(Box::new(DirectorInput {
            brief: film.brief_of_written(),
            script: film.script()?.clone(),
        })),
        Agent::Audio => JobInput::Audio(Box::new(AudioInput {
            brief: film.audio_brief(),
            script: film.script()?.clone(),
        })),
        Agent::Visual => JobInput::Visual(Box::new(film.in_shape(node).visual_input(scene_of(node)?)?)),
        Agent::Video => JobInput::Video(Box::new(film.in_shape(node).clip_input(scene_of(node)?)?)),
        Agent::Assembly => JobInput::Assembly(Box::new(film.in_shape(node).assembly_input()?)),
    })
}

fn scene_of(node: NodeId) -> Result<u16, BuildError> {
    node.scene.ok_or(BuildError::SceneNode(node))
}

/// The finished parts of a film, by name.
#[derive(Clone, Copy)]
pub(crate) struct Film<'a> {
    pub brief: &'a ProjectBrief,
    pub results: &'a Results,
    /// What is left out, and what has to be done more simply.
    pub state: &'a State,
    /// Of which shape pictures and clips are, as nodes name it.
    pub aspect: Option<Aspect>,
}

impl<'a> Film<'a> {
    /// The film in the shape that `node` belongs to.
    pub fn in_shape(self, node: NodeId) -> Self {
        Film { aspect: node.aspect, ..self }
    }

    /// The brief without the material, which only the writer reads and which may be most of a message.
    fn brief_of_written(&self) -> ProjectBrief {
        ProjectBrief { material: Vec::new(), ..self.brief.clone() }
    }

    pub fn shape(&self) -> Aspect {
        self.aspect.unwrap_or(self.brief.aspect)
    }

    fn visual_node(&self, scene: u16) -> NodeId {
        NodeId::scene(Step::Visual, scene).of_aspect(self.aspect)
    }

    fn clip_node(&self, scene: u16) -> NodeId {
        NodeId::scene(Step::Clip, scene).of_aspect(self.aspect)
    }

    pub fn writer(&self) -> Option<&'a WriterResult> {
        match self.results.get(&NodeId::once(Step::Writer)).map(Arc::as_ref) {
            Some(AgentResult::Writer(result)) => Some(result),
            _ => None,
        }
    }

    pub fn director(&self) -> Option<&'a DirectorResult> {
        match self.results.get(&NodeId::once(Step::Director)).map(Arc::as_ref) {
            Some(AgentResult::Director(result)) => Some(result),
            _ => None,
        }
    }

    pub fn audio(&self) -> Option<&'a AudioResult> {
        match self.results.get(&NodeId::once(Step::Audio)).map(Arc::as_ref) {
            Some(AgentResult::Audio(result)) => Some(result),
            _ => None,
        }
    }

    pub fn visual(&self, scene: u16) -> Option<&'a VisualResult> {
        match self.results.get(&self.visual_node(scene)).map(Arc::as_ref) {
            Some(AgentResult::Visual(result)) => Some(result),
            _ => None,
        }
    }

    /// What the end of this shape has delivered.
    pub fn assembled(&self) -> Option<&'a FinalResult> {
        match self.results.get(&NodeId::once(Step::Assembly).of_aspect(self.aspect)).map(Arc::as_ref) {
            Some(AgentResult::Assembly(result)) => Some(result),
            _ => None,
        }
    }

    pub fn clip(&self, scene: u16) -> Option<&'a VideoResult> {
        match self.results.get(&self.clip_node(scene)).map(Arc::as_ref) {
            Some(AgentResult::Video(result)) => Some(result),
            _ => None,
        }
    }

    /// The user's script, or the writer's.
    pub fn script(&self) -> Result<&'a Script, BuildError> {
        let given = self.brief.script.as_ref();
        given
            .or(self.writer().map(|result| &result.script))
            .ok_or(BuildError::Missing(NodeId::once(Step::Writer)))
    }

    fn scene(&self, number: u16) -> Result<&'a Scene, BuildError> {
        let scenes = &self.script()?.scenes;
        usize::from(number)
            .checked_sub(1)
            .and_then(|index| scenes.get(index))
            .ok_or(BuildError::NoScene(number))
    }

    fn slot(&self, number: u16) -> Result<SceneSlot, BuildError> {
        let scenes = &self.script()?.scenes;
        let before = scenes.iter().take(usize::from(number).saturating_sub(1));
        Ok(SceneSlot {
            of: u16::try_from(scenes.len()).unwrap_or(u16::MAX),
            start: before.map(|scene| scene.duration).sum(),
            film: scenes.iter().map(|scene| scene.duration).sum(),
        })
    }

    fn shot(&self, number: u16) -> Result<Shot, BuildError> {
        let director = NodeId::once(Step::Director);
        let plain = || Shot { scene_id: number, ..Shot::default() };
        if self.state.is_left_out(director) {
            return Ok(plain());
        }
        let storyboard = &self.director().ok_or(BuildError::Missing(director))?.storyboard;
        let shot = storyboard.scenes.iter().find(|shot| shot.scene_id == number);
        // A storyboard that forgot a scene leaves that scene to the illustrator.
        Ok(shot.cloned().unwrap_or_else(plain))
    }

    fn is_simple(&self, node: NodeId) -> bool {
        self.state.way_of(node) == Way::Simple
    }

    /// The brief with the plainest voice, once the asked one has failed.
    fn audio_brief(&self) -> ProjectBrief {
        let mut brief = self.brief_of_written();
        if self.is_simple(NodeId::once(Step::Audio)) {
            brief.voice = VoiceProfile::default();
        }
        brief
    }

    /// The brief of one shape as it can still be met: without sound when there is none.
    fn film_brief(&self) -> ProjectBrief {
        let mut brief = self.brief_of_written().in_aspect(self.shape());
        if self.state.is_left_out(NodeId::once(Step::Audio)) {
            (brief.narration, brief.music) = (false, false);
        }
        brief
    }

    fn visual_input(&self, number: u16) -> Result<VisualInput, BuildError> {
        Ok(VisualInput {
            brief: self.brief_of_written().in_aspect(self.shape()),
            scene: self.scene(number)?.clone(),
            slot: self.slot(number)?,
            shot: match self.is_simple(self.visual_node(number)) {
                true => Shot { scene_id: number, ..Shot::default() },
                false => self.shot(number)?,
            },
            frame: self.shape().frame_size(),
        })
    }

    fn picture(&self, number: u16) -> Result<PictureRef, BuildError> {
        let missing = BuildError::Missing(self.visual_node(number));
        // Another scene's picture, when this one's was left out.
        let Some(shown) = self.state.picture_of(number, self.aspect) else { return Err(missing) };
        let (image, composition) = match (self.brief.picture_of(shown), self.visual(shown)) {
            (Some(own), _) => (own_picture(&own.sha256, shown), None),
            // The layers carry the words of the scene that they were drawn for.
            (None, Some(drawn)) if shown != number => (drawn.image.clone(), None),
            (None, Some(drawn)) => (drawn.image.clone(), drawn.composition.clone()),
            (None, None) => return Err(missing),
        };
        Ok(PictureRef {
            image,
            composition,
            shot: self.shot(number)?,
            duration: self.scene(number)?.duration,
        })
    }

    fn clip_input(&self, number: u16) -> Result<ClipInput, BuildError> {
        let simple = self.is_simple(self.clip_node(number));
        let previous = if number > 1 && !simple { Some(self.picture(number - 1)?) } else { None };
        let mut picture = self.picture(number)?;
        if simple {
            // A plain still: no layers that move, no transition.
            picture.composition = None;
        }
        Ok(ClipInput {
            brief: self.film_brief(),
            scene: self.scene(number)?.clone(),
            slot: self.slot(number)?,
            picture,
            previous,
            narration: self.audio().and_then(|audio| audio.narration.clone()),
            frame: self.shape().frame_size(),
        })
    }

    fn assembly_input(&self) -> Result<AssemblyInput, BuildError> {
        let script = self.script()?;
        let numbers = 1..=u16::try_from(script.scenes.len()).unwrap_or(u16::MAX);
        Ok(AssemblyInput {
            brief: self.film_brief(),
            script: script.clone(),
            storyboard: self.director().map(|result| result.storyboard.clone()).unwrap_or_default(),
            clips: numbers.clone().filter_map(|number| self.clip(number).cloned()).collect(),
            images: numbers.filter_map(|number| self.visual(number).cloned()).collect(),
            audio: self.audio().cloned(),
            frame: self.shape().frame_size(),
        })
    }
}

/// A picture that the user uploaded. The type is found by looking at its bytes.
fn own_picture(sha256: &str, number: u16) -> AssetRef {
    AssetRef {
        name: format!("picture-{number}"),
        sha256: sha256.to_owned(),
        bytes: 0,
        media_type: "application/octet-stream".to_owned(),
        source: "user".to_owned(),
        licence: None,
    }
}
