use std::path::PathBuf;

use aida_assets::{AssetError, AssetStore};
use aida_models::{JobContext, MadeFile};
use aida_protocol::{AssetRef, ErrorKind, JobError, SceneNarration, is_asset_name};

/// Brings files into a job's scratch folder and stores what the job made.
pub struct Files<'a> {
    store: &'a AssetStore,
    context: &'a JobContext,
    made: Vec<AssetRef>,
}

impl<'a> Files<'a> {
    pub fn new(store: &'a AssetStore, context: &'a JobContext) -> Self {
        Files { store, context, made: Vec::new() }
    }

    /// A local copy of `asset`. Copies lie apart from what the job makes, under their hashes: two
    /// inputs may have the same name.
    pub async fn fetch(&self, asset: &AssetRef) -> Result<PathBuf, JobError> {
        if !is_asset_name(&asset.name) {
            return Err(JobError::new(ErrorKind::InvalidInput, "an input's name is no file name"));
        }
        self.context.check_cancelled()?;
        let folder = self.context.scratch().join("inputs").join(&asset.sha256);
        let path = folder.join(&asset.name);
        if path.exists() {
            return Ok(path);
        }
        tokio::fs::create_dir_all(&folder).await.map_err(|error| local(&error))?;
        self.store.get_to_file(&asset.sha256, &path).await.map_err(|error| failed(&asset.name, &error))?;
        Ok(path)
    }

    pub async fn fetch_some(&self, asset: Option<&AssetRef>) -> Result<Option<PathBuf>, JobError> {
        match asset {
            Some(asset) => self.fetch(asset).await.map(Some),
            None => Ok(None),
        }
    }

    /// What is said, scene by scene; empty when nobody speaks.
    pub async fn narration(&self, asset: Option<&AssetRef>) -> Result<Vec<SceneNarration>, JobError> {
        let Some(path) = self.fetch_some(asset).await? else { return Ok(Vec::new()) };
        let bytes = tokio::fs::read(&path).await.map_err(|error| local(&error))?;
        serde_json::from_slice(&bytes)
            .map_err(|error| JobError::new(ErrorKind::InvalidInput, format!("the word timings: {error}")))
    }

    /// Stores a file that a model made. An empty one is no success.
    pub async fn store(&mut self, file: MadeFile) -> Result<AssetRef, JobError> {
        if !is_asset_name(&file.name) {
            return Err(JobError::new(ErrorKind::InvalidOutput, "a made file's name is no file name"));
        }
        let stored = self.store.put_file(&file.path).await.map_err(|error| failed(&file.name, &error))?;
        if stored.bytes == 0 {
            return Err(JobError::new(ErrorKind::InvalidOutput, format!("{} is empty", file.name)));
        }
        let asset = AssetRef {
            name: self.context.asset_name(&file.name),
            sha256: stored.sha256,
            bytes: stored.bytes,
            media_type: file.media_type,
            source: file.source,
            licence: file.licence,
        };
        self.made.push(asset.clone());
        Ok(asset)
    }

    pub async fn store_some(&mut self, file: Option<MadeFile>) -> Result<Option<AssetRef>, JobError> {
        match file {
            Some(file) => self.store(file).await.map(Some),
            None => Ok(None),
        }
    }

    /// Everything that was stored.
    pub fn into_made(self) -> Vec<AssetRef> {
        self.made
    }
}

/// A fault of this machine's disk.
pub fn local(error: &std::io::Error) -> JobError {
    let kind = match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => ErrorKind::Exhausted,
        _ => ErrorKind::Internal,
    };
    JobError::new(kind, format!("the scratch folder: {error}"))
}

fn failed(name: &str, error: &AssetError) -> JobError {
    match error {
        AssetError::File { source, .. } => local(source),
        AssetError::Store(_) => {
            tracing::warn!(asset = name, %error, "the object store failed");
            JobError::new(ErrorKind::Unavailable, format!("the object store failed on {name}"))
        }
        AssetError::NotFound { .. } | AssetError::BadHash(_) | AssetError::Tampered { .. } => {
            JobError::new(ErrorKind::Internal, format!("{name}: {error}"))
        }
        AssetError::Address(_) | AssetError::Range { .. } | AssetError::Changed { .. } => {
            JobError::new(ErrorKind::Internal, format!("{name} cannot be stored or fetched"))
        }
    }
}
