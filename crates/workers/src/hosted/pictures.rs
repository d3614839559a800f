//! Pictures that go with a request.

use std::path::Path;

use aida_models::ModelSpec;
use aida_protocol::ErrorKind;
use aida_providers::{CallErrorKind, Picture};

use super::{Hosted, walk::Passed};

/// Larger pictures are not handed over.
const LARGEST_PICTURE: u64 = 10 << 20;

/// The picture in a file.
pub async fn read(path: &Path) -> Result<Picture, Passed> {
    let unread = |_| Passed::over(ErrorKind::Exhausted, "the picture cannot be read");
    if tokio::fs::metadata(path).await.map_err(unread)?.len() > LARGEST_PICTURE {
        return Err(Passed::over(ErrorKind::InvalidInput, "the picture is larger than models take"));
    }
    let bytes = tokio::fs::read(path).await.map_err(unread)?;
    let no_type = || Passed::over(ErrorKind::InvalidInput, "the picture is of no type that models take");
    Picture::of(bytes.into()).ok_or_else(no_type)
}

impl Hosted {
    /// How a model's input names a picture. Nothing is charged for it, so that it may come before the ledger.
    pub async fn hand_over(&self, model: &ModelSpec, picture: &Picture) -> Result<String, Passed> {
        self.queue_of(model)?.upload(picture).await.map_err(|error| {
            let kind = match error.kind {
                CallErrorKind::ReplyLost => ErrorKind::Unavailable,
                kind => kind.job_kind(),
            };
            Passed::over(kind, format!("the picture could not be handed over: {}", error.reason))
        })
    }
}
