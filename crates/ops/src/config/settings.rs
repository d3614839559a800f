use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
};

use super::{
    Counts, Secret, SecretUrl, Setting,
    section::{Section, section},
};

const fn loopback(port: u16) -> SocketAddr {
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port)
}

/// Text for a terminal, or one JSON object a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogFormat {
    #[default]
    Text,
    Json,
}

impl Setting for LogFormat {
    fn kind() -> &'static str {
        "text or json"
    }

    fn from_text(text: &str) -> Result<Self, String> {
        match text {
            "text" => Ok(LogFormat::Text),
            "json" => Ok(LogFormat::Json),
            _ => Err(format!("{text:?} is neither text nor json")),
        }
    }

    fn show(&self) -> String {
        match self {
            LogFormat::Text => "text".to_owned(),
            LogFormat::Json => "json".to_owned(),
        }
    }
}

section! {
    /// PostgreSQL, where the truth is.
    DatabaseSettings "database" {
        /// Where PostgreSQL is, with user, password and database.
        url: SecretUrl = SecretUrl::new("postgres://postgres@127.0.0.1:5432/aida");
        /// Connections that one process may hold.
        max_connections: u32 = 8, 1..=1_000;
        /// How long one attempt to connect may take.
        connect_timeout_seconds: u64 = 5, 1..=300;
        /// How long a caller waits for a free connection.
        pool_timeout_seconds: u64 = 10, 1..=300;
        /// How long one statement may take.
        statement_timeout_ms: u64 = 5_000, 100..=600_000;
        /// How long a transaction may stand idle before the server ends it, so that a frozen process blocks nobody.
        idle_in_transaction_timeout_ms: u64 = 2_000, 100..=600_000;
        /// How long sent bytes may stay unacknowledged before the connection counts as dead.
        tcp_user_timeout_ms: u64 = 5_000, 100..=600_000;
        /// Extra certificate authorities (PEM) for `sslmode=require`; the system's are always trusted.
        ca_file: Option<PathBuf> = None;
    }
}

section! {
    /// RabbitMQ, which carries the work.
    BrokerSettings "broker" {
        /// Where RabbitMQ is, with user, password and virtual host.
        url: SecretUrl = SecretUrl::new("amqp://guest:guest@127.0.0.1:5672/%2f");
        /// AMQP heartbeat; a peer that is silent for two to three times as long is gone.
        heartbeat_seconds: u16 = 2, 1..=600;
        /// Messages that a planner may hold unacknowledged. A worker's is the number of its permits.
        prefetch: u16 = 512, 1..=10_000;
        /// How long one attempt to connect may take.
        connect_timeout_seconds: u64 = 5, 1..=300;
        /// Longest pause between two attempts to connect.
        reconnect_max_ms: u64 = 1_000, 10..=60_000;
        /// How long a publisher waits for the broker's confirm.
        confirm_timeout_ms: u64 = 10_000, 100..=600_000;
    }
}

section! {
    /// The object store, where pictures, sound and films are.
    AssetSettings "assets" {
        /// `file:///folder` or `s3://bucket/prefix`.
        url: String = "file:///var/lib/aida/assets".to_owned();
        /// Address of an S3 service that is not Amazon's.
        endpoint: Option<String> = None;
        /// Region of the bucket.
        region: Option<String> = None;
        /// Access key; without it the usual AWS variables and roles count.
        access_key: Option<Secret> = None;
        /// Secret key.
        secret_key: Option<Secret> = None;
        /// Whether the endpoint may be plain HTTP.
        allow_http: bool = false;
    }
}

