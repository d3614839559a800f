use aida_models::{JobContext, StoryboardModel, Storyboarded};
use aida_protocol::{DirectorInput, JobError, Usd};
use async_trait::async_trait;

use super::blocking;

/// Chooses layout, camera, light and palette of each scene by rule.
#[derive(Debug, Clone, Copy, Default)]
pub struct StudioDirector;

impl StudioDirector {
    pub const ID: &'static str = "studio/director";
}

#[async_trait]
impl StoryboardModel for StudioDirector {
    fn id(&self) -> &str {
        Self::ID
    }

    async fn direct(&self, input: &DirectorInput, context: &JobContext) -> Result<Storyboarded, JobError> {
        let input = input.clone();
        blocking(context, move |context| {
            context.progress(10, "drawing the storyboard");
            Ok::<_, JobError>(Storyboarded { storyboard: aida_script::direct(&input), cost: Usd::ZERO })
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn director_and_illustrator_know_the_same_layouts_and_palettes() {
        assert_eq!(aida_script::LAYOUTS, aida_picture::LAYOUTS);
        assert_eq!(aida_script::PALETTES.as_slice(), aida_picture::PALETTES.as_slice());
    }
}
