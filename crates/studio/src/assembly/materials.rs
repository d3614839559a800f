use std::{collections::BTreeSet, fs};

use aida_models::{JobContext, MadeFile};
use aida_protocol::{AssemblyInput, AssetRef};
use sha2::{Digest, Sha256};

use crate::{
    AssembleError, Timeline,
    report::{Material, MaterialRole, SceneReport},
};

/// Source of what users bring along.
const USER: &str = "user";
/// Terms of what was drawn, spoken, played or written here alone.
const OWN: &str = "no third-party material";
/// Terms of what users bring along: theirs to have.
const USERS_OWN: &str = "provided by the user";

/// What each scene shows and says.
pub fn scenes(input: &AssemblyInput, timeline: &Timeline) -> Vec<SceneReport> {
    let scene_report = |scene: &aida_protocol::Scene| {
        let image = input.images.iter().find(|image| image.scene_id == scene.id);
        let clip = input.clips.iter().find(|clip| clip.scene_id == Some(scene.id));
        SceneReport {
            scene_id: scene.id,
            start: timeline.start_of(scene.id),
            duration: scene.duration,
            role: scene.role.clone(),
            headline: scene.headline.clone(),
            narration: scene.narration.clone(),
            depicts: image.map(|image| image.depicts.clone()).unwrap_or_default(),
            picture_by: match image {
                Some(image) => image.model_used.clone(),
                None if input.brief.picture_of(scene.id).is_some() => USER.to_owned(),
                None => String::new(),
            },
            motion_by: clip.map(|clip| clip.model_used.clone()).unwrap_or_default(),
            sources: scene.sources.clone(),
        }
    };
    input.script.scenes.iter().map(scene_report).collect()
}

/// What was delivered, then what it was made from.
pub fn all(
    input: &AssemblyInput,
    delivered: &[MadeFile],
    context: &JobContext,
) -> Result<Vec<Material>, AssembleError> {
    let mut materials = Vec::new();
    for file in delivered {
        let bytes = fs::read(&file.path).map_err(AssembleError::io(&file.path))?;
        materials.push(Material {
            name: context.asset_name(&file.name),
            role: MaterialRole::Delivered,
            media_type: file.media_type.clone(),
            bytes: Some(bytes.len() as u64),
            sha256: hexadecimal(&Sha256::digest(&bytes)),
            source: file.source.clone(),
            licence: Some(file.licence.clone().unwrap_or_else(|| OWN.to_owned())),
        });
    }
    materials.extend(parts(input).map(|part| Material {
        name: part.name.clone(),
        role: MaterialRole::Part,
        media_type: part.media_type.clone(),
        bytes: Some(part.bytes),
        sha256: part.sha256.clone(),
        source: part.source.clone(),
        licence: terms(input, part),
    }));
    materials.extend(input.brief.pictures.iter().zip(1..).map(|(picture, number)| Material {
        name: format!("user-picture-{number}"),
        role: MaterialRole::Part,
        media_type: String::new(),
        bytes: None,
        sha256: picture.sha256.clone(),
        source: USER.to_owned(),
        licence: Some(USERS_OWN.to_owned()),
    }));
    Ok(materials)
}

/// The licences of third-party material in a delivered file: all pictures' for films and pictures, the
/// sound's where there is sound; none in text of our own.
pub fn licences_for(input: &AssemblyInput, media_type: &str) -> Option<String> {
    let (picture, sound) = match media_type.split('/').next() {
        Some("video") => (true, true),
        Some("image") => (true, false),
        Some("audio") => (false, true),
        _ => (false, false),
    };
    let of_pictures = pictures(input).filter(|_| picture);
    let of_sound = sounds(input).filter(|_| sound);
    let licences: BTreeSet<_> = of_pictures.chain(of_sound).filter_map(|part| part.licence.clone()).collect();
    (!licences.is_empty()).then(|| licences.into_iter().collect::<Vec<_>>().join("; "))
}

fn parts(input: &AssemblyInput) -> impl Iterator<Item = &AssetRef> {
    let compositions = input.images.iter().filter_map(|image| image.composition.as_ref());
    let narration = input.audio.iter().filter_map(|audio| audio.narration.as_ref());
    pictures(input).chain(compositions).chain(sounds(input)).chain(narration)
}

/// A part's own terms. A clip shows its scene's picture and the end of the one before, under their terms.
fn terms(input: &AssemblyInput, part: &AssetRef) -> Option<String> {
    let clip = input.clips.iter().find(|clip| clip.video.sha256 == part.sha256);
    let Some(scene) = clip.filter(|_| part.licence.is_none()).and_then(|clip| clip.scene_id) else {
        return Some(part.licence.clone().unwrap_or_else(|| OWN.to_owned()));
    };
    let shown: Vec<u16> = shown_in(input, scene);
    let images = input.images.iter().filter(|image| shown.contains(&image.scene_id));
    let mut licences: BTreeSet<String> = images.filter_map(|image| image.image.licence.clone()).collect();
    if shown.iter().any(|scene| input.brief.picture_of(*scene).is_some()) {
        licences.insert(USERS_OWN.to_owned());
    }
    let all = licences.into_iter().collect::<Vec<_>>().join("; ");
    Some(if all.is_empty() { OWN.to_owned() } else { all })
}

/// The scene and the one before it.
fn shown_in(input: &AssemblyInput, scene: u16) -> Vec<u16> {
    let ids: Vec<u16> = input.script.scenes.iter().map(|scene| scene.id).collect();
    let at = ids.iter().position(|id| *id == scene).unwrap_or(0);
    ids.get(at.saturating_sub(1)..=at).unwrap_or_default().to_vec()
}

fn pictures(input: &AssemblyInput) -> impl Iterator<Item = &AssetRef> {
    input.images.iter().map(|image| &image.image).chain(input.clips.iter().map(|clip| &clip.video))
}

fn sounds(input: &AssemblyInput) -> impl Iterator<Item = &AssetRef> {
    input.audio.iter().flat_map(|audio| [Some(&audio.audio), audio.voice.as_ref()]).flatten()
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
