//! `aida`: makes films over the API, and looks after a local fleet.

mod args;
mod bench;
mod chaos;
mod client;
mod dead;
mod download;
mod exit;
mod fleet;
mod local;
mod make;
mod models;
mod outcome;
mod session;
mod show;
mod watch;

use std::process::ExitCode;

use aida_ops::{
    Settings,
    config::{Configuration, reference},
    logs,
};
use args::{Args, Command, EXIT_STATUSES};
use bench::private::Interrupted;
use clap::{CommandFactory as _, FromArgMatches as _};
use exit::Exit;

fn main() -> ExitCode {
    let matches = Args::command()
        .version(aida_ops::version())
        .after_long_help(format!("{EXIT_STATUSES}\n\n{}", reference::help()))
        .get_matches_from(aida_ops::command_line());
    let args = match Args::from_arg_matches(&matches) {
        Ok(args) => args,
        Err(error) => error.exit(),
    };
    let configuration = match args.common.load(args.flags()) {
        Ok(configuration) => configuration,
        Err(errors) => {
            eprintln!("aida: {errors}");
            return Exit::BadInput.into();
        }
    };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("aida: {error}");
            return Exit::Error.into();
        }
    };
    match runtime.block_on(run(&args, &configuration)) {
        Ok(exit) => exit.into(),
        Err(error) => {
            eprintln!("aida: {error:#}");
            if error.is::<Interrupted>() { Exit::Interrupted } else { Exit::Error }.into()
        }
    }
}

async fn run(args: &Args, configuration: &Configuration) -> anyhow::Result<Exit> {
    let settings = &configuration.settings;
    match &args.command {
        Command::Make(make) => Ok(make::make(make, settings, &overrides(args)?).await),
        Command::Watch(watch) => Ok(make::watch(watch, settings).await),
        Command::Ls(ls) => show::ls(ls, settings).await,
        Command::Show(id) => show::show(id, settings).await,
        Command::Cancel(id) => show::ask(id.id, "cancel", None, settings).await,
        Command::Pause(id) => show::ask(id.id, "pause", None, settings).await,
        Command::Resume(id) => show::ask(id.id, "resume", None, settings).await,
        Command::Retry(retry) => show::ask(retry.id, "retry", retry.from, settings).await,
        Command::Dead { command } => dead::dead(command, settings).await,
        Command::Models(models) => models::models(models.json, settings).await,
        Command::Up(up) => local::up(up, settings, overrides(args)?).await,
        Command::Down => local::down(settings),
        Command::Status(status) => local::show_status(status.json, settings).await,
        Command::Logs(logs) => local::logs(logs, settings),
        Command::Doctor(doctor) => local::examine(doctor.json, settings),
        Command::Keys { arguments } => local::keys(arguments, settings),
        Command::Bench { command } => bench::run(command, settings, overrides(args)?).await,
        Command::Chaos(chaos) => chaos::run(chaos, settings, overrides(args)?).await,
        Command::Config { command } => local::config(command, configuration),
        Command::Supervise => supervise(settings.clone()).await,
    }
}

fn overrides(args: &Args) -> anyhow::Result<Vec<(String, String)>> {
    let mut overrides = fleet::overrides(&args.common.sets)?;
    if let Some(file) = &args.common.config {
        let file = file.canonicalize()?;
        overrides.push(("AIDA_CONFIG".to_owned(), file.to_string_lossy().into_owned()));
    }
    Ok(overrides)
}

async fn supervise(settings: Settings) -> anyhow::Result<Exit> {
    logs::init(&settings.log)?;
    let home = fleet::Home::open(&settings.fleet.home)?;
    if let Err(error) = fleet::supervise(home, settings).await {
        tracing::error!(error = format!("{error:#}"), "the supervisor failed");
        return Ok(Exit::Error);
    }
    Ok(Exit::Completed)
}
