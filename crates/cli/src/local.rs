//! Commands about the local fleet and its settings.

use std::{io::Write as _, process::Command};

use aida_ops::{
    Settings,
    config::{Configuration, LogSettings, reference},
};
use anyhow::Context as _;

use crate::{
    args::{ConfigCommand, LogsArgs, UpArgs},
    exit::Exit,
    fleet::{self, Home, UpOptions, doctor, roles},
};

fn say(text: &str) {
    eprintln!("aida: {text}");
}

fn home(settings: &Settings) -> anyhow::Result<Home> {
    Home::open(&settings.fleet.home)
}

fn print_json<T: serde::Serialize>(value: &T) -> anyhow::Result<()> {
    println!("{}", serde_json::to_string_pretty(value)?);
    Ok(())
}

pub async fn up(
    args: &UpArgs,
    settings: &Settings,
    overrides: Vec<(String, String)>,
) -> anyhow::Result<Exit> {
    let home = home(settings)?;
    let options = UpOptions {
        replicas: args.replicas.clone(),
        services_only: args.services_only,
        observe: args.observe,
        overrides,
        apply_settings: true,
    };
    if let Err(error) = fleet::up(&home, settings, &options, &mut say) {
        say(&format!("{error:#}"));
        return Ok(Exit::Unreachable);
    }
    status(&home, args.json).await
}

pub async fn show_status(json: bool, settings: &Settings) -> anyhow::Result<Exit> {
    status(&home(settings)?, json).await
}

async fn status(home: &Home, json: bool) -> anyhow::Result<Exit> {
    let report = fleet::status(home).await?;
    if json {
        print_json(&report)?;
    } else {
        print!("{}", report.text());
    }
    Ok(if report.ready { Exit::Completed } else { Exit::Unreachable })
}

pub fn down(settings: &Settings) -> anyhow::Result<Exit> {
    let ran = fleet::down(&home(settings)?, settings, &mut say)?;
    say(if ran { "the fleet has ended; its data stay" } else { "no fleet runs" });
    Ok(Exit::Completed)
}

pub fn logs(args: &LogsArgs, settings: &Settings) -> anyhow::Result<Exit> {
    let mut out = std::io::stdout().lock();
    match fleet::show_logs(&home(settings)?, args.role.as_deref(), args.follow, &mut out) {
        // `aida logs | head`.
        Err(error) if is_closed_pipe(&error) => Ok(Exit::Completed),
        outcome => outcome.map(|()| Exit::Completed),
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}

pub fn examine(json: bool, settings: &Settings) -> anyhow::Result<Exit> {
    let findings = doctor::examine(&home(settings)?);
    if json {
        print_json(&findings)?;
    } else {
        for finding in &findings {
            println!("{} {:22} {}", if finding.ok { "ok " } else { "NO " }, finding.what, finding.detail);
        }
    }
    Ok(if findings.iter().all(|finding| finding.ok) { Exit::Completed } else { Exit::Unreachable })
}

/// Hands over to `aida-api keys` with the local fleet's environment.
pub fn keys(arguments: &[String], settings: &Settings) -> anyhow::Result<Exit> {
    anyhow::ensure!(
        settings.client.url.is_none(),
        "keys are managed where the fleet's database is, not over its API"
    );
    let programs = fleet::programs()?;
    let program = programs.join("aida-api");
    if is_question(arguments) {
        return handed_over(&mut Command::new(&program), arguments);
    }
    let home = home(settings)?;
    let running =
        fleet::read(&home)?.and_then(|fleet| fleet.process("postgres").map(|process| process.state));
    if running != Some(fleet::ProcessState::Ready) {
        let options = UpOptions::default();
        if let Err(error) = fleet::up(&home, settings, &options, &mut say) {
            say(&format!("{error:#}"));
            return Ok(Exit::Unreachable);
        }
    }
    let mut command = roles::command(&program, &home, settings, &programs);
    if settings.log.level == LogSettings::default().level {
        // What the user asked for is on standard output; the usual log would drown it.
        command.env("AIDA_LOG__LEVEL", "warn");
    }
    handed_over(&mut command, arguments)
}

/// Whether it is about the command's arguments, and needs no fleet. A key may be named help.
fn is_question(arguments: &[String]) -> bool {
    arguments.first().is_some_and(|first| first == "help")
        || arguments.iter().any(|argument| argument == "-h" || argument == "--help")
}

fn handed_over(command: &mut Command, arguments: &[String]) -> anyhow::Result<Exit> {
    let status = command.arg("keys").args(arguments).status().context("aida-api")?;
    Ok(match status.code() {
        Some(0) => Exit::Completed,
        Some(2) => Exit::BadInput,
        _ => Exit::Error,
    })
}

pub fn config(command: &ConfigCommand, configuration: &Configuration) -> anyhow::Result<Exit> {
    match command {
        ConfigCommand::Show => print!("{}", reference::show(configuration)),
        ConfigCommand::Reference { write: None } => print!("{}", reference::markdown()),
        ConfigCommand::Reference { write: Some(path) } => {
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder)?;
            }
            let mut file = std::fs::File::create(path).with_context(|| path.display().to_string())?;
            file.write_all(reference::markdown().as_bytes())?;
        }
    }
    Ok(Exit::Completed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_is_asked_for_in_the_first_place_or_with_a_flag() {
        let asks = |line: &str| is_question(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        assert!(["help", "help create", "create --help", "-h"].into_iter().all(asks));
        assert!(!["create --name help", "list", ""].into_iter().any(asks));
    }
}
