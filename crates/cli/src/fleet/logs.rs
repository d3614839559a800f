use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{Read as _, Seek as _, SeekFrom, Write},
    path::PathBuf,
    time::Duration,
};

use super::{files::Home, stop::last_lines};

const LINES: usize = 50;
const POLL: Duration = Duration::from_millis(200);

/// Writes the last lines of the logs of `role` (or of one process, or of all), then goes on with what comes when `follow`.
///
/// # Errors
/// When there is no such log, or `out` is closed.
pub fn show_logs(home: &Home, role: Option<&str>, follow: bool, out: &mut dyn Write) -> anyhow::Result<()> {
    let logs = matching(home, role)?;
    anyhow::ensure!(
        !logs.is_empty(),
        "no log of {} below {}",
        role.unwrap_or("any process"),
        home.logs().display()
    );
    let mut read: BTreeMap<String, u64> = BTreeMap::new();
    for (name, path) in &logs {
        read.insert(name.clone(), fs::metadata(path).map(|file| file.len()).unwrap_or_default());
        for line in last_lines(path, LINES) {
            writeln!(out, "{name:12} {line}")?;
        }
    }
    if !follow {
        return Ok(());
    }
    loop {
        std::thread::sleep(POLL);
        for (name, path) in matching(home, role)? {
            let from = read.entry(name.clone()).or_default();
            follow_one(&name, &path, from, out)?;
        }
    }
}

fn matching(home: &Home, role: Option<&str>) -> anyhow::Result<Vec<(String, PathBuf)>> {
    let mut logs = Vec::new();
    for entry in fs::read_dir(home.logs())? {
        let path = entry?.path();
        let Some(name) =
            path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_suffix(".log"))
        else {
            continue;
        };
        let is_old = name.ends_with(".1");
        let of_role = role.is_none_or(|role| {
            name == role || name.strip_prefix(role).is_some_and(|rest| rest.starts_with('-'))
        });
        if of_role && !is_old {
            logs.push((name.to_owned(), path.clone()));
        }
    }
    logs.sort();
    Ok(logs)
}

/// Writes the whole lines that came since `from`.
fn follow_one(name: &str, path: &PathBuf, from: &mut u64, out: &mut dyn Write) -> anyhow::Result<()> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    if length < *from {
        // Put aside and begun anew.
        *from = 0;
    }
    file.seek(SeekFrom::Start(*from))?;
    let mut text = Vec::new();
    file.read_to_end(&mut text)?;
    let Some(end) = text.iter().rposition(|byte| *byte == b'\n') else { return Ok(()) };
    for line in String::from_utf8_lossy(&text[..end]).lines() {
        writeln!(out, "{name:12} {line}")?;
    }
    *from += end as u64 + 1;
    out.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logs_are_chosen_by_role_and_followed_by_line() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::open(folder.path()).unwrap();
        for (name, text) in
            [("visual-1", "one\ntwo\n"), ("visual-2", "three\n"), ("video-1", "x\n"), ("visual-1.1", "old\n")]
        {
            fs::write(home.log(name), text).unwrap();
        }
        let mut out = Vec::new();
        show_logs(&home, Some("visual"), false, &mut out).unwrap();
        let shown = String::from_utf8(out).unwrap();
        assert_eq!(shown, "visual-1     one\nvisual-1     two\nvisual-2     three\n");
        assert!(show_logs(&home, Some("poet"), false, &mut Vec::new()).is_err());

        let (mut from, mut out) = (4, Vec::new());
        follow_one("visual-1", &home.log("visual-1"), &mut from, &mut out).unwrap();
        fs::write(home.log("visual-1"), "one\ntwo\nhal").unwrap();
        follow_one("visual-1", &home.log("visual-1"), &mut from, &mut out).unwrap();
        fs::write(home.log("visual-1"), "one\ntwo\nhalf\n").unwrap();
        follow_one("visual-1", &home.log("visual-1"), &mut from, &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "visual-1     two\nvisual-1     half\n");
    }
}
