//! What the database and the system count themselves.

use std::{fs, path::Path, time::Instant};

use anyhow::Context as _;
use tokio_postgres::NoTls;

const TICKS_PER_SECOND: f64 = 100.0;

/// Of the whole database, since it was made.
#[derive(Debug, Clone, Copy, Default)]
pub struct DatabaseCounters {
    pub commits: i64,
    pub wal_bytes: i64,
}

/// # Errors
/// When the database is not reachable.
pub async fn database(url: &str) -> anyhow::Result<DatabaseCounters> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.context("the database")?;
    let running = tokio::spawn(connection);
    let row = client
        .query_one(
            "select xact_commit, pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::int8
               from pg_stat_database where datname = current_database()",
            &[],
        )
        .await?;
    let counters = DatabaseCounters { commits: row.get(0), wal_bytes: row.get(1) };
    drop(client);
    running.await??;
    Ok(counters)
}

/// Seconds that all cores of this machine together were busy, since it started (proc(5), `stat`).
pub fn machine() -> f64 {
    let text = fs::read_to_string("/proc/stat").unwrap_or_default();
    let fields: Vec<f64> =
        text.lines().next().unwrap_or_default().split(' ').filter_map(|field| field.parse().ok()).collect();
    // user, nice, system, then idle and waiting, then interrupts and what a host took.
    fields
        .iter()
        .enumerate()
        .filter(|(at, _)| !matches!(at, 3 | 4))
        .take(6)
        .map(|(_, ticks)| ticks)
        .sum::<f64>()
        / TICKS_PER_SECOND
}

/// Processor seconds of the programs that this process started and that have ended.
pub fn children() -> f64 {
    let fields = stat(std::process::id() as i32).unwrap_or_default();
    fields.iter().skip(13).take(2).filter_map(|field| field.parse::<f64>().ok()).sum::<f64>()
        / TICKS_PER_SECOND
}

/// What processes have used.
#[derive(Debug, Clone, Copy, Default)]
pub struct Usage {
    pub cpu_seconds: f64,
    pub resident_mb: f64,
}

/// Of these processes and all below them. Processes that are gone count nothing.
pub fn usage(roots: &[i32]) -> Usage {
    const PAGE: f64 = 4096.0;
    let mut usage = Usage::default();
    for pid in with_children(roots) {
        let Some(stat) = stat(pid) else { continue };
        // Children that have ended count with their parent.
        let ticks: f64 = stat.iter().skip(11).take(4).filter_map(|field| field.parse::<f64>().ok()).sum();
        usage.cpu_seconds += ticks / TICKS_PER_SECOND;
        let pages: f64 = stat.get(21).and_then(|field| field.parse().ok()).unwrap_or_default();
        usage.resident_mb += pages * PAGE / 1e6;
    }
    usage
}

/// What these processes and all below them have in memory, in 10⁶ bytes: of a page that several processes have mapped,
/// such as a library's, each has its part (proc(5), `smaps_rollup`). Processes that are gone have nothing.
pub fn memory_mb(roots: &[i32]) -> f64 {
    let parts = with_children(roots).into_iter().filter_map(|pid| {
        let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
        let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
        line.split_whitespace().next()?.parse::<f64>().ok()
    });
    parts.sum::<f64>() * 1024.0 / 1e6
}

fn with_children(roots: &[i32]) -> Vec<i32> {
    let parents: Vec<(i32, i32)> = fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter_map(|pid| Some((pid, stat(pid)?.get(1)?.parse().ok()?)))
        .collect();
    let mut found = roots.to_vec();
    let mut next = 0;
    while let Some(parent) = found.get(next).copied() {
        let children = parents.iter().filter(|(pid, of)| *of == parent && !found.contains(pid));
        let children: Vec<i32> = children.map(|(pid, _)| *pid).collect();
        found.extend(children);
        next += 1;
    }
    found
}

/// The fields of proc(5)'s `stat` after the program's name, from `state` (0) on.
fn stat(pid: i32) -> Option<Vec<String>> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, fields) = text.rsplit_once(") ")?;
    Some(fields.split(' ').map(str::to_owned).collect())
}

/// Median microseconds of writing 8 KiB and having it on the disk, in `folder`.
///
/// # Errors
/// When the folder cannot be written to.
pub fn fsync_us(folder: &Path) -> anyhow::Result<f64> {
    use std::io::{Seek as _, SeekFrom, Write as _};
    let mut file = tempfile::tempfile_in(folder)?;
    let block = [7u8; 8192];
    let mut times = Vec::new();
    for _ in 0..200 {
        let started = Instant::now();
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&block)?;
        file.sync_data()?;
        times.push(started.elapsed());
    }
    times.sort_unstable();
    Ok(times[times.len() / 2].as_secs_f64() * 1e6)
}
