use aida_protocol::{FrameSize, Platform};

use crate::geometry::Rect;

/// The part of the frame that no button, name or progress bar of the platform covers.
///
/// Portrait margins follow the platforms' own published guides for vertical video (Reels, TikTok, Shorts keep
/// name, caption and buttons at the bottom and right); other shapes are shown whole and only keep a rim.
pub fn safe_area(platform: Platform, frame: FrameSize) -> Rect {
    let (width, height) = (frame.width as f32, frame.height as f32);
    let portrait = height > width * 1.5;
    let (left, top, right, bottom) = match platform {
        Platform::Instagram | Platform::Facebook if portrait => (0.065, 0.105, 0.065, 0.175),
        Platform::Tiktok if portrait => (0.065, 0.095, 0.12, 0.19),
        Platform::YoutubeShorts | Platform::Youtube if portrait => (0.065, 0.095, 0.12, 0.18),
        Platform::Whatsapp if portrait => (0.065, 0.09, 0.065, 0.12),
        _ if portrait => (0.065, 0.075, 0.065, 0.085),
        _ if width > height => (0.055, 0.075, 0.055, 0.07),
        _ => (0.065, 0.06, 0.065, 0.055),
    };
    Rect::between(width * left, height * top, width * (1.0 - right), height * (1.0 - bottom))
}

/// Pixels that a design for a frame with a shorter side of 1080 is multiplied with.
pub(crate) fn unit(frame: FrameSize) -> f32 {
    frame.width.min(frame.height) as f32 / 1080.0
}

/// Where captions stand: the foot of the safe area, two lines high.
pub(crate) fn caption_zone(safe: Rect, frame: FrameSize) -> Rect {
    let height = caption_size(frame) * 3.35;
    Rect::between(safe.x, safe.bottom() - height, safe.right(), safe.bottom())
}

/// Font size of captions in pixels.
pub(crate) fn caption_size(frame: FrameSize) -> f32 {
    let portrait = frame.height > frame.width;
    unit(frame) * if portrait { 54.0 } else { 46.0 }
}

#[cfg(test)]
mod tests {
    use aida_protocol::Aspect;

    use super::*;

    #[test]
    fn captions_lie_in_the_lower_third_of_every_platform() {
        let platforms = [
            Platform::Instagram,
            Platform::Tiktok,
            Platform::YoutubeShorts,
            Platform::Youtube,
            Platform::Web,
        ];
        for platform in platforms {
            for aspect in Aspect::ALL {
                let frame = aspect.frame_size();
                let safe = safe_area(platform, frame);
                let zone = caption_zone(safe, frame);
                assert!(Rect::new(0.0, 0.0, frame.width as f32, frame.height as f32).contains(safe));
                assert!(safe.contains(zone));
                assert!(zone.y > frame.height as f32 * 0.6, "{platform:?} {aspect:?}");
            }
        }
    }
}
