//! One brief in two shapes, twice: the shapes share all but the pictures, and the second time nothing differs.

#[allow(dead_code, reason = "shared with tests that do more to a fleet")]
mod support;

use std::{collections::BTreeMap, path::PathBuf, process::Command};

use serde_json::Value;
use support::{Fleet, MakeOutcome, support_http};

const BRIEF: &[&str] = &["Spot verticale e quadrato per una pizzeria a Napoli, allegro", "--seconds", "6"];

#[test]
fn shapes_of_a_film_share_script_and_sound_and_the_same_brief_gives_the_same() {
    let fleet = Fleet::new();
    fleet.aida(&["up"]).success();
    let api = fleet.api_url();
    let first = fleet.make(BRIEF);
    both_films_are_good(&first);
    let first = workflow(&api, &first);
    each_shape_has_jobs_of_its_own(&api, &first);

    let second = fleet.make(BRIEF);
    assert_eq!(second.json["status"], "completed", "{}", second.json);
    let second = workflow(&api, &second);
    assert_ne!(first["id"], second["id"]);
    for made in ["/writer_result/script", "/writer_result/post", "/director_result/storyboard"] {
        assert_eq!(first.pointer(made), second.pointer(made), "{made}");
        assert!(first.pointer(made).is_some_and(|value| !value.is_null()), "{made}");
    }
    let (pictures, again) = (hashes(&first), hashes(&second));
    assert_eq!(pictures, again);
    assert!(pictures.len() >= 4, "{pictures:?}");
}

/// Two films, each inspected in its own shape, of the same words and the same sound.
fn both_films_are_good(made: &MakeOutcome) {
    assert_eq!((made.status, &made.json["status"]), (0, &"completed".into()), "{}", made.json);
    let films = made.json["videos"].as_array().expect("films");
    let shapes: Vec<&str> = films.iter().filter_map(|film| film["aspect_ratio"].as_str()).collect();
    assert_eq!(shapes, ["9:16", "1:1"], "{}", made.json);
    assert_eq!(films[0]["video"], made.json["video"], "the first shape is the usual film");
    let (mut sounds, mut captions) = (Vec::new(), Vec::new());
    for (film, size) in films.iter().zip([(1080, 1920), (1080, 1080)]) {
        let probe = support::probe(&file(&film["video"]));
        let streams = probe["streams"].as_array().expect("streams");
        let picture = streams.iter().find(|stream| stream["codec_type"] == "video").expect("a picture");
        assert_eq!((&picture["width"], &picture["height"]), (&size.0.into(), &size.1.into()));
        let report = std::fs::read_to_string(file(&film["report"])).expect("the report");
        let report: Value = serde_json::from_str(&report).expect("the report is JSON");
        let checks = report["checks"].as_array().expect("checks");
        assert!(checks.iter().all(|check| check["passed"] == true), "{checks:#?}");
        assert!(report["faults"].as_array().is_some_and(Vec::is_empty), "{}", report["faults"]);
        sounds.push((voice(&report), sound(&file(&film["video"]))));
        captions.push(spoken(&std::fs::read_to_string(file(&film["captions"][0])).expect("captions")));
        assert!(file(&film["thumbnail"]).exists());
    }
    assert_eq!(sounds[0], sounds[1], "voice and mastered sound are the same bytes");
    assert!(sounds[0].0.len() == 64 && !sounds[0].1.is_empty(), "{sounds:?}");
    assert_eq!(captions[0], captions[1]);
    assert!(!captions[0].is_empty());
}

/// Script, storyboard and sound are made once; pictures, clips and the end once a shape.
fn each_shape_has_jobs_of_its_own(api: &str, workflow: &Value) {
    let id = workflow["id"].as_str().expect("an id");
    let jobs = support_http::json("GET", &format!("{api}/v1/workflows/{id}/jobs"), "");
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for job in jobs["items"].as_array().expect("jobs") {
        *counts.entry(job["agent"].as_str().expect("an agent").to_owned()).or_default() += 1;
    }
    let scenes = workflow.pointer("/writer_result/script/scenes").and_then(Value::as_array).expect("scenes");
    let wanted = [
        ("assembly", 2),
        ("audio", 1),
        ("director", 1),
        ("video", 2 * scenes.len()),
        ("visual", 2 * scenes.len()),
        ("writer", 1),
    ];
    assert_eq!(counts, wanted.map(|(agent, count)| (agent.to_owned(), count)).into());
}

fn workflow(api: &str, made: &MakeOutcome) -> Value {
    let id = made.json["id"].as_str().expect("an id");
    support_http::json("GET", &format!("{api}/v1/workflows/{id}"), "")
}

/// The pictures' own hashes, and their layers'.
fn hashes(workflow: &Value) -> Vec<String> {
    let pictures = workflow["visual_results"].as_array().expect("pictures").iter();
    let files = pictures.flat_map(|picture| [&picture["image"], &picture["composition"]]);
    files.filter_map(|file| file["sha256"].as_str()).map(str::to_owned).collect()
}

/// The hash of the raw voice that a report says its film was made with.
fn voice(report: &Value) -> String {
    let materials = report["materials"].as_array().expect("materials").iter();
    let is_voice = |material: &&Value| material["name"].as_str().is_some_and(|name| name.contains("voice"));
    let voice = materials.filter(|material| material["role"] == "part").find(is_voice);
    voice.and_then(|voice| voice["sha256"].as_str()).unwrap_or_default().to_owned()
}

/// The hash of every packet of a film's sound.
fn sound(film: &std::path::Path) -> String {
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-select_streams", "a", "-show_data_hash", "sha256"])
        .args(["-show_entries", "packet=pts,data_hash", "-of", "csv=p=0"])
        .arg(film)
        .output()
        .expect("ffprobe runs");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The words of subtitles, without times: each shape breaks its lines for itself.
fn spoken(srt: &str) -> Vec<String> {
    let lines = srt.lines().filter(|line| !line.contains("-->") && line.parse::<u32>().is_err());
    lines.flat_map(str::split_whitespace).map(str::to_owned).collect()
}

fn file(path: &Value) -> PathBuf {
    PathBuf::from(path.as_str().unwrap_or_else(|| panic!("{path} is no file")))
}
