use std::{io, path::PathBuf};

/// Why bytes could not be stored or fetched.
#[derive(Debug, thiserror::Error)]
pub enum AssetError {
    #[error("the object store's address is wrong: {0}")]
    Address(String),
    #[error("{0:?} is not a SHA-256 as we write it")]
    BadHash(String),
    #[error("blob {sha256} does not exist")]
    NotFound { sha256: String },
    /// What the store holds is not what was put there.
    #[error("blob {sha256} was changed: it now hashes to {found}")]
    Tampered { sha256: String, found: String },
    #[error("the range is outside blob {sha256} of {total} bytes")]
    Range { sha256: String, total: u64 },
    /// A file grew or shrank between hashing and storing.
    #[error("{path} changed while it was stored")]
    Changed { path: PathBuf },
    #[error("{path}")]
    File {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("the object store failed")]
    Store(#[from] object_store::Error),
}

impl AssetError {
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> AssetError {
        let path = path.into();
        move |source| AssetError::File { path, source }
    }

    /// Whether the same call may succeed later.
    pub const fn retryable(&self) -> bool {
        matches!(self, AssetError::Store(_) | AssetError::File { .. })
    }
}
