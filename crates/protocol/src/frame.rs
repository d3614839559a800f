//! Where a work is shown, in which shape and size.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where the work will be posted; decides the usual aspect and the area that captions may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Platform {
    /// Reels and stories, 9:16.
    Instagram,
    /// Posts of the feed, 4:5.
    InstagramFeed,
    Tiktok,
    Youtube,
    YoutubeShorts,
    Facebook,
    Linkedin,
    X,
    Whatsapp,
    Pinterest,
    /// Web pages, screens, presentations.
    #[default]
    Web,
}

impl Platform {
    pub const fn usual_aspect(self) -> Aspect {
        match self {
            Platform::Instagram
            | Platform::Tiktok
            | Platform::YoutubeShorts
            | Platform::Whatsapp
            | Platform::Pinterest => Aspect::Portrait,
            Platform::InstagramFeed => Aspect::Feed,
            Platform::Linkedin | Platform::Facebook => Aspect::Square,
            Platform::Youtube | Platform::X | Platform::Web => Aspect::Landscape,
        }
    }
}

/// Shape of the picture.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema,
)]
pub enum Aspect {
    #[serde(rename = "9:16")]
    Portrait,
    #[default]
    #[serde(rename = "16:9")]
    Landscape,
    #[serde(rename = "1:1")]
    Square,
    #[serde(rename = "4:5")]
    Feed,
}

/// Width and height in pixels, both even.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct FrameSize {
    pub width: u32,
    pub height: u32,
}

impl Aspect {
    pub const ALL: [Aspect; 4] = [Aspect::Portrait, Aspect::Landscape, Aspect::Square, Aspect::Feed];

    pub const fn as_str(self) -> &'static str {
        match self {
            Aspect::Portrait => "9:16",
            Aspect::Landscape => "16:9",
            Aspect::Square => "1:1",
            Aspect::Feed => "4:5",
        }
    }

    /// As it stands in names of nodes and files, where a colon may not: `9x16`.
    pub const fn slug(self) -> &'static str {
        match self {
            Aspect::Portrait => "9x16",
            Aspect::Landscape => "16x9",
            Aspect::Square => "1x1",
            Aspect::Feed => "4x5",
        }
    }

    pub fn from_slug(slug: &str) -> Option<Self> {
        Aspect::ALL.into_iter().find(|aspect| aspect.slug() == slug)
    }

    /// Size of the finished picture.
    pub const fn frame_size(self) -> FrameSize {
        match self {
            Aspect::Portrait => FrameSize { width: 1080, height: 1920 },
            Aspect::Landscape => FrameSize { width: 1920, height: 1080 },
            Aspect::Square => FrameSize { width: 1080, height: 1080 },
            Aspect::Feed => FrameSize { width: 1080, height: 1350 },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_even_and_have_their_aspect() {
        for (aspect, ratio) in Aspect::ALL.into_iter().zip([9.0 / 16.0, 16.0 / 9.0, 1.0, 4.0 / 5.0]) {
            let FrameSize { width, height } = aspect.frame_size();
            assert_eq!((width % 2, height % 2), (0, 0));
            assert!((f64::from(width) / f64::from(height) - ratio).abs() < 1e-9);
            assert_eq!(serde_json::to_value(aspect).unwrap(), aspect.as_str());
            assert_eq!(Aspect::from_slug(aspect.slug()), Some(aspect));
        }
    }
}
