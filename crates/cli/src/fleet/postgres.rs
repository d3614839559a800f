use std::{
    fs,
    io::Write as _,
    os::unix::fs::{PermissionsExt as _, chown},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use anyhow::{Context as _, bail};

use super::{
    account::{Account, run_as},
    files::{self, Home},
};

pub const NAME: &str = "postgres";
const INSTALLED: &str = "/usr/lib/postgresql";
const USER: &str = "aida";
const DATABASE: &str = "aida";

/// Sized for a small machine; nothing that durability depends on is touched.
const PARAMETERS: [&str; 10] = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "shared_buffers=64MB",
    "max_wal_size=1GB",
    "max_connections=200",
    "log_checkpoints=off",
    "jit=off",
    "timezone=UTC",
    "log_timezone=UTC",
    "log_min_error_statement=panic",
];

/// One private PostgreSQL.
#[derive(Debug, Clone)]
pub struct Postgres {
    /// Folder of the newest installed version's programs.
    programs: PathBuf,
    data: PathBuf,
    password: String,
    account: Option<Account>,
}

impl Postgres {
    /// # Errors
    /// When no PostgreSQL is installed, or it has no account to run under.
    pub fn new(home: &Home, data: PathBuf, account: Option<Account>) -> anyhow::Result<Self> {
        let installed = Path::new(INSTALLED);
        let programs =
            programs_for(&data, installed).or_else(|| newest_programs(installed)).with_context(|| {
                format!("no PostgreSQL is installed below {INSTALLED} (apt-get install postgresql)")
            })?;
        Ok(Postgres { programs, data, password: files::secret(&home.secret("postgres-password"))?, account })
    }

    pub fn url(&self, port: u16) -> String {
        format!("postgres://{USER}:{}@127.0.0.1:{port}/{DATABASE}", self.password)
    }

    /// Makes the database's files when there are none. A half-made folder of an interrupted run is made anew.
    pub fn prepare(&self) -> anyhow::Result<()> {
        let made = self.data.with_extension("made");
        if made.exists() {
            return Ok(());
        }
        if self.data.exists() {
            fs::remove_dir_all(&self.data).with_context(|| self.data.display().to_string())?;
        }
        fs::create_dir_all(&self.data).with_context(|| self.data.display().to_string())?;
        fs::set_permissions(&self.data, fs::Permissions::from_mode(0o700))?;
        let passwords = self.data.with_extension("password");
        files::replace(&passwords, self.password.as_bytes(), 0o600)?;
        if let Some(Account { uid, gid }) = self.account {
            chown(&self.data, Some(uid), Some(gid))?;
            chown(&passwords, Some(uid), Some(gid))?;
        }
        let outcome = self.initialise(&passwords).and_then(|()| self.create_database());
        fs::remove_file(&passwords)?;
        outcome?;
        fs::write(&made, b"").with_context(|| made.display().to_string())
    }

    fn initialise(&self, passwords: &Path) -> anyhow::Result<()> {
        let mut command = self.command("initdb");
        command.arg("-D").arg(&self.data).args(["-U", USER, "-A", "scram-sha-256"]);
        command.args(["--encoding=UTF8", "--locale=C.UTF-8"]).arg("--pwfile").arg(passwords);
        let output = command.stdin(Stdio::null()).output().context("initdb")?;
        finished("initdb", &output)
    }

    /// In the server's single-user mode, which needs no port and no waiting.
    fn create_database(&self) -> anyhow::Result<()> {
        let mut command = self.command("postgres");
        command.args(["--single", "-D"]).arg(&self.data).arg("postgres");
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("postgres --single")?;
        if let Some(mut input) = child.stdin.take() {
            writeln!(input, "CREATE DATABASE {DATABASE}")?;
        }
        finished("postgres --single", &child.wait_with_output()?)
    }

    /// The server in the foreground.
    pub fn server(&self, port: u16) -> Command {
        let mut command = self.command("postgres");
        command.arg("-D").arg(&self.data).arg("-p").arg(port.to_string());
        for parameter in PARAMETERS {
            command.arg("-c").arg(parameter);
        }
        command
    }

    /// A program of PostgreSQL under its account. The folder it runs in is one it can enter.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.current_dir("/").env_clear().env("PATH", "/usr/bin:/bin").env("LC_ALL", "C.UTF-8");
        run_as(&mut command, self.account);
        command
    }
}

fn finished(program: &str, output: &Output) -> anyhow::Result<()> {
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last: Vec<_> = said.lines().rev().take(5).collect();
    bail!("{program} failed ({}): {}", output.status, last.into_iter().rev().collect::<Vec<_>>().join(" / "))
}

/// The programs of the version that made these files, which no other version reads.
fn programs_for(data: &Path, root: &Path) -> Option<PathBuf> {
    let version = fs::read_to_string(data.join("PG_VERSION")).ok()?;
    Some(root.join(version.trim()).join("bin")).filter(|programs| programs.join("postgres").exists())
}

/// `root/VERSION/bin` of the highest version that has a server.
fn newest_programs(root: &Path) -> Option<PathBuf> {
    let versions = fs::read_dir(root).ok()?.flatten().filter_map(|entry| {
        let version: u32 = entry.file_name().to_str()?.parse().ok()?;
        let programs = entry.path().join("bin");
        programs.join("postgres").exists().then_some((version, programs))
    });
    versions.max().map(|(_, programs)| programs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_counts_by_number() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(newest_programs(folder.path()), None);
        for version in ["9", "15", "17", "notes"] {
            let programs = folder.path().join(version).join("bin");
            fs::create_dir_all(&programs).unwrap();
            if version != "17" {
                fs::write(programs.join("postgres"), "").unwrap();
            }
        }
        assert_eq!(newest_programs(folder.path()), Some(folder.path().join("15/bin")));
        let data = tempfile::tempdir().unwrap();
        assert_eq!(programs_for(data.path(), folder.path()), None);
        fs::write(data.path().join("PG_VERSION"), "9\n").unwrap();
        assert_eq!(programs_for(data.path(), folder.path()), Some(folder.path().join("9/bin")));
    }
}
