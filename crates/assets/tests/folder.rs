//! Blobs in a local folder.

use std::{fs, path::PathBuf};

use aida_assets::{AssetError, AssetOptions, AssetStore, Stored};
use futures::TryStreamExt;
use tempfile::TempDir;

struct Folder {
    root: TempDir,
    store: AssetStore,
}

impl Folder {
    fn new() -> Self {
        let root = TempDir::new().unwrap();
        let url = format!("file://{}/made/when/missing", root.path().display());
        Folder { store: AssetStore::open(&url, &AssetOptions::default()).unwrap(), root }
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.root.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    fn blob(&self, stored: &Stored) -> PathBuf {
        let folder = self.root.path().join("made/when/missing/blobs/sha256").join(&stored.sha256[..2]);
        folder.join(&stored.sha256)
    }
}

async fn bytes_of(store: &AssetStore, sha256: &str, range: Option<std::ops::Range<u64>>) -> Vec<u8> {
    let blob = store.get_range(sha256, range).await.unwrap();
    let chunks: Vec<_> = blob.into_stream().try_collect().await.unwrap();
    chunks.concat()
}

#[tokio::test]
async fn a_file_is_stored_once_and_comes_back() {
    let folder = Folder::new();
    let stored = folder.store.put_file(&folder.file("a", b"one film")).await.unwrap();
    assert_eq!(stored.bytes, 8);
    let written = fs::metadata(folder.blob(&stored)).unwrap().modified().unwrap();
    assert_eq!(folder.store.put_bytes("one film").await.unwrap(), stored);
    assert_eq!(folder.store.put_file(&folder.file("b", b"one film")).await.unwrap(), stored);
    assert_eq!(fs::metadata(folder.blob(&stored)).unwrap().modified().unwrap(), written, "created once");

    let copy = folder.root.path().join("copy");
    folder.store.get_to_file(&stored.sha256, &copy).await.unwrap();
    assert_eq!(fs::read(&copy).unwrap(), b"one film");
    assert!(folder.store.exists(&stored.sha256).await.unwrap());
}

#[tokio::test]
async fn a_film_larger_than_memory_should_hold_goes_in_parts() {
    let folder = Folder::new();
    let film: Vec<u8> = (0..40_000_003_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let path = folder.file("film", &film);
    let stored = folder.store.put_file(&path).await.unwrap();
    assert_eq!(stored.bytes, film.len() as u64);
    let copy = folder.root.path().join("copy");
    folder.store.get_to_file(&stored.sha256, &copy).await.unwrap();
    assert!(fs::read(&copy).unwrap() == film);
    assert_eq!(
        bytes_of(&folder.store, &stored.sha256, Some(39_999_999..40_000_003)).await,
        film[39_999_999..]
    );
}

#[tokio::test]
async fn a_changed_blob_is_not_handed_out() {
    let folder = Folder::new();
    let stored = folder.store.put_bytes("the truth").await.unwrap();
    fs::write(folder.blob(&stored), "the lie..").unwrap();
    let copy = folder.root.path().join("copy");
    let refused = folder.store.get_to_file(&stored.sha256, &copy).await.unwrap_err();
    assert!(matches!(refused, AssetError::Tampered { .. }) && !refused.retryable(), "{refused}");
    assert!(!copy.exists() && !folder.root.path().join("copy.part").exists());
}

#[tokio::test]
async fn ranges_are_cut_at_the_end() {
    let folder = Folder::new();
    let stored = folder.store.put_bytes("0123456789").await.unwrap();
    let hash = stored.sha256.as_str();
    assert_eq!(bytes_of(&folder.store, hash, None).await, b"0123456789");
    assert_eq!(bytes_of(&folder.store, hash, Some(2..5)).await, b"234");
    let blob = folder.store.get_range(hash, Some(8..100)).await.unwrap();
    assert_eq!((blob.total, blob.range.clone()), (10, 8..10));
    for outside in [10..11, 5..5] {
        let refused = folder.store.get_range(hash, Some(outside)).await.err().unwrap();
        assert!(matches!(refused, AssetError::Range { total: 10, .. }), "{refused}");
    }
}

#[tokio::test]
async fn what_is_not_there_says_so() {
    let folder = Folder::new();
    let hash = "0a".repeat(32);
    assert!(!folder.store.exists(&hash).await.unwrap());
    let copy = folder.root.path().join("copy");
    let missing = folder.store.get_to_file(&hash, &copy).await.unwrap_err();
    assert!(matches!(missing, AssetError::NotFound { .. }), "{missing}");
    let missing = folder.store.get_range(&hash, Some(0..1)).await.err().unwrap();
    assert!(matches!(missing, AssetError::NotFound { .. }), "{missing}");
    let missing = folder.store.put_file(&folder.root.path().join("nothing")).await.unwrap_err();
    assert!(matches!(missing, AssetError::File { .. }), "{missing}");
}
