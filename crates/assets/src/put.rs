use std::path::Path;

use bytes::Bytes;
use object_store::{ObjectStore, ObjectStoreExt, PutMode, PutOptions, WriteMultipart};
use tokio::{fs::File, io::AsyncReadExt};

use crate::{
    AssetError, AssetStore,
    hash::{self, Hasher},
    store::location,
};

/// Files up to this size are held in memory once and created in one step.
const WHOLE_BYTES: u64 = 16 * 1024 * 1024;
const READ_BYTES: usize = 256 * 1024;
/// Parts of a larger file that are on their way at once; bounds the memory too.
const PARTS_AT_ONCE: usize = 4;

/// What was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    pub sha256: String,
    pub bytes: u64,
}

impl AssetStore {
    /// Stores a file under its hash. That it is there already is fine: it is the same content.
    /// When this returns, the bytes are on the store's disks.
    pub async fn put_file(&self, path: &Path) -> Result<Stored, AssetError> {
        let stored = hash_file(path).await?;
        if self.size(&stored.sha256).await? == Some(stored.bytes) {
            return Ok(stored);
        }
        if stored.bytes > WHOLE_BYTES {
            self.put_in_parts(path, &stored).await?;
            return Ok(stored);
        }
        let bytes = tokio::fs::read(path).await.map_err(AssetError::file(path))?;
        if hash::of(&bytes) != stored.sha256 {
            return Err(AssetError::Changed { path: path.to_owned() });
        }
        self.create(&stored.sha256, bytes.into()).await?;
        Ok(stored)
    }

    /// Stores bytes under their hash.
    pub async fn put_bytes(&self, bytes: impl Into<Bytes>) -> Result<Stored, AssetError> {
        let bytes = bytes.into();
        let stored = Stored { sha256: hash::of(&bytes), bytes: bytes.len() as u64 };
        self.create(&stored.sha256, bytes).await?;
        Ok(stored)
    }

    async fn create(&self, sha256: &str, bytes: Bytes) -> Result<(), AssetError> {
        let options = PutOptions::from(PutMode::Create);
        match self.objects.put_opts(&location(sha256)?, bytes.into(), options).await {
            Ok(_) | Err(object_store::Error::AlreadyExists { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Nobody sees the blob before its last part is there. Two workers may write the same one: the
    /// later wins with the same bytes.
    async fn put_in_parts(&self, path: &Path, expected: &Stored) -> Result<(), AssetError> {
        let upload = self.objects.put_multipart(&location(&expected.sha256)?).await?;
        let mut writer = WriteMultipart::new(upload);
        let copied = copy(path, &mut writer).await;
        match copied {
            Ok(copied) if copied == *expected => {
                writer.finish().await?;
                Ok(())
            }
            Ok(_) => {
                writer.abort().await?;
                Err(AssetError::Changed { path: path.to_owned() })
            }
            Err(error) => {
                // The copy's error says more than the abort's.
                let _ = writer.abort().await;
                Err(error)
            }
        }
    }
}

async fn copy(path: &Path, writer: &mut WriteMultipart) -> Result<Stored, AssetError> {
    let mut file = File::open(path).await.map_err(AssetError::file(path))?;
    let (mut hasher, mut bytes, mut buffer) = (Hasher::default(), 0, vec![0; READ_BYTES]);
    loop {
        let count = file.read(&mut buffer).await.map_err(AssetError::file(path))?;
        if count == 0 {
            return Ok(Stored { sha256: hasher.finish(), bytes });
        }
        hasher.update(&buffer[..count]);
        bytes += count as u64;
        writer.wait_for_capacity(PARTS_AT_ONCE).await?;
        writer.write(&buffer[..count]);
    }
}

async fn hash_file(path: &Path) -> Result<Stored, AssetError> {
    let mut file = File::open(path).await.map_err(AssetError::file(path))?;
    let (mut hasher, mut bytes, mut buffer) = (Hasher::default(), 0, vec![0; READ_BYTES]);
    loop {
        let count = file.read(&mut buffer).await.map_err(AssetError::file(path))?;
        if count == 0 {
            return Ok(Stored { sha256: hasher.finish(), bytes });
        }
        hasher.update(&buffer[..count]);
        bytes += count as u64;
    }
}
