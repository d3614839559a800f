use std::{path::PathBuf, time::Duration};

use deadpool_postgres::{
    ClientWrapper as Client, Hook, HookError, Manager, ManagerConfig, Object, Pool, QueueMode,
    RecyclingMethod, Runtime, Timeouts,
};
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};
use tokio_postgres::{Config, config::SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::StoreError;

/// How to reach the database.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// `postgres://user:password@host:port/database`; `sslmode=require` for TLS.
    pub url: String,
    /// Shown by the server in `pg_stat_activity`.
    pub application_name: String,
    pub max_connections: usize,
    /// For a free connection, for making one, and for checking one.
    pub wait: Duration,
    pub statement_timeout: Duration,
    /// A planner that freezes inside a transaction must not hold its locks for longer.
    pub idle_in_transaction_timeout: Duration,
    /// How long sent bytes may stay unacknowledged before the connection counts as dead.
    pub tcp_user_timeout: Duration,
    /// Plans each statement once, whatever its parameters, and not again for every batch. For processes whose statements all
    /// are looks at an index that is the same for any parameter.
    pub plans_once: bool,
    /// More certificate authorities (PEM) for TLS; the system's are always trusted.
    pub ca_file: Option<PathBuf>,
}

impl StoreOptions {
    pub fn new(url: impl Into<String>, application_name: impl Into<String>) -> Self {
        StoreOptions {
            url: url.into(),
            application_name: application_name.into(),
            max_connections: 8,
            wait: Duration::from_secs(5),
            statement_timeout: Duration::from_secs(5),
            idle_in_transaction_timeout: Duration::from_secs(2),
            tcp_user_timeout: Duration::from_secs(5),
            plans_once: false,
            ca_file: None,
        }
    }
}

/// The database, shared by everything in a process. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    pool: Pool,
    patience: Duration,
}

/// A connection that was taken longer ago is asked whether it still answers: whoever had it may have given it back because
/// it does not.
const TRUSTED: Duration = Duration::from_secs(2);
/// Making a connection takes milliseconds; one that swallows the greeting must not hold up a batch for long.
const CREATES: Duration = Duration::from_secs(2);
/// How much longer than the server's own limit an answer may take.
const ON_THE_WAY: Duration = Duration::from_secs(1);

impl Store {
    /// Makes the pool; connections are opened when they are needed.
    ///
    /// # Errors
    /// When the URL cannot be read.
    pub fn new(options: &StoreOptions) -> Result<Store, StoreError> {
        let mut config: Config = options.url.parse().map_err(|error: tokio_postgres::Error| {
            // The message names the part that is wrong, never the password.
            StoreError::Url(error.to_string())
        })?;
        config.application_name(&options.application_name);
        config.connect_timeout(options.wait.min(CREATES));
        config.tcp_user_timeout(options.tcp_user_timeout);
        // A peer that is gone while we wait for its answer has nothing of ours to acknowledge.
        config.keepalives_idle(options.tcp_user_timeout);
        config.keepalives_interval(Duration::from_secs(1));
        config.keepalives_retries(3);
        // Every query of ours has its index. Tables that were empty when a statement was planned would be read whole
        // until the next statistics, whatever they have grown to.
        config.options(format!(
            "-c plan_cache_mode={} -c enable_seqscan=off -c jit=off -c statement_timeout={} -c idle_in_transaction_session_timeout={} -c timezone=UTC",
            if options.plans_once { "force_generic_plan" } else { "auto" },
            options.statement_timeout.as_millis(),
            options.idle_in_transaction_timeout.as_millis(),
        ));
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = match config.get_ssl_mode() {
            SslMode::Disable | SslMode::Prefer => {
                Manager::from_config(config, tokio_postgres::NoTls, recycling)
            }
            _ => Manager::from_config(config, MakeRustlsConnect::new(tls(options)?), recycling),
        };
        let wait = Some(options.wait);
        let pool = Pool::builder(manager)
            .max_size(options.max_connections)
            // The one that was used last has the statements of the moment at hand.
            .queue_mode(QueueMode::Lifo)
            .timeouts(Timeouts { wait, create: Some(options.wait.min(CREATES)), recycle: wait })
            .pre_recycle(Hook::async_fn(|client, metrics| {
                Box::pin(async move {
                    if metrics.last_used() < TRUSTED || answers(client).await {
                        Ok(())
                    } else {
                        Err(HookError::message("the connection does not answer"))
                    }
                })
            }))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| StoreError::Url(error.to_string()))?;
        Ok(Store { pool, patience: options.statement_timeout + ON_THE_WAY })
    }

    pub(crate) async fn client(&self) -> Result<Object, StoreError> {
        Ok(self.pool.get().await?)
    }

    /// Does `work`, for as long as the server may take and an answer may be on its way. A connection that swallows what is
    /// sent and never answers would be waited for for ever; such ones are often several, so that all idle ones are given up.
    pub async fn within<T>(
        &self,
        name: &'static str,
        work: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        match tokio::time::timeout(self.patience, work).await {
            Ok(outcome) => outcome,
            Err(_) => {
                self.pool.retain(|_, _| false);
                Err(StoreError::TimedOut { name, seconds: self.patience.as_secs_f64() })
            }
        }
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        const PING: &str = "-- ping\nSELECT 1";
        self.within("ping", async {
            self.client().await?.query_one(PING, &[]).await.map_err(StoreError::query("ping"))?;
            Ok(())
        })
        .await
    }

    pub fn close(&self) {
        self.pool.close();
    }
}

async fn answers(client: &Client) -> bool {
    matches!(tokio::time::timeout(ON_THE_WAY, client.simple_query("")).await, Ok(Ok(_)))
}

fn tls(options: &StoreOptions) -> Result<ClientConfig, StoreError> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(path) = &options.ca_file {
        let pem =
            std::fs::read(path).map_err(|error| StoreError::Url(format!("{}: {error}", path.display())))?;
        let found: Vec<_> = CertificateDer::pem_slice_iter(&pem).filter_map(Result::ok).collect();
        if roots.add_parsable_certificates(found).0 == 0 {
            return Err(StoreError::Url(format!("{} holds no certificate", path.display())));
        }
    }
    Ok(ClientConfig::builder().with_root_certificates(roots).with_no_client_auth())
}