section! {
    /// The HTTP interface.
    ApiSettings "api" {
        /// Address that the API listens on. Any but loopback needs keys.
        listen: SocketAddr = loopback(8080);
        /// Address that others reach the API at, for links; without it the request's own host.
        public_url: Option<String> = None;
        /// Largest JSON body.
        max_body_bytes: u64 = 1_048_576, 1_024..=16_777_216;
        /// Largest uploaded file.
        max_upload_bytes: u64 = 20_971_520, 1_024..=4_294_967_296;
        /// Whether every request needs an API key, on loopback too.
        require_keys: bool = false;
        /// Secret that API keys are hashed with; at least 32 characters.
        key_pepper: Option<Secret> = None;
        /// Accepted workflows that may wait for a start before new ones are refused with 503.
        max_waiting_workflows: u32 = 10_000, 1..=1_000_000;
        /// The same for one tenant, refused with 429.
        max_waiting_per_tenant: u32 = 1_000, 1..=1_000_000;
        /// Age of the oldest waiting workflow above which new ones are refused with 503.
        max_waiting_seconds: u64 = 3_600, 1..=604_800;
        /// Pause between two comments on an event stream that has nothing to say.
        sse_keepalive_seconds: u64 = 15, 1..=300;
        /// How long open requests may take after SIGTERM.
        grace_seconds: u64 = 10, 0..=600;
    }
}

section! {
    /// The planner, which decides what happens next.
    PlannerSettings "planner" {
        /// Messages of one transaction.
        max_batch: usize = 256, 1..=4_096;
        /// Pause between two looks for deadlines, requests and messages that were never sent.
        sweep_interval_ms: u64 = 500, 10..=60_000;
        /// Jobs that may be outstanding whatever the workers' permits are; more start only while 4 × permits allow.
        min_outstanding_jobs: u32 = 64, 1..=1_000_000;
        /// Workflows of one tenant that may run at once; 0 for no limit.
        max_running_per_tenant: u32 = 0, 0..=1_000_000;
        /// How long a workflow may take from its start, unless its brief says otherwise.
        workflow_timeout_seconds: u64 = 600, 10..=86_400;
        /// How long a planner may be silent before others send what it left.
        takeover_seconds: u64 = 5, 1..=600;
        /// How long a batch in hand may take after SIGTERM.
        grace_seconds: u64 = 10, 0..=600;
    }
}

section! {
    /// A worker, which does what the planner asks.
    WorkerSettings "worker" {
        /// Agents that this process runs: writer, director, visual, video, audio, assembly.
        agents: Vec<String> = vec![];
        /// Jobs at a time by agent, such as `visual=2`; without it by what the agent spends.
        permits: Counts = Counts::default();
        /// Threads that all jobs of this process share; 0 for one a core.
        threads: usize = 0, 0..=1_024;
        /// Folder for files of running jobs; without it the system's folder for temporary files.
        scratch: Option<PathBuf> = None;
        /// Memory that has to be available before another job is taken; 0 for none.
        min_free_memory_mb: u64 = 128, 0..=1_048_576;
        /// Disk space below `scratch` that has to be free before another job is taken; 0 for none.
        min_free_disk_mb: u64 = 256, 0..=1_048_576;
        /// Program that speaks (aida-voice); without it the one beside this program, then the one on the path.
        voice_helper: Option<PathBuf> = None;
        /// How long running jobs may take after SIGTERM before they are handed back.
        grace_seconds: u64 = 25, 0..=3_600;
        /// Pause between two signs of life in the database.
        heartbeat_seconds: u64 = 5, 1..=300;
        /// Make nothing: answer every job with a placeholder, to measure or drill a fleet.
        rehearsal: bool = false;
        /// How long a rehearsed job takes.
        rehearsal_milliseconds: u64 = 0, 0..=3_600_000;
        /// Rehearse unevenly: half of the workflows take no time, the others 5 ms up to `rehearsal_milliseconds` a job.
        rehearsal_varies: bool = false;
        /// Of so many rehearsed workflows, one has its clips really encoded; 0 for none.
        rehearsal_clips_of: u64 = 0, 0..=1_000_000;
    }
}

