//! What a file is, by its bytes, and whether it is all there.

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
    path::Path,
};

/// Media that are taken, by what their first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    Png,
    Jpeg,
    WebP,
    Mp4,
    Wav,
    Mp3,
}

impl Media {
    pub const fn media_type(self) -> &'static str {
        match self {
            Media::Png => "image/png",
            Media::Jpeg => "image/jpeg",
            Media::WebP => "image/webp",
            Media::Mp4 => "video/mp4",
            Media::Wav => "audio/wav",
            Media::Mp3 => "audio/mpeg",
        }
    }

    pub const fn ending(self) -> &'static str {
        match self {
            Media::Png => "png",
            Media::Jpeg => "jpg",
            Media::WebP => "webp",
            Media::Mp4 => "mp4",
            Media::Wav => "wav",
            Media::Mp3 => "mp3",
        }
    }
}

pub fn kind(head: &[u8]) -> Option<Media> {
    let at = |start: usize, bytes: &[u8]| head.get(start..start + bytes.len()) == Some(bytes);
    if at(0, b"\x89PNG\r\n\x1a\n") {
        Some(Media::Png)
    } else if at(0, b"\xff\xd8\xff") {
        Some(Media::Jpeg)
    } else if at(0, b"RIFF") && at(8, b"WEBP") {
        Some(Media::WebP)
    } else if at(0, b"RIFF") && at(8, b"WAVE") {
        Some(Media::Wav)
    } else if at(4, b"ftyp") {
        Some(Media::Mp4)
    } else if at(0, b"ID3")
        || head.first() == Some(&0xff) && head.get(1).is_some_and(|byte| byte & 0xe6 == 0xe2)
    {
        Some(Media::Mp3)
    } else {
        None
    }
}

/// Whether the file at `path` ends where its format says.
pub fn is_whole(path: &Path, media: Media) -> std::io::Result<bool> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    match media {
        Media::Png => ends_with(&mut file, length, b"IEND\xaeB`\x82", 12),
        Media::Jpeg => ends_with(&mut file, length, b"\xff\xd9", 64),
        Media::WebP => riff(&mut file, length),
        // A server that streams does not know the length when it writes the head.
        Media::Wav => Ok(length > 44),
        Media::Mp3 => Ok(length > 128),
        Media::Mp4 => boxes(&mut file, length),
    }
}

fn ends_with(file: &mut File, length: u64, end: &[u8], within: u64) -> std::io::Result<bool> {
    let within = within.min(length);
    file.seek(SeekFrom::Start(length - within))?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail)?;
    Ok(tail.windows(end.len()).any(|part| part == end))
}

fn riff(file: &mut File, length: u64) -> std::io::Result<bool> {
    let mut head = [0; 8];
    file.read_exact(&mut head)?;
    let said = u32::from_le_bytes([head[4], head[5], head[6], head[7]]);
    Ok(u64::from(said) + 8 <= length)
}

/// Whether the top-level boxes fill the file exactly and the index is among them (ISO 14496-12).
fn boxes(file: &mut File, length: u64) -> std::io::Result<bool> {
    let (mut at, mut index) = (0, false);
    while at + 8 <= length {
        file.seek(SeekFrom::Start(at))?;
        let mut head = [0; 16];
        let read = file.read(&mut head)?;
        let size = match u32::from_be_bytes([head[0], head[1], head[2], head[3]]) {
            0 => length - at,
            1 if read == 16 => u64::from_be_bytes(head[8..].try_into().unwrap_or_default()),
            size => u64::from(size),
        };
        if size < 8 {
            return Ok(false);
        }
        index |= &head[4..8] == b"moov";
        at = at.saturating_add(size);
    }
    Ok(at == length && index)
}
