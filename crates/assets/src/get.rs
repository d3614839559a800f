use std::{
    ops::Range,
    path::{Path, PathBuf},
};

use bytes::Bytes;
use futures::{Stream, StreamExt, TryStreamExt, stream::BoxStream};
use object_store::{GetOptions, GetRange, GetResult, ObjectStore};
use tokio::{fs::File, io::AsyncWriteExt};

use crate::{AssetError, AssetStore, hash::Hasher, store::location};

/// A blob, or a part of one, on its way. The bytes are not checked against the hash: a part has none.
pub struct Blob {
    /// Bytes of the whole blob.
    pub total: u64,
    /// Which of them come.
    pub range: Range<u64>,
    stream: BoxStream<'static, Result<Bytes, AssetError>>,
}

impl Blob {
    pub fn into_stream(self) -> impl Stream<Item = Result<Bytes, AssetError>> + Send + 'static {
        self.stream
    }
}

impl AssetStore {
    /// Copies a blob to `path`, which appears only when all of it is there and hashes to its name.
    pub async fn get_to_file(&self, sha256: &str, path: &Path) -> Result<(), AssetError> {
        let part = partial(path);
        let copied = self.copy_to(sha256, &part).await;
        if copied.is_err() {
            // Nothing to remove when it could not be made.
            let _ = tokio::fs::remove_file(&part).await;
        }
        copied?;
        tokio::fs::rename(&part, path).await.map_err(AssetError::file(path))
    }

    /// Opens a blob for reading: all of it, or the bytes of `range`, which is cut at the blob's end.
    ///
    /// # Errors
    /// [`AssetError::Range`] when the range is empty or starts after the end.
    pub async fn get_range(&self, sha256: &str, range: Option<Range<u64>>) -> Result<Blob, AssetError> {
        if let Some(range) = &range {
            let total = self.size(sha256).await?.ok_or_else(|| not_found(sha256))?;
            if range.is_empty() || range.start >= total {
                return Err(AssetError::Range { sha256: sha256.to_owned(), total });
            }
        }
        let result = self.open_blob(sha256, range.map(GetRange::Bounded)).await?;
        let (total, range) = (result.meta.size, result.range.clone());
        Ok(Blob { total, range, stream: result.into_stream().map_err(AssetError::from).boxed() })
    }

    async fn open_blob(&self, sha256: &str, range: Option<GetRange>) -> Result<GetResult, AssetError> {
        let options = GetOptions { range, ..GetOptions::default() };
        match self.objects.get_opts(&location(sha256)?, options).await {
            Ok(result) => Ok(result),
            Err(object_store::Error::NotFound { .. }) => Err(not_found(sha256)),
            Err(error) => Err(error.into()),
        }
    }

    async fn copy_to(&self, sha256: &str, path: &Path) -> Result<(), AssetError> {
        let mut stream = self.open_blob(sha256, None).await?.into_stream();
        let mut file = File::create(path).await.map_err(AssetError::file(path))?;
        let mut hasher = Hasher::default();
        while let Some(chunk) = stream.try_next().await? {
            hasher.update(&chunk);
            file.write_all(&chunk).await.map_err(AssetError::file(path))?;
        }
        file.flush().await.map_err(AssetError::file(path))?;
        let found = hasher.finish();
        if found != sha256 {
            return Err(AssetError::Tampered { sha256: sha256.to_owned(), found });
        }
        Ok(())
    }
}

fn not_found(sha256: &str) -> AssetError {
    AssetError::NotFound { sha256: sha256.to_owned() }
}

fn partial(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    name.into()
}
