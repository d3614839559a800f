//! Breaking a fleet of one's own.

use std::{fs, sync::Arc};

use aida_lab::chaos::{self, CLIPS_OF, LONGEST_JOB_MS, Plan, Proxy, Report, Running, Subject};
use aida_ops::Settings;
use anyhow::Context as _;

use crate::{
    args::ChaosArgs,
    bench::private::{Overrides, Private},
    exit::Exit,
    fleet::{self, Fleet, Home, UpOptions},
};

const REPLICAS: &str = "api=2,planner=2,writer=2,director=2,audio=2,visual=2,video=2,assembly=2";
/// So few permits that some messages wait in their queues.
const PERMITS: &str = "writer=4,director=4,audio=4,visual=8,video=8,assembly=4";

/// # Errors
/// When the fleet does not start, or cannot be looked at in the end.
pub async fn run(args: &ChaosArgs, settings: &Settings, overrides: Overrides) -> anyhow::Result<Exit> {
    let private = Private::new(settings, "chaos", overrides)?;
    let (to_database, to_broker) = (Proxy::start().await?, Proxy::start().await?);
    let variables = variables(&to_database, &to_broker);
    let mut say = |text: &str| eprintln!("aida: {text}");
    // The services first: the proxies have to know where they are.
    let up = |services_only| {
        let replicas = if services_only { String::new() } else { REPLICAS.to_owned() };
        let replicas = replicas.parse().map_err(anyhow::Error::msg)?;
        let overrides = variables.clone();
        anyhow::Ok(UpOptions { replicas, services_only, observe: None, overrides, apply_settings: false })
    };
    let plan = Plan {
        workflows: args.workflows as usize,
        faults: args.faults.map_or(args.workflows.div_ceil(30), |faults| faults.max(1)) as usize,
        seed: args.seed,
        only: args.only.clone(),
    };
    let breaking = async {
        let fleet = private.up(up(true)?).await?;
        for (proxy, service) in [(&to_database, "postgres"), (&to_broker, "rabbitmq")] {
            proxy.lead_to(fleet.port(service).with_context(|| format!("the fleet has no {service}"))?);
        }
        let fleet = private.up(up(false)?).await?;
        chaos::run(subject(&private.home, &fleet, to_database, to_broker)?, plan, &mut say).await
    };
    let report = private.during(args.keep, breaking).await?;
    if args.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print!("{}", table(&report));
    }
    Ok(if report.is_clean() && report.valid { Exit::Completed } else { Exit::Failed })
}

/// What makes the fleet rehearse behind the proxies.
fn variables(to_database: &Proxy, to_broker: &Proxy) -> Vec<(String, String)> {
    let variables = [
        ("AIDA_FLEET__DATABASE_VIA", to_database.port().to_string()),
        ("AIDA_FLEET__BROKER_VIA", to_broker.port().to_string()),
        ("AIDA_WORKER__REHEARSAL", "true".to_owned()),
        ("AIDA_WORKER__REHEARSAL_VARIES", "true".to_owned()),
        ("AIDA_WORKER__REHEARSAL_MILLISECONDS", LONGEST_JOB_MS.to_string()),
        ("AIDA_WORKER__REHEARSAL_CLIPS_OF", CLIPS_OF.to_string()),
        ("AIDA_WORKER__PERMITS", PERMITS.to_owned()),
        ("AIDA_WORKER__GRACE_SECONDS", "10".to_owned()),
        ("AIDA_API__MAX_WAITING_PER_TENANT", "10000".to_owned()),
    ];
    variables.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn subject(home: &Home, fleet: &Fleet, to_database: Proxy, to_broker: Proxy) -> anyhow::Result<Subject> {
    let direct = |secret: &str, service: &str, proxy: &Proxy| {
        let url = fs::read_to_string(home.secret(secret)).with_context(|| format!("the {secret}"))?;
        let port = fleet.port(service).with_context(|| format!("the fleet has no {service}"))?;
        anyhow::Ok(url.replace(&format!(":{}/", proxy.port()), &format!(":{port}/")))
    };
    let (watched, asked) = (home.clone(), home.clone());
    Ok(Subject {
        fleet: Arc::new(move || {
            let processes = fleet::read(&watched).ok().flatten().unwrap_or_default().processes;
            let running = processes.into_iter().filter_map(|process| {
                Some(Running { name: process.name, role: process.role, pid: process.id?.pid })
            });
            running.collect()
        }),
        apis: Arc::new(move || {
            let fleet = fleet::read(&asked).ok().flatten().unwrap_or_default();
            let ports = ["api-1", "api-2"].into_iter().filter_map(|name| fleet.port(name));
            ports.map(|port| format!("http://127.0.0.1:{port}")).collect()
        }),
        database_url: direct("database-url", "postgres", &to_database)?,
        broker_url: direct("broker-url", "rabbitmq", &to_broker)?,
        blobs: home.assets(),
        to_database,
        to_broker,
    })
}

fn table(report: &Report) -> String {
    let statuses: Vec<String> =
        report.statuses.iter().map(|(status, count)| format!("{count} {status}")).collect();
    let mut lines = vec![
        format!(
            "{} workflows: {} accepted, {} refused, {} without an answer; {}",
            report.workflows,
            report.accepted,
            report.refused,
            report.unknown,
            statuses.join(", ")
        ),
        format!(
            "lost {}, doubled {}, not ended {}, ledger difference {}",
            report.lost, report.duplicated, report.not_terminal, report.ledger_difference
        ),
        format!(
            "{} of {} faults proven, of {} kinds; recovery p50 {:.1} s, p99 {:.1} s; {} dead letters kept",
            report.faults_proven,
            report.faults_scheduled,
            report.fault_kinds,
            report.recovery_p50_seconds,
            report.recovery_p99_seconds,
            report.dead_letters
        ),
    ];
    lines.extend(report.violations.iter().map(|violation| format!("VIOLATION: {violation}")));
    if !report.valid {
        lines.push("This run does not count: too few faults hit any work.".to_owned());
    }
    lines.join("\n") + "\n"
}