section! {
    /// Hosted models, and model servers in your own network. Without a key or an address the studio does everything.
    ModelSettings "models" {
        /// Catalogue of models (TOML) that takes the place of the one built in.
        catalogue: Option<PathBuf> = None;
        /// Key of Anthropic, for script and storyboard.
        anthropic_key: Option<Secret> = None;
        /// Key of fal.ai, for pictures and clips.
        fal_key: Option<Secret> = None;
        /// Key of KIE, for styles that need Midjourney.
        kie_key: Option<Secret> = None;
        /// Key of ElevenLabs.
        elevenlabs_key: Option<Secret> = None;
        /// Key of the chat server, where it wants one.
        openai_key: Option<Secret> = None;
        /// Addresses by provider of the catalogue, such as `xtts=http://127.0.0.1:8020`. A server of your own is used once its address is here.
        addresses: Vec<String> = vec![];
        /// Voices by provider, such as `xtts=anna`.
        voices: Vec<String> = vec![];
        /// What may leave: `usual`, `allow`, `mask`, `local_only`, or changes such as `email=allow,health=local_only`.
        privacy: String = "usual".to_owned();
        /// What the whole fleet may spend in a day, in hundredths of a US dollar; 0 for no limit.
        daily_limit_cents: u64 = 0, 0..=1_000_000_000;
        /// The same for one tenant.
        tenant_daily_limit_cents: u64 = 0, 0..=1_000_000_000;
        /// How old a model's answer to the same question of the same tenant may be to be taken again; 0 for never.
        reuse_seconds: u32 = 900, 0..=604_800;
        /// The same for pictures, clips and voices that were made.
        reuse_files_seconds: u32 = 7_200, 0..=604_800;
        /// How long one request to a provider may take.
        request_timeout_seconds: u64 = 60, 1..=600;
        /// Address at which providers reach the API, such as `https://aida.example.org`, to be told when a request is done; without it requests are polled.
        webhook_url: Option<String> = None;
        /// Shortest pause between two looks at a request that a provider works on.
        poll_ms: u64 = 1_000, 10..=60_000;
    }
}

section! {
    /// The listener for probes and metrics that every process has.
    MetricsSettings "metrics" {
        /// Address of `/metrics`, `/healthz` and `/readyz`.
        listen: SocketAddr = loopback(9464);
    }
}

section! {
    /// What is logged.
    LogSettings "log" {
        /// `error`, `warn`, `info`, `debug`, `trace`, or directives by module such as `info,aida_planner=debug`.
        level: String = "info".to_owned();
        /// One line of text, or one JSON object, an event.
        format: LogFormat = LogFormat::Text;
    }
}

section! {
    /// The local fleet of `aida up`.
    FleetSettings "fleet" {
        /// Folder of the fleet's data, logs and state.
        home: PathBuf = PathBuf::from(".aida");
        /// Processes by role, such as `visual=2,planner=2`; what is not named has one.
        replicas: Counts = Counts::default();
        /// Port on loopback at which our programs reach the database instead of its own; 0 for its own. For drills.
        database_via: u16 = 0;
        /// The same for the broker.
        broker_via: u16 = 0;
        /// Port of the API on loopback; 0 to choose a free one once.
        api_port: u16 = 0, 0..=32_767;
        /// How long `aida up` waits for a process to be ready.
        start_timeout_seconds: u64 = 60, 1..=600;
    }
}

section! {
    /// What the command `aida` talks to.
    ClientSettings "client" {
        /// Address of the API; without it the local fleet, which is started when needed.
        url: Option<String> = None;
        /// API key.
        key: Option<Secret> = None;
        /// Folder for finished work.
        out: PathBuf = PathBuf::from("out");
    }
}

