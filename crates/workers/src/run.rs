use std::{
    path::{Path, PathBuf},
    pin::Pin,
    sync::Arc,
    time::Duration,
};

use aida_assets::{AssetOptions, AssetStore};
use aida_broker::{Broker, BrokerOptions};
use aida_ops::{
    Secret, Service,
    config::{AssetSettings, BrokerSettings, DatabaseSettings, WorkerSettings},
};
use aida_protocol::Agent;
use aida_store::{Store, StoreOptions};
use anyhow::Context as _;
use uuid::Uuid;

use crate::{
    Hosted, HostedMetrics, HostedSettings, Models, WorkerMetrics,
    agents::{self, AgentWork, Rehearsed, Spends},
    fleet::{self, AgentSlot, Checks, FleetOptions, FleetParts, Reserve},
};

/// Jobs at a time of an agent that mostly waits for others.
const WAITING_PERMITS: usize = 32;
const VOICE_HELPER: &str = "aida-voice";

/// The worker: everything it needs from its settings, then its fleet.
///
/// # Errors
/// When a setting is wrong, or the broker cannot be reached or is gone for good.
///
/// Boxed, so that the worker's futures are compiled here and not again in every program that polls this one.
pub fn run(service: Service) -> Pin<Box<dyn Future<Output = anyhow::Result<()>> + Send>> {
    Box::pin(serve(service))
}

async fn serve(service: Service) -> anyhow::Result<()> {
    let settings = &service.settings;
    // Before anything waits: a worker that is still connecting is not ready.
    let heartbeat = Duration::from_secs(settings.worker.heartbeat_seconds);
    let checks = Checks::new(&service.readiness, heartbeat);
    let agents = wanted(&settings.worker)?;
    let host = host_name();
    let worker_id = format!("{host}/{}/{}", std::process::id(), &Uuid::new_v4().simple().to_string()[..8]);
    let threads = threads(&settings.worker);
    let store = Store::new(&store_options(&settings.database, service.name)).context("database.url")?;
    let assets =
        AssetStore::open(&settings.assets.url, &asset_options(&settings.assets)).context("assets.url")?;
    let studio = Models::studio(voice_helper(settings.worker.voice_helper.as_deref()));
    let hosted = HostedSettings::read(&settings.models)?;
    for provider in hosted.callers.keys() {
        tracing::info!(provider, "may be called");
    }
    let counted = HostedMetrics::new(&service.metrics)?;
    let models = Hosted::models(hosted, studio, store.clone(), assets.clone(), threads, counted);
    let slots = slots(every_agent(&settings.worker, &models), &agents, &settings.worker, threads);
    let broker = Broker::connect(settings.broker.url.expose(), &worker_id, broker_options(&settings.broker))
        .await
        .context("broker.url")?;
    for slot in &slots {
        tracing::info!(agent = %slot.work.agent(), permits = slot.permits, worker_id, "takes jobs");
    }
    fleet::run(FleetParts {
        broker: Arc::new(broker),
        store,
        assets,
        agents: slots,
        worker_id,
        host,
        metrics: WorkerMetrics::new(&service.metrics)?,
        checks: checks.clone(),
        shutdown: service.shutdown.clone(),
        options: FleetOptions {
            grace: Duration::from_secs(settings.worker.grace_seconds),
            heartbeat,
            threads,
            scratch: settings.worker.scratch.clone(),
            reserve: Reserve {
                memory_bytes: settings.worker.min_free_memory_mb * 1_048_576,
                disk_bytes: settings.worker.min_free_disk_mb * 1_048_576,
            },
        },
    })
    .await?;
    Ok(())
}

/// The agents of the settings; all when none is named.
fn wanted(settings: &WorkerSettings) -> anyhow::Result<Vec<Agent>> {
    if let Some((name, _)) = settings.permits.0.iter().find(|(name, _)| name.parse::<Agent>().is_err()) {
        anyhow::bail!("worker.permits: unknown agent {name:?}");
    }
    if settings.agents.is_empty() {
        return Ok(Agent::ALL.to_vec());
    }
    let parse =
        |name: &String| name.parse::<Agent>().map_err(|error| anyhow::anyhow!("worker.agents: {error}"));
    let mut agents = settings.agents.iter().map(parse).collect::<anyhow::Result<Vec<_>>>()?;
    agents.sort();
    agents.dedup();
    Ok(agents)
}

fn every_agent(settings: &WorkerSettings, models: &Models) -> Vec<Arc<dyn AgentWork>> {
    if settings.rehearsal {
        tracing::warn!("worker.rehearsal is on: jobs are answered with placeholders");
        let real = (settings.rehearsal_clips_of > 0).then(|| models.video.clone());
        return agents::rehearsal(&Rehearsed {
            longest: Duration::from_millis(settings.rehearsal_milliseconds),
            varies: settings.rehearsal_varies,
            clips: real.map(|model| (settings.rehearsal_clips_of, model)),
        });
    }
    agents::all(models)
}

