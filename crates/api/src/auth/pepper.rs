//! The fleet's own secret, without which the stored digests of keys are worth nothing.

use std::{
    fs,
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

use aida_ops::Settings;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

/// File of a local fleet's pepper, below its folder.
const FILE: &str = "api-key-pepper";
/// Random bytes of a pepper made here.
const BYTES: usize = 32;

#[derive(Debug, thiserror::Error)]
pub enum PepperError {
    #[error("the pepper's file {path}: {source}")]
    File { path: PathBuf, source: io::Error },
    #[error("the pepper's file {0} can be read by others: chmod 600 it")]
    Open(PathBuf),
    #[error("the pepper's file {0} holds no pepper")]
    Empty(PathBuf),
    #[error("api.key_pepper is not set: other addresses than loopback need it (at least 32 characters)")]
    Missing,
    #[error("the system gives no random bytes")]
    Random,
}

/// Hashes secrets. Never shown.
#[derive(Clone)]
pub struct Pepper(Vec<u8>);

impl Pepper {
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Pepper(bytes.into())
    }

    /// The one of the settings, else the one beside a local fleet's data, which is made when it is missing.
    pub fn of(settings: &Settings) -> Result<Self, PepperError> {
        if let Some(secret) = &settings.api.key_pepper {
            return Ok(Pepper::new(secret.expose()));
        }
        if !settings.api.listen.ip().is_loopback() {
            return Err(PepperError::Missing);
        }
        Pepper::of_file(&settings.fleet.home.join(FILE))
    }

    fn of_file(path: &Path) -> Result<Self, PepperError> {
        let failed = |source| PepperError::File { path: path.to_owned(), source };
        match create(path)? {
            Some(pepper) => return Ok(pepper),
            None if fs::metadata(path).map_err(failed)?.permissions().mode() & 0o077 != 0 => {
                return Err(PepperError::Open(path.to_owned()));
            }
            None => {}
        }
        let text = fs::read_to_string(path).map_err(failed)?;
        let text = text.trim();
        if text.len() < 2 * BYTES { Err(PepperError::Empty(path.to_owned())) } else { Ok(Pepper::new(text)) }
    }

    /// HMAC-SHA-256 of a key's secret.
    pub fn digest(&self, secret: &str) -> [u8; 32] {
        // An HMAC takes keys of any length.
        let mut mac = match Hmac::<Sha256>::new_from_slice(&self.0) {
            Ok(mac) => mac,
            Err(hmac::digest::InvalidLength) => return [0; 32],
        };
        mac.update(secret.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

/// Makes the file, complete or not at all; `None` when it is there already.
fn create(path: &Path) -> Result<Option<Pepper>, PepperError> {
    let failed = |source| PepperError::File { path: path.to_owned(), source };
    if path.exists() {
        return Ok(None);
    }
    let mut bytes = [0_u8; BYTES];
    getrandom::fill(&mut bytes).map_err(|_| PepperError::Random)?;
    let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    if let Some(folder) = path.parent() {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(failed)?;
    }
    let draft = path.with_extension(format!("draft-{}", std::process::id()));
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&draft)
        .map_err(failed)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
    // A link fails when another process was faster; then its pepper counts.
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft).map_err(failed)?;
    match linked {
        Ok(()) => Ok(Some(Pepper::new(text))),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(None),
        Err(error) => Err(failed(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_pepper_is_made_once_and_kept_private() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("fleet").join(FILE);
        let digest = Pepper::of_file(&path).unwrap().digest("secret");
        assert_eq!(Pepper::of_file(&path).unwrap().digest("secret"), digest);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "no draft is left");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(Pepper::of_file(&path), Err(PepperError::Open(_))));
    }

    #[test]
    fn other_addresses_need_their_own() {
        let mut settings = Settings::default();
        settings.api.listen = "0.0.0.0:8080".parse().unwrap();
        assert!(matches!(Pepper::of(&settings), Err(PepperError::Missing)));
        settings.api.key_pepper = Some(aida_ops::Secret::new("0123456789abcdef0123456789abcdef"));
        let pepper = Pepper::of(&settings).unwrap();
        assert_ne!(pepper.digest("a"), pepper.digest("b"));
    }
}