impl ModelSettings {
    /// The text of the operator's own catalogue, where there is one.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn catalogue_text(&self) -> std::io::Result<Option<String>> {
        self.catalogue.as_ref().map(std::fs::read_to_string).transpose()
    }

    /// The key for a provider of the catalogue.
    pub fn key_of(&self, provider: &str) -> Option<&Secret> {
        match provider {
            "anthropic" => self.anthropic_key.as_ref(),
            "fal" => self.fal_key.as_ref(),
            "kie" => self.kie_key.as_ref(),
            "elevenlabs" => self.elevenlabs_key.as_ref(),
            "openai" | "openai-speech" => self.openai_key.as_ref(),
            _ => None,
        }
    }

    /// Where a provider is, when it is elsewhere than the catalogue says.
    pub fn address_of(&self, provider: &str) -> Option<&str> {
        of(&self.addresses, provider)
    }

    pub fn voice_of(&self, provider: &str) -> Option<&str> {
        of(&self.voices, provider)
    }
}

/// The value of `name=value`.
fn of<'a>(pairs: &'a [String], name: &str) -> Option<&'a str> {
    pairs
        .iter()
        .find_map(|pair| pair.split_once('=').filter(|(key, _)| key.trim() == name))
        .map(|(_, value)| value.trim())
}

macro_rules! settings {
    ($( $field:ident : $type:ident ),+ $(,)?) => {
        /// All settings of all binaries.
        #[derive(Debug, Clone, PartialEq, Default)]
        pub struct Settings {
            $( pub $field: $type, )+
        }

        impl Settings {
            pub(super) fn sections(&self) -> Vec<(&'static str, &dyn Section)> {
                vec![$( (stringify!($field), &self.$field as &dyn Section), )+]
            }

            pub(super) fn section_mut(&mut self, name: &str) -> Option<&mut dyn Section> {
                match name {
                    $( stringify!($field) => Some(&mut self.$field), )+
                    _ => None,
                }
            }
        }
    };
}

settings! {
    database: DatabaseSettings,
    broker: BrokerSettings,
    assets: AssetSettings,
    api: ApiSettings,
    planner: PlannerSettings,
    worker: WorkerSettings,
    models: ModelSettings,
    metrics: MetricsSettings,
    log: LogSettings,
    fleet: FleetSettings,
    client: ClientSettings,
}

impl Settings {
    /// Every key, section by section.
    pub fn keys(&self) -> Vec<super::Key> {
        self.sections().into_iter().flat_map(|(_, section)| section.keys()).collect()
    }

    /// The value of `section.field` as people may see it; `None` when there is no such key.
    pub fn show(&self, key: &str) -> Option<String> {
        let (name, field) = key.split_once('.')?;
        let section = self.sections().into_iter().find(|(section, _)| *section == name)?.1;
        section.show(field)
    }

    /// What concerns more than one field.
    pub(super) fn conflicts(&self) -> Vec<(&'static str, String)> {
        let mut found = Vec::new();
        if self.api.key_pepper.as_ref().is_some_and(|pepper| pepper.expose().len() < 32) {
            found.push(("api.key_pepper", "is shorter than 32 characters".to_owned()));
        }
        if self.assets.access_key.is_some() != self.assets.secret_key.is_some() {
            found.push(("assets.secret_key", "access_key and secret_key come together".to_owned()));
        }
        let scheme = self.assets.url.split_once("://").map(|(scheme, _)| scheme);
        if !matches!(scheme, Some("file" | "s3")) {
            found.push(("assets.url", "is neither file:///folder nor s3://bucket/prefix".to_owned()));
        }
        for (key, pairs) in
            [("models.addresses", &self.models.addresses), ("models.voices", &self.models.voices)]
        {
            if let Some(pair) = pairs.iter().find(|pair| !pair.contains('=')) {
                found.push((key, format!("{pair:?} is not provider=value")));
            }
        }
        if self
            .models
            .webhook_url
            .as_ref()
            .is_some_and(|url| !url.starts_with("https://") && !url.starts_with("http://"))
        {
            found.push(("models.webhook_url", "is no http(s) address".to_owned()));
        }
        if self.api.max_waiting_per_tenant > self.api.max_waiting_workflows {
            found.push(("api.max_waiting_per_tenant", "is above api.max_waiting_workflows".to_owned()));
        }
        found
    }
}