fn slots(
    agents: Vec<Arc<dyn AgentWork>>,
    wanted: &[Agent],
    settings: &WorkerSettings,
    threads: usize,
) -> Vec<AgentSlot> {
    let permits = |work: &dyn AgentWork| {
        let usual = match work.capabilities().spends {
            Spends::Processor(of_a_job) => threads / of_a_job.max(1),
            Spends::Waiting => WAITING_PERMITS,
        };
        let set = settings.permits.get(work.agent().as_str()).map(|permits| permits as usize);
        // An agent without a permit would take jobs and never do them.
        set.unwrap_or(usual).max(1)
    };
    let listed = agents.into_iter().filter(|work| wanted.contains(&work.agent()));
    listed.map(|work| AgentSlot { permits: permits(&*work), work }).collect()
}

fn threads(settings: &WorkerSettings) -> usize {
    match settings.threads {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        threads => threads,
    }
}

/// The program that speaks: as set, or beside this program, or on the path.
fn voice_helper(set: Option<&Path>) -> PathBuf {
    let beside = || std::env::current_exe().ok().map(|program| program.with_file_name(VOICE_HELPER));
    set.map(Path::to_owned)
        .or_else(|| beside().filter(|program| program.exists()))
        .unwrap_or_else(|| VOICE_HELPER.into())
}

fn host_name() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let name = name.trim();
    if name.is_empty() { "unknown".to_owned() } else { name.to_owned() }
}

fn store_options(settings: &DatabaseSettings, name: &str) -> StoreOptions {
    StoreOptions {
        max_connections: settings.max_connections as usize,
        wait: Duration::from_secs(settings.pool_timeout_seconds),
        statement_timeout: Duration::from_millis(settings.statement_timeout_ms),
        idle_in_transaction_timeout: Duration::from_millis(settings.idle_in_transaction_timeout_ms),
        tcp_user_timeout: Duration::from_millis(settings.tcp_user_timeout_ms),
        ca_file: settings.ca_file.clone(),
        ..StoreOptions::new(settings.url.expose(), name)
    }
}

fn asset_options(settings: &AssetSettings) -> AssetOptions {
    let secret = |secret: &Option<Secret>| secret.as_ref().map(|secret| secret.expose().to_owned());
    AssetOptions {
        endpoint: settings.endpoint.clone(),
        region: settings.region.clone(),
        access_key: secret(&settings.access_key),
        secret_key: secret(&settings.secret_key),
        allow_http: settings.allow_http,
    }
}

fn broker_options(settings: &BrokerSettings) -> BrokerOptions {
    BrokerOptions {
        heartbeat_seconds: settings.heartbeat_seconds,
        connect_timeout: Duration::from_secs(settings.connect_timeout_seconds),
        backoff_limit: Duration::from_millis(settings.reconnect_max_ms),
        publish_timeout: Duration::from_millis(settings.confirm_timeout_ms),
        ..BrokerOptions::default()
    }
}

#[cfg(test)]
mod tests {
    use aida_ops::config::Counts;

    use super::*;

    #[test]
    fn permits_follow_what_an_agent_spends_unless_they_are_set() {
        let settings = WorkerSettings {
            agents: vec!["visual".to_owned(), "video".to_owned(), "visual".to_owned()],
            permits: Counts([("video".to_owned(), 1)].into()),
            ..WorkerSettings::default()
        };
        let (wanted, models) = (wanted(&settings).unwrap(), Models::studio(VOICE_HELPER.into()));
        let permits = |settings: &WorkerSettings| -> Vec<_> {
            let slots = slots(every_agent(settings, &models), &wanted, settings, 4);
            slots.iter().map(|slot| (slot.work.agent(), slot.permits)).collect()
        };
        assert_eq!(permits(&settings), [(Agent::Visual, 4), (Agent::Video, 1)]);
        let unset = WorkerSettings { permits: Counts::default(), ..settings.clone() };
        assert_eq!(permits(&unset), [(Agent::Visual, 4), (Agent::Video, 2)]);
        let rehearsal = WorkerSettings { rehearsal: true, ..settings };
        assert_eq!(permits(&rehearsal), [(Agent::Visual, WAITING_PERMITS), (Agent::Video, 1)]);
    }

    #[test]
    fn agents_that_nobody_knows_are_refused() {
        let unknown = WorkerSettings { agents: vec!["poet".to_owned()], ..WorkerSettings::default() };
        assert!(wanted(&unknown).unwrap_err().to_string().contains("poet"));
        let everything = WorkerSettings::default();
        assert_eq!(wanted(&everything).unwrap(), Agent::ALL);
    }
}
