use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use serde::{Serialize, de::DeserializeOwned};

/// The folder of a local fleet and what lies where in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    root: PathBuf,
}

/// How much of an old log is kept beside the new one.
const LOG_BYTES: u64 = 16 << 20;

impl Home {
    /// Makes the folder when it is missing. Others may pass through it (the database's user has to) but not list it.
    pub fn open(root: &Path) -> anyhow::Result<Self> {
        let named = || format!("the fleet's folder {}", root.display());
        fs::create_dir_all(root).with_context(named)?;
        let root = root.canonicalize().with_context(named)?;
        fs::set_permissions(&root, fs::Permissions::from_mode(0o711)).with_context(named)?;
        let home = Home { root };
        for private in [home.secrets(), home.logs(), home.assets(), home.rabbitmq(), home.scratch()] {
            fs::create_dir_all(&private).with_context(|| private.display().to_string())?;
            fs::set_permissions(&private, fs::Permissions::from_mode(0o700))?;
        }
        Ok(home)
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn secrets(&self) -> PathBuf {
        self.root.join("secrets")
    }

    pub fn secret(&self, name: &str) -> PathBuf {
        self.secrets().join(name)
    }

    pub fn logs(&self) -> PathBuf {
        self.root.join("log")
    }

    pub fn log(&self, process: &str) -> PathBuf {
        self.logs().join(format!("{process}.log"))
    }

    pub fn assets(&self) -> PathBuf {
        self.root.join("assets")
    }

    pub fn scratch(&self) -> PathBuf {
        self.root.join("scratch")
    }

    pub fn rabbitmq(&self) -> PathBuf {
        self.root.join("rabbitmq")
    }

    pub fn postgres(&self) -> PathBuf {
        self.root.join("postgres")
    }

    pub fn prometheus(&self) -> PathBuf {
        self.root.join("prometheus")
    }

    /// What is wanted: written by `up` and `down`, read by the supervisor.
    pub fn wanted_file(&self) -> PathBuf {
        self.root.join("wanted.json")
    }

    /// What is there: written by the supervisor.
    pub fn fleet_file(&self) -> PathBuf {
        self.root.join("fleet.json")
    }

    /// Waits until no other `up` or `down` works on this fleet; the lock lasts as long as the file.
    pub fn lock(&self) -> anyhow::Result<File> {
        self.lock_file("lock")
    }

    /// Held by the one supervisor as long as it lives; its children do not inherit it.
    pub fn supervisor_lock(&self) -> anyhow::Result<File> {
        self.lock_file("supervisor.lock")
    }

    fn lock_file(&self, name: &str) -> anyhow::Result<File> {
        let path = self.root.join(name);
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path)?;
        file.lock().with_context(|| path.display().to_string())?;
        Ok(file)
    }

    /// A process's log, opened to append; an old one that grew large is put aside first.
    pub fn open_log(&self, process: &str) -> io::Result<File> {
        let path = self.log(process);
        if fs::metadata(&path).is_ok_and(|known| known.len() > LOG_BYTES) {
            fs::rename(&path, self.logs().join(format!("{process}.1.log")))?;
        }
        OpenOptions::new().create(true).append(true).mode(0o600).open(path)
    }
}

/// Replaces `path` as a whole, so that a reader sees the old text or the new.
pub fn replace(path: &Path, text: &[u8], mode: u32) -> io::Result<()> {
    let beside = path.with_extension(format!("new-{}", std::process::id()));
    let mut file = OpenOptions::new().create(true).truncate(true).write(true).mode(mode).open(&beside)?;
    file.write_all(text)?;
    file.sync_all()?;
    fs::rename(beside, path)
}

pub fn write_json<T: Serialize>(path: &Path, value: &T) -> anyhow::Result<()> {
    let text = serde_json::to_vec_pretty(value)?;
    replace(path, &text, 0o600).with_context(|| path.display().to_string())
}

/// `None` when there is no such file.
pub fn read_json<T: DeserializeOwned>(path: &Path) -> anyhow::Result<Option<T>> {
    let named = || path.display().to_string();
    match fs::read(path) {
        Ok(text) => serde_json::from_slice(&text).map(Some).with_context(named),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(named),
    }
}

/// A secret of 32 random hexadecimal digits, made once and kept in its own file.
pub fn secret(path: &Path) -> anyhow::Result<String> {
    if let Ok(known) = fs::read_to_string(path) {
        return Ok(known);
    }
    let mut random = [0u8; 16];
    io::Read::read_exact(&mut File::open("/dev/urandom")?, &mut random)?;
    let text: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    replace(path, text.as_bytes(), 0o600).with_context(|| path.display().to_string())?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_made_once_and_are_private() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::open(&folder.path().join("fleet")).unwrap();
        let first = secret(&home.secret("x")).unwrap();
        assert_eq!(first.len(), 32);
        assert_eq!(secret(&home.secret("x")).unwrap(), first);
        assert_ne!(secret(&home.secret("y")).unwrap(), first);
        let mode = fs::metadata(home.secret("x")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn json_is_replaced_as_a_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        assert_eq!(read_json::<Vec<u8>>(&path).unwrap(), None);
        write_json(&path, &[1, 2]).unwrap();
        assert_eq!(read_json::<Vec<u8>>(&path).unwrap(), Some(vec![1, 2]));
        fs::write(&path, "[1,").unwrap();
        assert!(read_json::<Vec<u8>>(&path).unwrap_err().to_string().contains("a.json"));
    }
}
