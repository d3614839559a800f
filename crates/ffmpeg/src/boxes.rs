use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
    path::Path,
};

use crate::FfmpegError;

/// An index larger than this belongs to no film of ours (10 minutes have about 1 MiB).
const LARGEST_INDEX: u64 = 64 << 20;
const BOXES_LIMIT: usize = 10_000;

/// What the boxes of an MP4 file say (ISO/IEC 14496-12), read without decoding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mp4Layout {
    /// Whether the index (`moov`) lies before the media (`mdat`): players can start while loading.
    pub faststart: bool,
    /// Of the first video track; `None` without one.
    pub video: Option<VideoTiming>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VideoTiming {
    /// Ticks a second.
    pub timescale: u32,
    pub frames: u64,
    /// Distance of every frame to the next in decoding order, in ticks, when it is the same all through.
    /// (The last frame's own length counts too.)
    pub even_step: Option<u32>,
    pub width: u16,
    pub height: u16,
}

/// Reads where the index lies and how the video track is timed.
///
/// # Errors
/// `Malformed` when the boxes do not add up, `Io` when the file cannot be read.
pub fn read_layout(path: &Path) -> Result<Mp4Layout, FfmpegError> {
    let mut file = File::open(path).map_err(FfmpegError::io(path))?;
    let malformed =
        |reason: &str| FfmpegError::Malformed { path: path.to_owned(), reason: reason.to_owned() };
    let length = file.metadata().map_err(FfmpegError::io(path))?.len();
    let (mut position, mut index, mut media_seen, mut faststart) = (0, None, false, false);
    for _ in 0..BOXES_LIMIT {
        if position >= length {
            break;
        }
        let (kind, header, size) =
            top_box(&mut file, position, length).ok_or_else(|| malformed("a box has no valid size"))?;
        match &kind {
            b"mdat" => media_seen = true,
            b"moov" => {
                faststart = !media_seen;
                if size > LARGEST_INDEX {
                    return Err(malformed("its index is too large"));
                }
                let mut bytes = vec![0; (size - header) as usize];
                file.seek(SeekFrom::Start(position + header)).map_err(FfmpegError::io(path))?;
                file.read_exact(&mut bytes).map_err(FfmpegError::io(path))?;
                index = Some(bytes);
            }
            _ => {}
        }
        position += size;
    }
    let index = index.ok_or_else(|| malformed("it has no index"))?;
    let video =
        children(&index).filter(|(kind, _)| kind == b"trak").find_map(|(_, track)| video_timing(track));
    Ok(Mp4Layout { faststart: faststart && media_seen, video })
}

/// Kind, header length and full length of the box at `position`.
fn top_box(file: &mut File, position: u64, length: u64) -> Option<([u8; 4], u64, u64)> {
    let mut head = [0; 16];
    file.seek(SeekFrom::Start(position)).ok()?;
    file.read_exact(&mut head[..8]).ok()?;
    let kind = [head[4], head[5], head[6], head[7]];
    let (header, size) = match u32::from_be_bytes([head[0], head[1], head[2], head[3]]) {
        0 => (8, length - position),
        1 => {
            file.read_exact(&mut head[8..]).ok()?;
            (16, u64::from_be_bytes(head[8..].try_into().ok()?))
        }
        short => (8, u64::from(short)),
    };
    (size >= header && position.checked_add(size)? <= length).then_some((kind, header, size))
}

/// The boxes inside a box's payload; ends at the first that does not fit.
fn children(mut bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    std::iter::from_fn(move || {
        let size = number(bytes, 0)? as usize;
        let kind = bytes.get(4..8)?.try_into().ok()?;
        let payload = bytes.get(8..size)?;
        bytes = &bytes[size..];
        Some((kind, payload))
    })
}

fn child<'a>(bytes: &'a [u8], kind: &[u8; 4]) -> Option<&'a [u8]> {
    children(bytes).find(|(found, _)| found == kind).map(|(_, payload)| payload)
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn video_timing(track: &[u8]) -> Option<VideoTiming> {
    let media = child(track, b"mdia")?;
    if child(media, b"hdlr")?.get(8..12)? != b"vide" {
        return None;
    }
    // Version 1 has 64-bit times before the time scale.
    let header = child(media, b"mdhd")?;
    let timescale = number(header, if *header.first()? == 1 { 20 } else { 12 })?;
    let samples = child(child(media, b"minf")?, b"stbl")?;
    let times = child(samples, b"stts")?;
    let entries = number(times, 4)? as usize;
    let (mut frames, mut steps) = (0_u64, Vec::new());
    for entry in 0..entries {
        let at = 8 + entry.checked_mul(8)?;
        frames += u64::from(number(times, at)?);
        let step = number(times, at + 4)?;
        if !steps.contains(&step) {
            steps.push(step);
        }
    }
    let even_step = match steps[..] {
        [step] => Some(step),
        _ => None,
    };
    // The sample entry: 8 bytes of box header, then 24 bytes before width and height.
    let description = child(samples, b"stsd")?;
    let side = |at: usize| Some(u16::from_be_bytes(description.get(at..at + 2)?.try_into().ok()?));
    Some(VideoTiming { timescale, frames, even_step, width: side(40)?, height: side(42)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(kind: &[u8; 4], payload: &[u8]) -> Vec<u8> {
        let mut bytes = (payload.len() as u32 + 8).to_be_bytes().to_vec();
        bytes.extend_from_slice(kind);
        bytes.extend_from_slice(payload);
        bytes
    }

    fn layout(bytes: &[u8]) -> Result<Mp4Layout, FfmpegError> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        read_layout(file.path())
    }

    #[test]
    fn the_order_of_index_and_media_tells_faststart() {
        let (head, index, media) = (boxed(b"ftyp", b"isom"), boxed(b"moov", b""), boxed(b"mdat", b"x"));
        assert!(layout(&[&head[..], &index, &media].concat()).unwrap().faststart);
        assert!(!layout(&[&head[..], &media, &index].concat()).unwrap().faststart);
        assert!(!layout(&[&head[..], &index].concat()).unwrap().faststart);
    }

    #[test]
    fn broken_files_are_errors() {
        assert!(layout(&boxed(b"ftyp", b"isom")).is_err(), "no index");
        assert!(layout(&[0, 0, 0, 200, b'm', b'o', b'o', b'v']).is_err(), "cut");
        assert!(layout(&[0, 0, 0, 4, b'm', b'o', b'o', b'v']).is_err(), "shorter than its header");
        assert!(layout(b"abc").is_err());
    }
}
