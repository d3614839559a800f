use std::sync::Arc;

use aida_protocol::is_sha256;
use object_store::{
    ObjectStore, ObjectStoreExt, aws::AmazonS3Builder, local::LocalFileSystem, path::Path,
    prefix::PrefixStore,
};

use crate::{AssetError, AssetOptions};

/// The object store. Cheap to clone.
#[derive(Debug, Clone)]
pub struct AssetStore {
    pub(crate) objects: Arc<dyn ObjectStore>,
}

impl AssetStore {
    /// Opens `file:///folder` (made when it is missing) or `s3://bucket/prefix`.
    ///
    /// # Errors
    /// When the address cannot be read or the folder cannot be made. An S3 bucket is not contacted.
    pub fn open(url: &str, options: &AssetOptions) -> Result<AssetStore, AssetError> {
        let objects = match url.split_once("://") {
            Some(("file", folder)) => open_folder(folder)?,
            Some(("s3", rest)) => open_bucket(rest, options)?,
            _ => return Err(AssetError::Address(format!("{url:?} is neither file:///… nor s3://…"))),
        };
        Ok(AssetStore { objects })
    }

    /// Whether the blob is there.
    pub async fn exists(&self, sha256: &str) -> Result<bool, AssetError> {
        Ok(self.size(sha256).await?.is_some())
    }

    /// Bytes of the blob, if it is there.
    pub async fn size(&self, sha256: &str) -> Result<Option<u64>, AssetError> {
        match self.objects.head(&location(sha256)?).await {
            Ok(meta) => Ok(Some(meta.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// Where a blob lies. The first two digits spread the blobs over 256 folders.
pub(crate) fn location(sha256: &str) -> Result<Path, AssetError> {
    if !is_sha256(sha256) {
        return Err(AssetError::BadHash(sha256.chars().take(80).collect()));
    }
    Ok(Path::from_iter(["blobs", "sha256", &sha256[..2], sha256]))
}

fn open_folder(folder: &str) -> Result<Arc<dyn ObjectStore>, AssetError> {
    if !folder.starts_with('/') {
        return Err(AssetError::Address("a folder's address is file:// and an absolute path".to_owned()));
    }
    std::fs::create_dir_all(folder).map_err(AssetError::file(folder))?;
    // A result that a reply names has to survive a power cut.
    Ok(Arc::new(LocalFileSystem::new_with_prefix(folder)?.with_fsync(true)))
}

fn open_bucket(rest: &str, options: &AssetOptions) -> Result<Arc<dyn ObjectStore>, AssetError> {
    let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    if bucket.is_empty() {
        return Err(AssetError::Address("the bucket's name is missing".to_owned()));
    }
    let mut builder =
        AmazonS3Builder::from_env().with_bucket_name(bucket).with_allow_http(options.allow_http);
    if let Some(endpoint) = &options.endpoint {
        builder = builder.with_endpoint(endpoint);
    }
    if let Some(region) = &options.region {
        builder = builder.with_region(region);
    }
    if let Some(key) = &options.access_key {
        builder = builder.with_access_key_id(key);
    }
    if let Some(key) = &options.secret_key {
        builder = builder.with_secret_access_key(key);
    }
    let bucket = builder.build()?;
    let prefix = Path::parse(prefix.trim_matches('/'))
        .map_err(|error| AssetError::Address(format!("the prefix: {error}")))?;
    Ok(if prefix.as_ref().is_empty() { Arc::new(bucket) } else { Arc::new(PrefixStore::new(bucket, prefix)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hashes_have_a_place() {
        let hash = "0a".repeat(32);
        assert_eq!(location(&hash).unwrap().as_ref(), format!("blobs/sha256/0a/{hash}"));
        for wrong in ["", "..", "0A", &"0A".repeat(32), "é".repeat(32).as_str()] {
            assert!(matches!(location(wrong), Err(AssetError::BadHash(_))), "{wrong}");
        }
    }

    #[test]
    fn addresses_are_checked() {
        let options = AssetOptions { region: Some("eu-south-1".to_owned()), ..AssetOptions::default() };
        for wrong in ["", "/tmp/x", "file://relative", "http://x/y", "s3:///prefix", "s3://bucket/a//b"] {
            assert!(matches!(AssetStore::open(wrong, &options), Err(AssetError::Address(_))), "{wrong:?}");
        }
        for right in ["s3://bucket", "s3://bucket/", "s3://bucket/some/prefix/"] {
            AssetStore::open(right, &options).expect(right);
        }
    }
}
