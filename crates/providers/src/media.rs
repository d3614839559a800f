use std::path::{Path, PathBuf};

use reqwest::{Method, Url};
use tokio::{fs::File, io::AsyncWriteExt};

use crate::{
    CallError, CallErrorKind, Http, address,
    http::{chunk, lost},
    sniff::{self, Media},
};

/// What kind of file is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaKind {
    Image,
    Video,
    Sound,
}

impl MediaKind {
    fn takes(self, media: Media) -> bool {
        match self {
            MediaKind::Image => matches!(media, Media::Png | Media::Jpeg | Media::WebP),
            MediaKind::Video => media == Media::Mp4,
            MediaKind::Sound => matches!(media, Media::Wav | Media::Mp3),
        }
    }
}

/// A file that a model made: on this disk, whole, and what its bytes say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaFile {
    pub path: PathBuf,
    pub media_type: &'static str,
    /// Without the dot.
    pub ending: &'static str,
    pub bytes: u64,
}

/// Fetches `address`, which an answer named, into `folder` as `name` with its ending.
pub(crate) async fn fetch(
    http: &Http,
    address: &str,
    base: &Url,
    kind: MediaKind,
    folder: &Path,
    name: &str,
) -> Result<MediaFile, CallError> {
    let url = address::check(address, base)?;
    let mut response = http.request_named(Method::GET, url, base).send().await.map_err(lost)?;
    if !response.status().is_success() {
        let reason = format!("the file's address answers {}", response.status().as_u16());
        return Err(CallError::new(CallErrorKind::Unavailable, reason));
    }
    let cap = http.options.file_cap;
    if response.content_length().is_some_and(|length| length > cap) {
        return Err(too_large(cap));
    }
    let path = folder.join(format!("{name}.part"));
    let mut file = File::create(&path).await.map_err(|error| disk(&error))?;
    let mut bytes = 0;
    while let Some(part) = chunk(&mut response).await? {
        bytes += part.len() as u64;
        if bytes > cap {
            return Err(too_large(cap));
        }
        file.write_all(&part).await.map_err(|error| disk(&error))?;
    }
    file.flush().await.map_err(|error| disk(&error))?;
    drop(file);
    checked(path, kind, folder, name, bytes).await
}

/// Keeps `bytes` of an answer as a file of `folder`.
pub(crate) async fn keep(
    bytes: &[u8],
    kind: MediaKind,
    folder: &Path,
    name: &str,
) -> Result<MediaFile, CallError> {
    let path = folder.join(format!("{name}.part"));
    tokio::fs::write(&path, bytes).await.map_err(|error| disk(&error))?;
    checked(path, kind, folder, name, bytes.len() as u64).await
}

async fn checked(
    path: PathBuf,
    kind: MediaKind,
    folder: &Path,
    name: &str,
    bytes: u64,
) -> Result<MediaFile, CallError> {
    let found = tokio::task::spawn_blocking({
        let path = path.clone();
        move || {
            let mut head = [0; 16];
            let read = std::io::Read::read(&mut std::fs::File::open(&path)?, &mut head)?;
            let Some(media) = sniff::kind(&head[..read]).filter(|media| kind.takes(*media)) else {
                return Ok(Err("the file is of another kind than was asked for"));
            };
            Ok(sniff::is_whole(&path, media)?.then_some(media).ok_or("the file is cut off"))
        }
    });
    let found: std::io::Result<Result<Media, &str>> =
        found.await.unwrap_or_else(|error| Err(std::io::Error::other(error)));
    let media = found.map_err(|error| disk(&error))?.map_err(CallError::invalid)?;
    let whole = folder.join(format!("{name}.{}", media.ending()));
    tokio::fs::rename(&path, &whole).await.map_err(|error| disk(&error))?;
    Ok(MediaFile { path: whole, media_type: media.media_type(), ending: media.ending(), bytes })
}

fn too_large(cap: u64) -> CallError {
    CallError::invalid(format!("the file is larger than {cap} bytes"))
}

fn disk(error: &std::io::Error) -> CallError {
    CallError::new(CallErrorKind::Unavailable, format!("the scratch folder: {}", error.kind()))
}
