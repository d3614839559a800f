//! `aida make` and `aida watch`: submit, watch, fetch.

use std::path::{Path, PathBuf};

use aida_ops::Settings;
use aida_protocol::{Material, MaterialFormat, StylePreferencesInput, WorkflowId, limits};

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
    if let Some(picture) = &args.style_picture {
        let reference = if picture.starts_with("https://") {
            picture.clone()
        } else {
            client.upload(Path::new(picture)).await?.sha256
        };
        let style = StylePreferencesInput { reference_image: Some(reference), ..Default::default() };
        brief.style_preferences = Some(style);
    }
    if !args.material.is_empty() {
        let mut material = Vec::new();
        for file in &args.material {
            material.push(read_material(file).await?);
        }
        brief.material = Some(material);
    }
    client.create(&brief).await
}

/// A text file as material, its name as the source that is told.
async fn read_material(file: &Path) -> Result<Material, ClientError> {
    let named = |source| ClientError::File { path: file.to_owned(), source };
    let size = tokio::fs::metadata(file).await.map_err(named)?.len();
    if size > limits::MATERIAL_BYTES as u64 {
        let reason = format!("is larger than {} bytes", limits::MATERIAL_BYTES);
        return Err(named(std::io::Error::other(reason)));
    }
    let text = tokio::fs::read_to_string(file).await.map_err(named)?;
    let title = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let format = MaterialFormat::of_file(&title, &text);
    let text = text.trim_start_matches('\u{feff}').replace('\u{c}', "\n");
    Ok(Material { title, format, text })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn material_is_read_with_its_name_and_kind() {
        let folder = std::env::temp_dir().join(format!("aida-material-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let write = |name: &str, bytes: &[u8]| {
            let file = folder.join(name);
            std::fs::write(&file, bytes).unwrap();
            file
        };
        let page = read_material(&write("page.html", b"<p>One.</p>")).await.unwrap();
        assert_eq!((page.title.as_str(), page.format), ("page.html", MaterialFormat::Html));
        let text = read_material(&write("a.txt", "\u{feff}Uno.\u{c}Due.".as_bytes())).await.unwrap();
        assert_eq!((text.text.as_str(), text.format), ("Uno.\nDue.", MaterialFormat::Text));
        let large = write("large.txt", &vec![b'x'; limits::MATERIAL_BYTES + 1]);
        let binary = write("film.mp4", &[0xff, 0xfe, 0x00]);
        for file in [large, binary, folder.join("nothing.txt")] {
            let error = read_material(&file).await.unwrap_err();
            assert_eq!(error.exit(), Exit::BadInput);
            assert!(error.to_string().contains(file.file_name().unwrap().to_str().unwrap()), "{error}");
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
