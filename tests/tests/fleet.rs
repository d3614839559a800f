//! The whole product from outside: the built programs, a private fleet of their own, real films.
//!
//! One test after another on one fleet, because starting a fleet costs more than most of what is asked of it.

#[allow(dead_code, reason = "shared with tests that ask the API itself")]
mod support;

use std::time::{Duration, Instant};

use serde_json::Value;
use support::{Fleet, MakeOutcome};

/// Everything that a fleet has to show in one life.
#[test]
fn a_fleet_makes_what_is_asked_and_survives_its_operator() {
    let fleet = Fleet::new();
    let help = fleet.aida(&["keys", "create", "--help"]).success();
    assert!(help.stdout.contains("--tenant"), "{}", help.stdout);
    assert_eq!(fleet.aida(&["status"]).status, 5, "a question about arguments has started a fleet");
    let started = Instant::now();
    fleet.aida(&["up"]).success();
    println!("up in {:.1} s", started.elapsed().as_secs_f64());

    a_sentence_becomes_a_film(&fleet);
    pictures_and_sound_alone(&fleet);
    bad_input_is_refused_and_leaves_nothing(&fleet);
    stopping_processes_in_the_middle_fails_nothing(&fleet);
    a_fleet_that_goes_down_goes_on_where_it_was(&fleet);
    every_metric_has_a_value(&fleet);
    let api = fleet.api_url();
    fleet.aida(&["down"]).success();
    let gone = fleet.aida(&["--api", &api, "ls"]);
    assert_eq!(gone.status, 5, "a fleet that is down cannot be reached: {}", gone.stderr);
}

fn a_sentence_becomes_a_film(fleet: &Fleet) {
    let made = fleet.make(&["Video Instagram 15s per scarpe eco-friendly, Gen Z, energico"]);
    let report = expect_completed(&made);
    let film = made.path("video");
    let probe = support::probe(&film);
    let stream = |kind: &str| {
        let streams = probe["streams"].as_array().expect("streams");
        streams.iter().find(|stream| stream["codec_type"] == kind).cloned().expect("the stream is there")
    };
    let (picture, sound) = (stream("video"), stream("audio"));
    assert_eq!((&picture["codec_name"], &picture["profile"]), (&"h264".into(), &"High".into()));
    assert_eq!((&picture["width"], &picture["height"]), (&1080.into(), &1920.into()));
    assert_eq!((&picture["pix_fmt"], &picture["r_frame_rate"]), (&"yuv420p".into(), &"30/1".into()));
    assert_eq!((&sound["codec_name"], &sound["sample_rate"]), (&"aac".into(), &"48000".into()));
    let seconds = made.json["duration_seconds"].as_f64().expect("seconds");
    assert!((14.25..=15.75).contains(&seconds), "{seconds} s");
    assert!(support::is_faststart(&film), "the index comes before the data");
    let checks = report["checks"].as_array().expect("checks");
    assert!(checks.len() >= 8, "{checks:#?}");
    assert!(checks.iter().all(|check| check["passed"] == true), "{checks:#?}");
    let captions = std::fs::read_to_string(made.path("captions")).expect("captions");
    assert!(captions.contains("-->"), "{captions}");
    assert!(made.path("thumbnail").exists());

    // The same fleet, asked how it was.
    let id = made.json["id"].as_str().expect("id").to_owned();
    let shown: Value =
        serde_json::from_str(&fleet.aida(&["show", &id, "--json"]).success().stdout).expect("JSON");
    assert!(shown.to_string().contains(&id));
    assert!(fleet.aida(&["ls"]).success().stdout.contains(&id[..8]));
    let again = fleet.aida(&["watch", &id, "--json", "--out", fleet.out()]);
    assert_eq!(again.status, 0, "{}", again.stderr);
}

fn pictures_and_sound_alone(fleet: &Fleet) {
    let image = fleet.make(&[
        "Post quadrato per una pizzeria a Napoli",
        "--content-type",
        "image",
        "--aspect",
        "1:1",
    ]);
    assert_eq!(image.json["status"], "completed", "{}", image.json);
    let pictures = image.json["images"].as_array().expect("images");
    assert!(!pictures.is_empty() && image.json["video"].is_null(), "{}", image.json);
    let audio = fleet.make(&["Podcast intro about bees, calm", "--content-type", "audio", "--seconds", "10"]);
    assert_eq!(audio.json["status"], "completed", "{}", audio.json);
    let seconds = audio.json["duration_seconds"].as_f64().expect("seconds");
    assert!((9.5..=10.5).contains(&seconds) && audio.path("audio").exists(), "{}", audio.json);
}

fn bad_input_is_refused_and_leaves_nothing(fleet: &Fleet) {
    let before = fleet.count();
    for arguments in [
        &["x", "--seconds", "601"][..],
        &["ein Film", "--lang", "tlh"][..],
        &[""][..],
        &["nul\u{1}byte film about shoes"][..],
    ] {
        let refused = fleet.make(arguments);
        assert_eq!(refused.status, 2, "{arguments:?}: {}", refused.json);
    }
    assert_eq!(fleet.count(), before);
}

fn stopping_processes_in_the_middle_fails_nothing(fleet: &Fleet) {
    let first = fleet.submit("Video 10s TikTok sul caffè della mattina");
    let second = fleet.submit("A 10 second story about a lighthouse");
    fleet.until_running(&first);
    for process in fleet.processes() {
        fleet.terminate(&process);
    }
    for id in [first, second] {
        let outcome = fleet.watch(&id);
        assert_eq!(outcome.json["status"], "completed", "{}", outcome.json);
    }
}

fn a_fleet_that_goes_down_goes_on_where_it_was(fleet: &Fleet) {
    let id = fleet.submit("Vidéo de 10 secondes pour une boulangerie");
    fleet.until_running(&id);
    fleet.aida(&["down"]).success();
    fleet.aida(&["up"]).success();
    let outcome = fleet.watch(&id);
    assert_eq!(outcome.json["status"], "completed", "{}", outcome.json);
}

fn every_metric_has_a_value(fleet: &Fleet) {
    let text = fleet.metrics();
    for name in [
        "aida_workflows{",
        "aida_workflows_finished_total{",
        "aida_workflow_duration_seconds_count",
        "aida_workflows_oldest_waiting_seconds",
        "aida_admission_open",
        "aida_jobs_outstanding{",
        "aida_jobs_oldest_seconds{",
        "aida_jobs_closed_total{",
        "aida_permits",
        "aida_jobs_unconfirmed",
        "aida_queue_messages{",
        "aida_planner_batch_inputs_count",
        "aida_planner_batch_seconds_count",
        "aida_cost_usd_total",
    ] {
        assert!(text.lines().any(|line| line.starts_with(name)), "{name} is missing");
    }
}

fn expect_completed(made: &MakeOutcome) -> Value {
    assert_eq!((made.status, &made.json["status"]), (0, &"completed".into()), "{}", made.json);
    for key in ["id", "images", "audio", "report", "wall_seconds", "cost"] {
        assert!(made.json.get(key).is_some(), "{key} is missing in {}", made.json);
    }
    assert!(made.json["wall_seconds"].as_f64().expect("seconds") < Duration::from_secs(300).as_secs_f64());
    let report = std::fs::read_to_string(made.path("report")).expect("the report");
    serde_json::from_str(&report).expect("the report is JSON")
}
