use std::{fs, process::Command, time::Duration};

use aida_lab::overload::{Overload, Subject, measure};
use aida_ops::Settings;
use anyhow::Context as _;

use super::{
    SERVICES, pids,
    private::{Overrides, Private, with},
};
use crate::{
    args::BenchOverloadArgs,
    exit::Exit,
    fleet::{self, Fleet, Home},
};

/// Jobs of 50 ms and few permits, so that the fleet's capacity is small beside what one machine can send; a tenant may
/// have about ten seconds of it waiting.
const FEW: &[(&str, &str)] = &[
    ("AIDA_WORKER__REHEARSAL", "true"),
    ("AIDA_WORKER__REHEARSAL_MILLISECONDS", "50"),
    ("AIDA_WORKER__PERMITS", "writer=2,director=2,audio=2,visual=4,video=4,assembly=2"),
    ("AIDA_API__MAX_WAITING_PER_TENANT", "200"),
    ("AIDA_API__MAX_WAITING_WORKFLOWS", "2000"),
    ("AIDA_LOG__LEVEL", "warn"),
];
/// The hog first.
const TENANTS: &[&str] = &["hog", "small-1", "small-2", "small-3", "small-4"];

pub async fn run(
    args: &BenchOverloadArgs,
    settings: &Settings,
    overrides: Overrides,
) -> anyhow::Result<Exit> {
    let private = Private::new(settings, "bench-overload", overrides)?;
    let mut say = |text: &str| eprintln!("aida: {text}");
    let measuring = async {
        let fleet = private.up(with(FEW)).await?;
        let subject = subject(&private.home, &fleet)?;
        let still = args.broker_seconds.unwrap_or(args.seconds.min(60));
        measure(&subject, Duration::from_secs(args.seconds), Duration::from_secs(still), &mut say).await
    };
    let overload = private.during(false, measuring).await?;
    if args.json {
        println!("{}", serde_json::to_string_pretty(&overload)?);
    } else {
        print!("{}", table(&overload));
    }
    Ok(if overload.holds { Exit::Completed } else { Exit::Failed })
}

fn subject(home: &Home, fleet: &Fleet) -> anyhow::Result<Subject> {
    let broker = pids(fleet, &["rabbitmq"], true);
    Ok(Subject {
        api: fleet.api_url().context("the fleet has no API")?,
        database_url: fs::read_to_string(home.secret("database-url")).context("the database-url")?,
        our_pids: pids(fleet, SERVICES, false),
        broker_pid: *broker.first().context("the fleet has no broker")?,
        keys: TENANTS.iter().map(|tenant| key(home, tenant)).collect::<anyhow::Result<_>>()?,
    })
}

/// A new API key for `tenant`.
fn key(home: &Home, tenant: &str) -> anyhow::Result<String> {
    let made = Command::new(fleet::programs()?.join("aida-api"))
        .args(["keys", "create", "--tenant", tenant])
        .env("AIDA_DATABASE__URL_FILE", home.secret("database-url"))
        .env("AIDA_API__KEY_PEPPER_FILE", home.secret("key-pepper"))
        .output()
        .context("aida-api")?;
    anyhow::ensure!(made.status.success(), "no key: {}", String::from_utf8_lossy(&made.stderr));
    Ok(String::from_utf8_lossy(&made.stdout).trim().to_owned())
}

fn table(overload: &Overload) -> String {
    let Overload { hog, small, still_broker: still, .. } = overload;
    let lines = [
        format!(
            "{:.1} workflows/s is what it can do; {:.0} a second were sent",
            overload.capacity_per_second, overload.sent_per_second
        ),
        format!(
            "hog             {:?}   submit p50 {:.1} ms   p99 {:.1}",
            hog.statuses, hog.submit.p50_ms, hog.submit.p99_ms
        ),
        format!(
            "small tenants   {:?}   submit p50 {:.1} ms   p99 {:.1}",
            small.statuses, small.submit.p50_ms, small.submit.p99_ms
        ),
        format!(
            "Retry-After     {} to {} s; {} answers were none of 2xx, 429 and 503 with it",
            overload.retry_after_seconds.0, overload.retry_after_seconds.1, overload.faults
        ),
        format!(
            "memory          {:.0} MB before, {:.0} at most; {:+.0} in the second half",
            overload.memory_before_mb, overload.memory_peak_mb, overload.memory_growth_mb
        ),
        format!(
            "accepted        {}, completed {}; as quick as alone ({:.0} ms) after {:.1} s",
            overload.accepted, overload.completed, overload.alone_ms, overload.seconds_until_normal
        ),
        format!(
            "still broker    {:.0} s: {:?}, submit p99 {:.0} ms; all done {:.1} s after it",
            still.seconds, still.told.statuses, still.told.submit.p99_ms, still.seconds_until_done
        ),
    ];
    lines.join("\n") + "\n"
}
