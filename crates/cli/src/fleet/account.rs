use std::{
    fs,
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, bail};

use super::files::Home;

/// The account that PostgreSQL runs under when we are root, which it refuses to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account {
    pub uid: u32,
    pub gid: u32,
}

impl Account {
    /// `None` when we are not root: then everything runs as ourselves.
    pub fn of_database() -> anyhow::Result<Option<Self>> {
        if !rustix::process::geteuid().is_root() {
            return Ok(None);
        }
        let text = fs::read_to_string("/etc/passwd").context("/etc/passwd")?;
        match find(&text, "postgres") {
            Some(account) => Ok(Some(account)),
            None => bail!("PostgreSQL does not run as root, and there is no user postgres"),
        }
    }
}

fn find(passwd: &str, name: &str) -> Option<Account> {
    let fields = passwd.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let fields = fields.into_iter().find(|fields| fields.first() == Some(&name))?;
    Some(Account { uid: fields.get(2)?.parse().ok()?, gid: fields.get(3)?.parse().ok()? })
}

/// Lets `command` run under `account`, without root's groups.
pub fn run_as(command: &mut Command, account: Option<Account>) {
    if let Some(Account { uid, gid }) = account {
        command.uid(uid).gid(gid);
    }
}

/// Folder for the database's files: inside the fleet's folder, or, when the database's user cannot get
/// there (a clone below /root), in one of its own below /var/lib.
pub fn database_folder(home: &Home, account: Option<Account>) -> anyhow::Result<PathBuf> {
    if account.is_none() || can_enter(home.root(), account) {
        return Ok(home.postgres());
    }
    let folder = Path::new("/var/lib").join(format!("aida-{:016x}", seed(home.root())));
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    Ok(folder.join("postgres"))
}

fn can_enter(folder: &Path, account: Option<Account>) -> bool {
    let mut command = Command::new("/bin/sh");
    command.arg("-c").arg("cd -- \"$1\"").arg("sh").arg(folder).current_dir("/");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    run_as(&mut command, account);
    command.status().is_ok_and(|status| status.success())
}

/// A number that belongs to a path (FNV-1a), the same in every run.
pub fn seed(path: &Path) -> u64 {
    let bytes = path.as_os_str().as_encoded_bytes();
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_read_from_their_file() {
        let passwd =
            "root:x:0:0:root:/root:/bin/bash\npostgres:x:101:104:,,,:/var/lib/postgresql:/bin/bash\n";
        assert_eq!(find(passwd, "postgres"), Some(Account { uid: 101, gid: 104 }));
        assert_eq!(find(passwd, "nobody"), None);
        assert_eq!(find("postgres:x\n", "postgres"), None);
    }

    #[test]
    fn seeds_differ_by_path() {
        assert_ne!(seed(Path::new("/a")), seed(Path::new("/b")));
    }
}
