use std::path::{Path, PathBuf};

use aida_ffmpeg::encode_mp3;
use aida_models::{JobContext, MadeFile};
use aida_protocol::AssemblyInput;

use super::{ASSEMBLY_ID, Assembled, AssemblyFiles, materials, thumbnail, words, write};
use crate::{
    AssembleError,
    captions::{to_srt, to_vtt},
    inspect::Expected,
};

/// What has been made so far.
pub struct Delivery<'a> {
    pub input: &'a AssemblyInput,
    pub files: &'a AssemblyFiles,
    pub context: &'a JobContext,
    pub made: Assembled,
    /// The mastered sound of a film.
    pub master: Option<PathBuf>,
}

impl<'a> Delivery<'a> {
    pub fn new(input: &'a AssemblyInput, files: &'a AssemblyFiles, context: &'a JobContext) -> Self {
        Delivery { input, files, context, made: Assembled::default(), master: None }
    }

    /// The mix; `None` when the brief asks for no sound or nobody could make any.
    pub fn mix(&self) -> Result<Option<PathBuf>, AssembleError> {
        match (&self.input.audio, &self.files.mix) {
            (None, _) => Ok(None),
            (Some(_), Some(mix)) => Ok(Some(mix.clone())),
            (Some(_), None) => Err(AssembleError::Missing { what: "the mix of the sound".to_owned() }),
        }
    }

    pub fn expected(&self, captions: Option<PathBuf>) -> Expected<'a> {
        Expected {
            brief: &self.input.brief,
            script: &self.input.script,
            narration: &self.files.narration,
            frame: self.input.frame,
            captions,
        }
    }

    /// Counts a file in the scratch folder as delivered, once, and gives its name.
    pub fn add(&mut self, path: &Path, media_type: &str) -> String {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !self.made.files.iter().any(|file| file.name == name) {
            self.made.files.push(MadeFile {
                path: path.to_owned(),
                name: name.clone(),
                media_type: media_type.to_owned(),
                source: ASSEMBLY_ID.to_owned(),
                licence: materials::licences_for(self.input, media_type),
            });
        }
        name
    }

    pub fn add_images(&mut self) {
        self.made.images = self.input.images.iter().map(|result| result.image.name.clone()).collect();
    }

    pub fn add_mp3(&mut self, wav: &Path) -> Result<PathBuf, AssembleError> {
        let mp3 = self.context.scratch().join("audio.mp3");
        encode_mp3(wav, &mp3, self.context.cancelled())?;
        self.made.audio = Some(self.add(&mp3, "audio/mpeg"));
        Ok(mp3)
    }

    /// Writes `captions.srt` and `captions.vtt` when captions are asked for and somebody speaks; gives the first.
    pub fn add_captions(&mut self) -> Result<Option<PathBuf>, AssembleError> {
        let brief = &self.input.brief;
        let spoken = self.files.narration.iter().any(|scene| !scene.words.is_empty());
        if !brief.captions || !brief.narration || !spoken {
            return Ok(None);
        }
        let cues = words::film_cues(self.input, &self.files.narration);
        let (srt, vtt) =
            (self.context.scratch().join("captions.srt"), self.context.scratch().join("captions.vtt"));
        write(&srt, to_srt(&cues).as_bytes())?;
        write(&vtt, to_vtt(&cues).as_bytes())?;
        self.made.captions = vec![self.add(&srt, "application/x-subrip"), self.add(&vtt, "text/vtt")];
        Ok(Some(srt))
    }

    /// The poster, or a moment of `film` where there is none.
    pub fn add_thumbnail(&mut self, poster: Option<MadeFile>, film: &Path) -> Result<(), AssembleError> {
        let file = match poster {
            Some(poster) => Some(poster),
            None => thumbnail::settled(self.input, film, self.context)?,
        };
        if let Some(file) = file {
            self.made.thumbnail = Some(file.name.clone());
            self.made.files.push(file);
        }
        Ok(())
    }
}
