//! The process: connects, checks that it may listen, serves, and ends in order.

use std::{pin::Pin, sync::Arc, time::Duration};

use aida_assets::{AssetOptions, AssetStore};
use aida_broker::{Broker, BrokerOptions};
use aida_ops::{Check, Secret, Service, Shutdown};
use aida_store::{Store, StoreOptions};
use anyhow::{Context as _, bail};
use tokio::net::TcpListener;

use crate::{
    App, AppParts, BriefOutbox, EventFeed, KnownModels, Metrics, Pepper, publish, router, server, telemetry,
    webhook_keys,
};

/// Pause between two looks at the database and the broker.
const LOOK: Duration = Duration::from_secs(1);
/// Without an answer of the database for so long, the API is not ready.
const DATABASE_LIMIT: Duration = Duration::from_secs(5);

/// Serves until the process is asked to end.
///
/// Boxed, so that the API's futures are compiled here and not again in every program that polls this one.
pub fn serve(service: Service) -> Pin<Box<dyn Future<Output = anyhow::Result<()>> + Send>> {
    Box::pin(run(service))
}

async fn run(service: Service) -> anyhow::Result<()> {
    let settings = &service.settings;
    let store = open_store(&service)?;
    store.migrate().await.context("bringing the database up to date")?;
    let pepper = Pepper::of(settings)?;
    if !settings.api.listen.ip().is_loopback() && !store.has_api_keys().await? {
        bail!(
            "api.listen is {}: any address but loopback needs API keys, and there are none. \
             Make one first: aida-api keys create --tenant NAME",
            settings.api.listen
        );
    }
    let models = KnownModels::read(&settings.models)?;
    let webhook_keys = webhook_keys(&settings.models, &models)?;
    let metrics = Arc::new(Metrics::register(&service.metrics)?);
    let serving = service.readiness.check("serving", None);
    let database = service.readiness.check("database", Some(DATABASE_LIMIT));
    let broker = Arc::new(connect(&service)?);
    let feed = EventFeed::start(store.clone(), service.shutdown.clone());
    let (outbox, briefs) = BriefOutbox::new(Arc::clone(&metrics));
    let publishing = tokio::spawn(publish::run(Arc::clone(&broker), briefs, Arc::clone(&metrics)));
    let heard = telemetry_task(&broker, &feed, &service.shutdown);
    let watching = tokio::spawn(watch(store.clone(), database, Arc::clone(&broker), Arc::clone(&metrics)));
    let app = App::new(AppParts {
        settings: settings.api.clone(),
        store,
        assets: open_assets(&service)?,
        pepper,
        feed,
        outbox,
        metrics,
        readiness: service.readiness.clone(),
        shutdown: service.shutdown.clone(),
        broker: Some(Arc::clone(&broker)),
        models,
        webhook_keys,
    });
    let listener = TcpListener::bind(settings.api.listen)
        .await
        .with_context(|| format!("api.listen {}", settings.api.listen))?;
    tracing::info!(address = %listener.local_addr()?, "listening");
    serving.ok();
    let unready = tokio::spawn(stop_being_ready(serving, service.shutdown.clone()));
    let grace = Duration::from_secs(settings.api.grace_seconds);
    server::run(listener, router(app), service.shutdown.clone(), grace).await;
    // The outbox went with the router: what it holds is published, then the task ends.
    if tokio::time::timeout(publish::TIMEOUT, publishing).await.is_err() {
        tracing::debug!("some briefs were left to the sweeper");
    }
    watching.abort();
    heard.await.context("the telemetry listener")?;
    unready.await.context("readiness")?;
    broker.close().await;
    Ok(())
}

/// The database that the settings name.
pub fn open_store(service: &Service) -> anyhow::Result<Store> {
    let database = &service.settings.database;
    let mut options = StoreOptions::new(database.url.expose(), service.name);
    options.max_connections = database.max_connections as usize;
    options.wait = Duration::from_secs(database.pool_timeout_seconds);
    options.statement_timeout = Duration::from_millis(database.statement_timeout_ms);
    options.idle_in_transaction_timeout = Duration::from_millis(database.idle_in_transaction_timeout_ms);
    options.tcp_user_timeout = Duration::from_millis(database.tcp_user_timeout_ms);
    options.ca_file = database.ca_file.clone();
    Ok(Store::new(&options)?)
}

fn open_assets(service: &Service) -> anyhow::Result<AssetStore> {
    let assets = &service.settings.assets;
    let exposed = |secret: &Option<Secret>| secret.as_ref().map(|secret| secret.expose().to_owned());
    let options = AssetOptions {
        endpoint: assets.endpoint.clone(),
        region: assets.region.clone(),
        access_key: exposed(&assets.access_key),
        secret_key: exposed(&assets.secret_key),
        allow_http: assets.allow_http,
    };
    AssetStore::open(&assets.url, &options).context("assets.url")
}

fn connect(service: &Service) -> anyhow::Result<Broker> {
    let settings = &service.settings.broker;
    let options = publish::broker_options(BrokerOptions {
        heartbeat_seconds: settings.heartbeat_seconds,
        connect_timeout: Duration::from_secs(settings.connect_timeout_seconds),
        backoff_limit: Duration::from_millis(settings.reconnect_max_ms),
        ..BrokerOptions::default()
    });
    Broker::start(settings.url.expose(), service.name, options).context("broker.url")
}

fn telemetry_task(
    broker: &Arc<Broker>,
    feed: &EventFeed,
    shutdown: &Shutdown,
) -> tokio::task::JoinHandle<()> {
    let (broker, feed, shutdown) = (Arc::clone(broker), feed.clone(), shutdown.clone());
    tokio::spawn(async move { telemetry::listen(&broker, feed, shutdown).await })
}

/// Keeps readiness and the broker's gauge true.
async fn watch(store: Store, database: Check, broker: Arc<Broker>, metrics: Arc<Metrics>) {
    loop {
        database.set(store.ping().await);
        metrics.broker_connected.set(i64::from(broker.is_connected()));
        tokio::time::sleep(LOOK).await;
    }
}

/// Load balancers stop sending before connections are refused.
async fn stop_being_ready(serving: Check, shutdown: Shutdown) {
    shutdown.requested().await;
    serving.fail("the process is ending");
}
