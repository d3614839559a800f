//! Folders for the files of running jobs. What a killed worker left is removed by the next on its host.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process,
};

use tempfile::TempDir;

const PREFIX: &str = "aida-worker-";

/// A worker's own folder; goes with it.
#[derive(Debug)]
pub(crate) struct Scratch {
    folder: TempDir,
}

impl Scratch {
    /// A folder inside `parent`, which is made when it is missing.
    pub(crate) fn new(parent: Option<&Path>, host: &str) -> io::Result<Self> {
        let parent = parent.map_or_else(std::env::temp_dir, Path::to_owned);
        fs::create_dir_all(&parent)?;
        let host = file_name(host);
        remove_left_behind(&parent, &host);
        let prefix = format!("{PREFIX}{host}-{}-", process::id());
        let folder = tempfile::Builder::new().prefix(&prefix).tempdir_in(parent)?;
        Ok(Scratch { folder })
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// An empty folder for one job; goes when it is dropped.
    pub(crate) fn for_job(&self) -> io::Result<TempDir> {
        tempfile::Builder::new().prefix("job-").tempdir_in(self.folder.path())
    }
}

fn file_name(host: &str) -> String {
    host.chars().filter(|letter| letter.is_ascii_alphanumeric()).collect()
}

fn remove_left_behind(parent: &Path, host: &str) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        if owner(&path, host).is_some_and(|pid| !is_running(pid))
            && let Err(error) = fs::remove_dir_all(&path)
        {
            tracing::warn!(%error, "a scratch folder that was left behind cannot be removed");
        }
    }
}

/// The process that made the folder, when it was a worker of this host.
fn owner(path: &Path, host: &str) -> Option<u32> {
    let rest = path.file_name()?.to_str()?.strip_prefix(PREFIX)?.strip_prefix(host)?.strip_prefix('-')?;
    rest.split_once('-')?.0.parse().ok()
}

fn is_running(pid: u32) -> bool {
    // Without /proc nobody can say; then nothing is removed.
    !Path::new("/proc/self").exists() || PathBuf::from(format!("/proc/{pid}")).exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_dead_workers_of_this_host_left_is_removed() {
        let parent = TempDir::new().unwrap();
        let beyond_any_pid = u32::MAX;
        let dead = parent.path().join(format!("{PREFIX}here-{beyond_any_pid}-x"));
        let elsewhere = parent.path().join(format!("{PREFIX}there-{beyond_any_pid}-x"));
        let foreign = parent.path().join("films");
        for folder in [&dead, &elsewhere, &foreign] {
            fs::create_dir(folder).unwrap();
        }
        let living = Scratch::new(Some(parent.path()), "he.re").unwrap();
        let second = Scratch::new(Some(parent.path()), "he.re").unwrap();
        assert!(!dead.exists());
        assert!(elsewhere.exists() && foreign.exists() && living.folder.path().exists());
        let job = second.for_job().unwrap().path().to_owned();
        assert!(!job.exists(), "a job's folder goes with the job");
    }
}
