use std::{ffi::OsString, future::Future, path::PathBuf, process::ExitCode, sync::Arc};

use crate::{
    Metrics, Readiness, Settings, Shutdown,
    config::{ConfigErrors, Configuration, Sources, reference},
    health, logs,
};

/// Exit status of wrong settings or arguments.
const BAD_SETTINGS: u8 = 2;
/// Threads of a binary's runtime: its processes wait more than they compute.
const RUNTIME_THREADS: usize = 2;

/// The flags of every binary.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct CommonArgs {
    /// Settings file to read instead of /etc/aida/aida.toml and ./aida.toml
    #[arg(long, value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,
    /// Overrides one setting; may be given many times
    #[arg(long = "set", value_name = "SECTION.FIELD=VALUE", global = true)]
    pub sets: Vec<String>,
}

impl CommonArgs {
    /// Reads all settings. `flags`: flag as written, `section.field`, value.
    ///
    /// # Errors
    /// All settings that are wrong.
    pub fn load(&self, flags: Vec<(String, String, String)>) -> Result<Configuration, ConfigErrors> {
        Sources::of_process(self.config.clone(), &self.sets, flags).load()
    }
}

/// The arguments of this process with every `--set` in front. The parser would take those after a subcommand
/// instead of those before it; nobody who gives both means that.
pub fn command_line() -> Vec<OsString> {
    sets_first(std::env::args_os())
}

fn sets_first(arguments: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments = arguments.into_iter();
    let mut line: Vec<OsString> = arguments.next().into_iter().collect();
    let mut rest = Vec::new();
    while let Some(argument) = arguments.next() {
        let text = argument.to_str().unwrap_or_default();
        if text == "--" {
            rest.push(argument);
            break;
        }
        let is_pair = text == "--set";
        if is_pair || text.starts_with("--set=") {
            line.push(argument);
            line.extend(is_pair.then(|| arguments.next()).flatten());
        } else {
            rest.push(argument);
        }
    }
    line.extend(rest);
    line.extend(arguments);
    line
}

/// The command line of a binary.
pub trait Arguments: clap::Parser + Send + 'static {
    fn common(&self) -> &CommonArgs;

    /// Flags that set a setting: flag as written, `section.field`, value.
    fn flags(&self) -> Vec<(String, String, String)> {
        Vec::new()
    }

    /// Whether the process serves probes and metrics; subcommands that only do one thing do not.
    fn serves(&self) -> bool {
        true
    }
}

/// What a binary's main gets. Cheap to clone.
#[derive(Clone)]
pub struct Service {
    /// The binary's name.
    pub name: &'static str,
    pub settings: Arc<Settings>,
    pub metrics: Metrics,
    pub readiness: Readiness,
    pub shutdown: Shutdown,
}

impl Service {
    /// A service without listener or signals, for tests.
    pub fn for_tests(name: &'static str, settings: Settings) -> Result<Self, crate::MetricsError> {
        Ok(Service {
            name,
            settings: Arc::new(settings),
            metrics: Metrics::new(name)?,
            readiness: Readiness::new(),
            shutdown: Shutdown::new(),
        })
    }
}

/// The whole of a binary's `main`: reads arguments and settings, sets the log up, listens for signals and
/// probes, then runs `main` until it ends. Exit status 0, 1 when `main` failed, 2 for wrong settings.
pub fn run<A, F>(name: &'static str, main: impl FnOnce(A, Service) -> F) -> ExitCode
where
    A: Arguments,
    F: Future<Output = anyhow::Result<()>>,
{
    let command = A::command().version(crate::version()).after_long_help(reference::help());
    let arguments = command.get_matches_from(command_line());
    let arguments = match A::from_arg_matches(&arguments) {
        Ok(arguments) => arguments,
        Err(error) => error.exit(),
    };
    let settings = match arguments.common().load(arguments.flags()) {
        Ok(loaded) => loaded.settings,
        Err(errors) => {
            eprintln!("{name}: {errors}");
            return ExitCode::from(BAD_SETTINGS);
        }
    };
    if let Err(error) = logs::init(&settings.log) {
        eprintln!("{name}: {error}");
        return ExitCode::from(BAD_SETTINGS);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(RUNTIME_THREADS)
        .thread_name(name)
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!(%error, "the runtime cannot start");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(serve(name, arguments, settings, main)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(error = format!("{error:#}"), "{name} failed");
            ExitCode::FAILURE
        }
    }
}

async fn serve<A, F>(
    name: &'static str,
    arguments: A,
    settings: Settings,
    main: impl FnOnce(A, Service) -> F,
) -> anyhow::Result<()>
where
    A: Arguments,
    F: Future<Output = anyhow::Result<()>>,
{
    let service = Service {
        name,
        metrics: Metrics::new(name)?,
        readiness: Readiness::new(),
        shutdown: Shutdown::from_signals()?,
        settings: Arc::new(settings),
    };
    if !arguments.serves() {
        return main(arguments, service).await;
    }
    let (metrics, readiness) = (service.metrics.clone(), service.readiness.clone());
    let wanted = service.settings.metrics.listen;
    let address = health::serve(wanted, metrics, readiness, service.shutdown.clone())
        .await
        .map_err(|error| anyhow::anyhow!("metrics.listen {wanted}: {error}"))?;
    tracing::info!(version = crate::version(), metrics = %address, "{name} starts");
    main(arguments, service).await?;
    tracing::info!("{name} ended");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_before_and_after_a_subcommand_count() {
        let line = |text: &str| -> String {
            let sorted = sets_first(text.split(' ').map(OsString::from));
            sorted.iter().filter_map(|part| part.to_str()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(line("aida --set a.b=1 up --set=c.d=2 --json"), "aida --set a.b=1 --set=c.d=2 up --json");
        assert_eq!(line("aida make x -- --set y"), "aida make x -- --set y");
        assert_eq!(line("aida up --set"), "aida --set up");
    }
}
