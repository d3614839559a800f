//! `aida doctor`: what a fleet needs on this machine, and what of it is there.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use serde::Serialize;

use super::{files::Home, roles::Role};

/// Free space below which films may not fit.
const LEAST_FREE_BYTES: u64 = 2 << 30;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub what: &'static str,
    pub ok: bool,
    /// What was found, or what to do.
    pub detail: String,
}

/// Looks at everything; never changes anything.
pub fn examine(home: &Home) -> Vec<Finding> {
    let mut findings = vec![
        program("ffmpeg", "ffmpeg", "-version", "apt-get install ffmpeg"),
        program("ffprobe", "ffprobe", "-version", "apt-get install ffmpeg"),
        present("PostgreSQL", newest("/usr/lib/postgresql"), "apt-get install postgresql"),
        present(
            "RabbitMQ",
            existing(&["/usr/lib/rabbitmq/bin/rabbitmq-server"]),
            "apt-get install rabbitmq-server",
        ),
        program("Erlang's name service", "epmd", "-help", "apt-get install erlang-base"),
        present("espeak-ng", espeak(), "apt-get install libespeak-ng1 espeak-ng-data"),
        present("font Inter", font("Inter"), "apt-get install fonts-inter"),
        present("font Noto Sans", font("NotoSans"), "apt-get install fonts-noto-core"),
    ];
    if super::prometheus::is_installed() {
        findings.push(program("Prometheus", "prometheus", "--version", "apt-get install prometheus"));
    }
    findings.extend(own_programs());
    findings.push(free_space(home));
    findings.push(memory());
    findings
}

fn finding(what: &'static str, found: Result<String, String>) -> Finding {
    let ok = found.is_ok();
    Finding { what, ok, detail: found.unwrap_or_else(|missing| missing) }
}

fn program(what: &'static str, name: &str, argument: &str, remedy: &str) -> Finding {
    let mut command = Command::new(name);
    let output = command.arg(argument).stdin(Stdio::null()).output();
    finding(
        what,
        match output {
            Ok(output) => {
                let said = String::from_utf8_lossy(&output.stdout);
                Ok(said.lines().next().unwrap_or("present").chars().take(80).collect())
            }
            Err(error) => Err(format!("{error}: {remedy}")),
        },
    )
}

fn present(what: &'static str, found: Option<String>, remedy: &str) -> Finding {
    finding(what, found.ok_or_else(|| format!("missing: {remedy}")))
}

fn existing(paths: &[&str]) -> Option<String> {
    paths.iter().find(|path| Path::new(path).exists()).map(|path| (*path).to_owned())
}

fn newest(folder: &str) -> Option<String> {
    let versions = fs::read_dir(folder).ok()?.flatten();
    let with_server = versions.filter(|entry| entry.path().join("bin/postgres").exists());
    let newest = with_server.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok()).max()?;
    Some(format!("version {newest}"))
}

fn espeak() -> Option<String> {
    let folders = [
        "/usr/lib/x86_64-linux-gnu",
        "/usr/lib/aarch64-linux-gnu",
        "/usr/lib64",
        "/usr/lib",
        "/usr/local/lib",
    ];
    folders.iter().map(|folder| format!("{folder}/libespeak-ng.so.1")).find(|path| Path::new(path).exists())
}

/// A font file below the usual folders whose name starts with `family`.
fn font(family: &str) -> Option<String> {
    let mut folders = vec!["/usr/share/fonts".into(), Path::new("/usr/local/share/fonts").to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if entry.file_name().to_str().is_some_and(|name| name.starts_with(family)) {
                return Some(path.display().to_string());
            }
        }
    }
    None
}

fn own_programs() -> Vec<Finding> {
    let Ok(folder) = super::programs() else { return Vec::new() };
    let one = |what, name: &str| {
        let path = folder.join(name);
        let found = path.exists().then(|| path.display().to_string());
        present(what, found, "build it: cargo build --release")
    };
    let worker = Role::scalable().last().and_then(|role| role.program(&folder)).unwrap_or_default();
    let worker = worker.exists().then(|| worker.display().to_string());
    vec![
        one("aida-api", "aida-api"),
        one("aida-planner", "aida-planner"),
        present("aida-worker", worker, "build it: cargo build --release"),
        one("aida-voice", "aida-voice"),
    ]
}

fn free_space(home: &Home) -> Finding {
    let found = match rustix::fs::statvfs(home.root()) {
        Ok(space) => {
            let free = space.f_bavail * space.f_frsize;
            let text = format!("{:.1} GB at {}", free as f64 / 1e9, home.root().display());
            if free < LEAST_FREE_BYTES { Err(format!("only {text}")) } else { Ok(text) }
        }
        Err(error) => Err(error.to_string()),
    };
    finding("free space", found)
}

fn memory() -> Finding {
    const LEAST_KILOBYTES: u64 = 1 << 20;
    let text = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let available = text
        .lines()
        .find_map(|line| line.strip_prefix("MemAvailable:")?.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    finding(
        "free memory",
        match available {
            Some(kilobytes) if kilobytes >= LEAST_KILOBYTES => {
                Ok(format!("{:.1} GB", kilobytes as f64 / 1e6))
            }
            Some(kilobytes) => Err(format!("only {:.1} GB; films need about 1 GB", kilobytes as f64 / 1e6)),
            None => Err("unknown".to_owned()),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_comes_with_its_remedy() {
        let missing = program("nonsense", "aida-no-such-program", "-version", "apt-get install nonsense");
        assert!(!missing.ok && missing.detail.ends_with("apt-get install nonsense"), "{missing:?}");
        let there = program("sh", "sh", "-c", "");
        assert!(there.ok);
        let folder = tempfile::tempdir().unwrap();
        let findings = examine(&Home::open(folder.path()).unwrap());
        assert!(findings.iter().any(|finding| finding.what == "PostgreSQL"));
    }
}
