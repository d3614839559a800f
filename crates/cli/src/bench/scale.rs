use std::{fs, time::Duration};

use aida_lab::scale::{Plan, Scale, Subject, measure};
use aida_ops::Settings;
use anyhow::Context as _;

use super::{
    SERVICES, pids,
    private::{Overrides, Private, during, with},
};
use crate::{args::BenchScaleArgs, exit::Exit};

/// So many permits that nothing but the jobs themselves is waited for.
const MANY: &[(&str, &str)] = &[
    ("AIDA_WORKER__REHEARSAL", "true"),
    (
        "AIDA_WORKER__PERMITS",
        "writer=20000,director=20000,audio=20000,visual=60000,video=60000,assembly=20000",
    ),
    ("AIDA_PLANNER__MIN_OUTSTANDING_JOBS", "100000"),
    ("AIDA_API__MAX_WAITING_PER_TENANT", "200000"),
    ("AIDA_API__MAX_WAITING_WORKFLOWS", "200000"),
    ("AIDA_LOG__LEVEL", "warn"),
];

pub async fn run(args: &BenchScaleArgs, settings: &Settings, overrides: Overrides) -> anyhow::Result<Exit> {
    let private = Private::new(settings, "bench-scale", overrides.clone())?;
    let beside = Private::new(settings, "bench-scale-empty", overrides)?;
    let mut say = |text: &str| eprintln!("aida: {text}");
    let milliseconds = Duration::from_secs(args.job_seconds).as_millis().to_string();
    let variables = [MANY, &[("AIDA_WORKER__REHEARSAL_MILLISECONDS", &milliseconds)]].concat();
    let measuring = async {
        let fleet = private.up(with(&variables)).await?;
        let subject = Subject {
            api: fleet.api_url().context("the fleet has no API")?,
            database_url: fs::read_to_string(private.home.secret("database-url"))
                .context("the database-url")?,
            our_pids: pids(&fleet, SERVICES, false),
        };
        let plan = Plan { workflows: args.workflows as usize, stored: args.stored as usize };
        let empty =
            || async { beside.up(with(&variables)).await?.api_url().context("the second fleet has no API") };
        measure(&subject, plan, empty, &mut say).await
    };
    let scale = during(&[&private, &beside], args.keep, measuring).await?;
    if args.json {
        println!("{}", serde_json::to_string_pretty(&scale)?);
    } else {
        print!("{}", table(&scale));
    }
    Ok(Exit::Completed)
}

fn table(scale: &Scale) -> String {
    let mut lines = Vec::new();
    if let Some(at_once) = &scale.at_once {
        lines.push(format!(
            "{} workflows at once: {} ran together, with {} jobs; {:.0} s for all, {} not completed",
            at_once.workflows,
            at_once.running_together,
            at_once.jobs_together,
            at_once.seconds,
            at_once.not_completed
        ));
        lines.push(format!(
            "memory          {:.0} MB of ours at most;  status p50 {:.1} ms, p99 {:.1}, a request of nothing p99 {:.1}",
            at_once.memory_peak_mb, at_once.status.p50_ms, at_once.status.p99_ms, at_once.nothing.p99_ms
        ));
    }
    if let Some(stored) = &scale.stored {
        let ((submit, submit_after), (status, status_after)) = (stored.submit_p99_ms, stored.status_p99_ms);
        lines.push(format!(
            "{} stored: {} jobs and {} events each, {:.0} bytes; in {:.0} s",
            stored.workflows,
            stored.jobs_each,
            stored.events_each,
            stored.bytes_each,
            stored.seconds_to_store
        ));
        lines.push(format!(
            "submit          p99 {submit:.1} ms with nothing stored, with all of it {submit_after:.1}: {:.2} times",
            stored.submit_ratio
        ));
        lines.push(format!(
            "status          p99 {status:.1} ms with nothing stored, with all of it {status_after:.1}: {:.2} times",
            stored.status_ratio
        ));
        lines.extend(
            stored.pages.iter().map(|(name, page)| {
                format!("{name:27} p50 {:6.1} ms   p99 {:6.1}", page.p50_ms, page.p99_ms)
            }),
        );
    }
    lines.join("\n") + "\n"
}
