use std::{fs, time::Duration};

use aida_lab::speed::{Speed, Subject, measure};
use aida_ops::Settings;
use anyhow::Context as _;

use super::{
    SERVICES, pids,
    private::{Overrides, Private, with},
};
use crate::{
    args::BenchFleetArgs,
    exit::Exit,
    fleet::{self, Fleet, Home},
};

/// What makes a fleet rehearse. A second submits hundreds of briefs, and all of them wait for a start.
const REHEARSAL: &[(&str, &str)] = &[
    ("AIDA_WORKER__REHEARSAL", "true"),
    ("AIDA_WORKER__PERMITS", "writer=128,director=128,audio=128,visual=256,video=256,assembly=128"),
    ("AIDA_PLANNER__MIN_OUTSTANDING_JOBS", "4096"),
    ("AIDA_API__MAX_WAITING_PER_TENANT", "10000"),
    ("AIDA_LOG__LEVEL", "warn"),
];

pub async fn run(args: &BenchFleetArgs, settings: &Settings, overrides: Overrides) -> anyhow::Result<Exit> {
    let private = Private::new(settings, "bench", overrides)?;
    let mut say = |text: &str| eprintln!("aida: {text}");
    let measuring = async {
        let fleet = private.up(with(REHEARSAL)).await?;
        let subject = subject(&private.home, &fleet)?;
        measure(&subject, Duration::from_secs(args.seconds), &mut say).await
    };
    let speed = private.during(false, measuring).await?;
    if args.json {
        println!("{}", serde_json::to_string_pretty(&speed)?);
    } else {
        print!("{}", table(&speed));
    }
    Ok(Exit::Completed)
}

fn subject(home: &Home, fleet: &Fleet) -> anyhow::Result<Subject> {
    let secret = |name: &str| fs::read_to_string(home.secret(name)).with_context(|| format!("the {name}"));
    Ok(Subject {
        api: fleet.api_url().context("the fleet has no API")?,
        database_url: secret("database-url")?,
        broker_url: secret("broker-url")?,
        folder: home.root().to_owned(),
        our_pids: pids(fleet, SERVICES, false),
        database_pids: pids(fleet, &["postgres"], true),
        broker_pids: pids(fleet, &["rabbitmq"], true),
        confirmed: fleet::confirmed_messages(home, fleet)?,
    })
}

fn table(speed: &Speed) -> String {
    let mut lines = vec![
        format!(
            "{:.0} workflows/s with 256 in flight, {:.2} of the broker's ceiling ({:.0}/s)",
            speed.workflows_per_second, speed.ceiling_ratio, speed.ceiling_per_second
        ),
        format!(
            "alone           p50 {:.1} ms   p95 {:.1}   p99 {:.1}",
            speed.p50_ms, speed.p95_ms, speed.p99_ms
        ),
    ];
    let steps = [&speed.at_quarter, &speed.at_half, &speed.at_three_quarters, &speed.saturated];
    lines.extend(steps.map(|step| {
        let (whole, submit) = (step.whole, step.submit);
        format!(
            "at {:5.0}/s      p50 {:.1} ms   p95 {:.1}   p99 {:.1}   submit p50 {:.1}   p99 {:.1}",
            step.rate, whole.p50_ms, whole.p95_ms, whole.p99_ms, submit.p50_ms, submit.p99_ms
        )
    }));
    let (cpu, memory) = (speed.cpu_seconds_per_workflow, speed.resident_mb);
    lines.push(format!(
        "a workflow      CPU ms: ours {:.2}, database {:.2}, broker {:.2};  {:.1} confirmed messages, {:.2} commits, \
         {:.0} bytes of WAL",
        cpu.ours * 1e3,
        cpu.database * 1e3,
        cpu.broker * 1e3,
        speed.confirmed_messages_per_workflow,
        speed.commits_per_workflow,
        speed.wal_bytes_per_workflow
    ));
    lines.push(format!(
        "memory          ours {:.0} MB, database {:.0}, broker {:.0};  fsync {:.0} µs",
        memory.ours, memory.database, memory.broker, speed.fsync_us
    ));
    lines.join("\n") + "\n"
}
