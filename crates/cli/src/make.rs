//! `aida make` and `aida watch`: submit, watch, fetch.

use std::path::PathBuf;

use aida_ops::Settings;
use aida_protocol::WorkflowId;

use crate::{
    args::{MakeArgs, OutputArgs, WatchArgs},
    client::{Client, ClientError},
    download::download,
    exit::Exit,
    outcome::{Files, Outcome},
    session::{ConnectError, Start, connect},
    watch::{View, follow},
};

/// Submits a sentence and, unless told otherwise, sees it through.
pub async fn make(args: &MakeArgs, settings: &Settings, overrides: &[(String, String)]) -> Exit {
    let outcome = match connected(settings, overrides, Start::WhenNeeded) {
        Ok(client) => match submit(&client, args).await {
            Ok(id) if args.no_wait => Outcome::accepted(id),
            Ok(id) => {
                eprintln!("aida: {id}");
                see_through(&client, id, out(&args.output, settings)).await
            }
            Err(error) => Outcome::failed(None, &error),
        },
        Err(outcome) => *outcome,
    };
    tell(&outcome, args.output.json)
}

/// Watches a workflow that somebody submitted.
pub async fn watch(args: &WatchArgs, settings: &Settings) -> Exit {
    let outcome = match connected(settings, &[], Start::Never) {
        Ok(client) => see_through(&client, args.id, out(&args.output, settings)).await,
        Err(outcome) => *outcome,
    };
    tell(&outcome, args.output.json)
}

fn connected(
    settings: &Settings,
    overrides: &[(String, String)],
    start: Start,
) -> Result<Client, Box<Outcome>> {
    connect(settings, overrides, start, &mut |text| eprintln!("aida: {text}")).map_err(|error| {
        Box::new(match &error {
            ConnectError::Client(error) => Outcome::failed(None, error),
            ConnectError::Fleet(_) => {
                Outcome::failed_with(None, "unreachable", Exit::Unreachable, error.to_string())
            }
        })
    })
}

fn out(output: &OutputArgs, settings: &Settings) -> PathBuf {
    output.out.clone().unwrap_or_else(|| settings.client.out.clone())
}

async fn submit(client: &Client, args: &MakeArgs) -> Result<WorkflowId, ClientError> {
    let mut brief = args.brief();
    if !args.pictures.is_empty() {
        let mut pictures = Vec::new();
        for file in &args.pictures {
            pictures.push(client.upload(file).await?);
        }
        brief.pictures = Some(pictures);
    }
    client.create(&brief).await
}

/// Watches to the end, then fetches what there is. Ctrl-C ends the watching alone.
async fn see_through(client: &Client, id: WorkflowId, out: PathBuf) -> Outcome {
    let mut view = View::for_stderr();
    let watched = tokio::select! {
        watched = follow(client, id, &mut view) => Some(watched),
        _ = tokio::signal::ctrl_c() => None,
    };
    view.end();
    match watched {
        None => {
            eprintln!(
                "\naida: the work goes on; `aida watch {id}` comes back to it, `aida cancel {id}` ends it"
            );
            Outcome::unwatched(id)
        }
        Some(Err(error)) => {
            eprintln!("aida: `aida watch {id}` comes back to the work");
            Outcome::failed(Some(id), &error)
        }
        Some(Ok(_)) => fetch(client, id, out).await,
    }
}

async fn fetch(client: &Client, id: WorkflowId, out: PathBuf) -> Outcome {
    let state = match client.state(id).await {
        Ok(state) => state,
        Err(error) => return Outcome::failed(Some(id), &error),
    };
    match download(client, &state, &out).await {
        Ok(files) => Outcome::of(&state, files),
        Err(error) => {
            let known = Outcome::of(&state, Files::default());
            Outcome { error: Some(error.to_string()), exit: Exit::Error, ..known }
        }
    }
}

fn tell(outcome: &Outcome, json: bool) -> Exit {
    if json {
        match serde_json::to_string(outcome) {
            Ok(text) => println!("{text}"),
            Err(error) => eprintln!("aida: {error}"),
        }
    } else if outcome.exit == Exit::Completed || outcome.id.is_some() {
        println!("{}", outcome.text());
    } else if let Some(error) = &outcome.error {
        eprintln!("aida: {error}");
    }
    outcome.exit
}
