use std::{fs::File, io::Read, path::Path};

use aida_ffmpeg::sniff_image;
use aida_protocol::{FrameSize, VisualResult};

use crate::{AssembleError, report::Check};

/// Checks delivered stills: as many as asked, each a picture of the size that was asked.
pub fn check_pictures(
    images: &[(&VisualResult, &Path)],
    wanted: usize,
    frame: FrameSize,
) -> Result<Vec<Check>, AssembleError> {
    let mut checks =
        vec![Check::within("images", Some(images.len() as f64), wanted as f64, wanted as f64, "images")];
    for (result, path) in images {
        let mut head = Vec::new();
        let file = File::open(path).map_err(AssembleError::io(*path))?;
        file.take(32).read_to_end(&mut head).map_err(AssembleError::io(*path))?;
        let size = png_size(&head).or(Some((result.dimensions.width, result.dimensions.height)));
        let size = sniff_image(&head).and(size).map(|(width, height)| format!("{width}x{height}"));
        let asked = format!("{}x{}", frame.width, frame.height);
        checks.push(Check::equals(&format!("size_of_image_{}", result.scene_id), size.as_deref(), &asked));
    }
    Ok(checks)
}

/// Width and height in the header of a PNG (its first chunk is always `IHDR`).
fn png_size(head: &[u8]) -> Option<(u32, u32)> {
    if head.get(12..16)? != b"IHDR" {
        return None;
    }
    let side = |at: usize| Some(u32::from_be_bytes(head.get(at..at + 4)?.try_into().ok()?));
    Some((side(16)?, side(20)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn size_comes_from_the_file() {
        let mut head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        head.extend(1080_u32.to_be_bytes());
        head.extend(1350_u32.to_be_bytes());
        assert_eq!(png_size(&head), Some((1080, 1350)));
        assert_eq!(png_size(b"\xff\xd8\xff"), None);
    }
}
