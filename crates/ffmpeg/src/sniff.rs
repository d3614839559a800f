use std::{fs::File, io::Read, path::Path};

use aida_protocol::ImageFormat;

use crate::FfmpegError;

/// A kind of media file that we let ffmpeg open, told by its first bytes and never by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// MP4, M4A and QuickTime.
    Mp4,
    /// WebM and Matroska.
    Matroska,
    Wav,
    Mp3,
}

impl Container {
    /// Name of ffmpeg's demuxer.
    pub(crate) const fn demuxer(self) -> &'static str {
        match self {
            Container::Mp4 => "mov",
            Container::Matroska => "matroska",
            Container::Wav => "wav",
            Container::Mp3 => "mp3",
        }
    }
}

/// What a file is by its first bytes (12 are enough).
pub fn sniff_container(bytes: &[u8]) -> Option<Container> {
    match bytes {
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => Some(Container::Mp4),
        [0x1a, 0x45, 0xdf, 0xa3, ..] => Some(Container::Matroska),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => Some(Container::Wav),
        [b'I', b'D', b'3', ..] => Some(Container::Mp3),
        // Frame sync of MPEG layer III, with a sampling rate and a bit rate that exist.
        [0xff, second, third, ..]
            if second & 0xe6 == 0xe2 && third & 0xf0 != 0xf0 && third & 0x0c != 0x0c =>
        {
            Some(Container::Mp3)
        }
        _ => None,
    }
}

/// What picture these bytes begin (12 are enough).
pub fn sniff_image(bytes: &[u8]) -> Option<ImageFormat> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(ImageFormat::Png),
        [0xff, 0xd8, 0xff, ..] => Some(ImageFormat::Jpeg),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(ImageFormat::WebP),
        _ => None,
    }
}

pub(crate) fn container_of(path: &Path) -> Result<Container, FfmpegError> {
    let mut head = [0; 16];
    let mut file = File::open(path).map_err(FfmpegError::io(path))?;
    let mut read = 0;
    while read < head.len() {
        match file.read(&mut head[read..]).map_err(FfmpegError::io(path))? {
            0 => break,
            more => read += more,
        }
    }
    sniff_container(&head[..read]).ok_or_else(|| FfmpegError::UnknownFormat { path: path.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_by_their_bytes() {
        assert_eq!(sniff_image(b"\x89PNG\r\n\x1a\n...."), Some(ImageFormat::Png));
        assert_eq!(sniff_image(b"\xff\xd8\xff\xe0"), Some(ImageFormat::Jpeg));
        assert_eq!(sniff_image(b"RIFF\0\0\0\0WEBPVP8 "), Some(ImageFormat::WebP));
        assert_eq!(sniff_container(b"\0\0\0\x20ftypisom"), Some(Container::Mp4));
        assert_eq!(sniff_container(b"RIFF\0\0\0\0WAVEfmt "), Some(Container::Wav));
        assert_eq!(sniff_container(b"\x1a\x45\xdf\xa3"), Some(Container::Matroska));
        assert_eq!(sniff_container(b"ID3\x04"), Some(Container::Mp3));
        assert_eq!(sniff_container(b"\xff\xfb\x90\x64"), Some(Container::Mp3));
        for hostile in [&b"#EXTM3U\nfile:///etc/passwd"[..], b"ffconcat version 1.0", b"<svg", b"", b"RIFF"] {
            assert_eq!((sniff_container(hostile), sniff_image(hostile)), (None, None));
        }
    }
}
