use aida_models::{DrawnPicture, ImageModel, JobContext};
use aida_protocol::{JobError, VisualInput};
use async_trait::async_trait;

use super::blocking;

/// Draws what a scene speaks of.
#[derive(Debug, Clone, Copy, Default)]
pub struct StudioIllustrator;

impl StudioIllustrator {
    pub const ID: &'static str = "studio/illustrator";
}

#[async_trait]
impl ImageModel for StudioIllustrator {
    fn id(&self) -> &str {
        Self::ID
    }

    async fn draw(&self, input: &VisualInput, context: &JobContext) -> Result<DrawnPicture, JobError> {
        let input = input.clone();
        blocking(context, move |context| aida_picture::draw(&input, context)).await
    }
}
