//! What an uploaded file is, by its first bytes; what its sender calls it does not count.

/// Bytes that [`picture_type`] has to see.
pub const SNIFFED_BYTES: usize = 16;

/// The media type of a PNG, JPEG or WebP file that starts with `head`.
pub fn picture_type(head: &[u8]) -> Option<&'static str> {
    if head.starts_with(b"\x89PNG\r\n\x1a\n") && head.get(12..16) == Some(b"IHDR") {
        Some("image/png")
    } else if head.starts_with(b"\xff\xd8\xff") {
        Some("image/jpeg")
    } else if head.starts_with(b"RIFF") && head.get(8..15) == Some(b"WEBPVP8") {
        Some("image/webp")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pictures_are_pictures() {
        assert_eq!(picture_type(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Some("image/png"));
        assert_eq!(picture_type(b"\xff\xd8\xff\xe0\0\x10JFIF"), Some("image/jpeg"));
        assert_eq!(picture_type(b"RIFF\x24\0\0\0WEBPVP8 "), Some("image/webp"));
        for other in [&b"#EXTM3U"[..], b"<svg xmlns", b"GIF89a", b"RIFF\x24\0\0\0WAVEfmt ", b"", b"\x89PNG"] {
            assert_eq!(picture_type(other), None, "{other:?}");
        }
    }
}
