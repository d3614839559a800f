//! The whole product with hosted models: a private fleet, the fake providers, the Italian shoe brief. What the result says
//! was paid is held against the providers' own bill.

mod models;
#[allow(dead_code, reason = "shared with the tests that make films")]
mod support;

use std::path::Path;

use aida_lab::fakes::{Charge, Fakes, Fault, png};
use models::{options, settings, shown};
use serde_json::Value;
use support::Fleet;

const BRIEF: &str = "Video Instagram 30s per scarpe eco-friendly, Gen Z, energico";

/// The longest way through the graph by the jobs' own times, in seconds.
fn critical_path(told: &Value) -> f64 {
    let jobs = told["jobs"].as_array().expect("jobs");
    let of = |name: &str| -> Vec<(String, f64)> {
        let mine = jobs.iter().filter(|job| {
            job["status"] == "succeeded" && job["node"].as_str().is_some_and(|node| node.starts_with(name))
        });
        mine.map(|job| {
            (job["node"].as_str().expect("a node").to_owned(), job["seconds"].as_f64().expect("seconds"))
        })
        .collect()
    };
    let one = |name: &str| of(name).iter().map(|(_, seconds)| *seconds).fold(0.0, f64::max);
    let drawn = one("director") + one("visual");
    one("writer") + drawn.max(one("audio")) + one("clip") + one("assembly")
}

fn cents(dollars: &Value) -> i64 {
    (dollars.as_f64().expect("an amount") * 100.0).round() as i64
}

#[test]
fn the_shoe_brief_is_made_by_hosted_models_and_paid_once() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let fakes = runtime.block_on(Fakes::start(options())).expect("a port");
    let (fleet, folder) = (Fleet::new(), tempfile::tempdir().expect("a folder"));
    let set = settings(&fakes, folder.path());
    let mut up: Vec<&str> = set.iter().map(String::as_str).collect();
    up.push("up");
    fleet.aida(&up).success();

    let made = fleet.make(&[BRIEF]);
    assert_eq!(made.json["status"], "completed", "{}", made.json);
    let told = shown(&fleet, made.json["id"].as_str().expect("an id"));
    let metadata = &told["workflow"]["result"]["metadata"];
    let bill = fakes.bill();
    let billed = (bill.micro_usd() as f64 / 1e4).round() as i64;
    println!(
        "{} s; estimated {} USD, paid {} USD, billed {:.4} USD; {} charges",
        made.json["wall_seconds"],
        metadata["cost"]["estimated"],
        metadata["cost"]["actual"],
        bill.micro_usd() as f64 / 1e6,
        bill.charges.len()
    );
    let mut models: Vec<&str> =
        metadata["models_used"].as_array().expect("models").iter().filter_map(Value::as_str).collect();
    models.sort_unstable();
    assert_eq!(models, ["Claude Sonnet 5.5", "FLUX Pro", "Kling 2.5 Pro", "XTTS v2"]);
    assert_eq!(cents(&metadata["cost"]["actual"]), billed, "what was paid");
    let estimate = cents(&metadata["cost"]["estimated"]);
    assert!((estimate - billed).abs() <= 1, "estimated {estimate} cents, billed {billed}");
    assert_eq!(metadata["route"], "hybrid", "the voice is in this network");
    // The operator's own catalogue counts: it says that this model will end.
    let reasons = metadata["reasons"].to_string();
    assert!(reasons.contains("FLUX Pro will be retired on 2099-12-31"), "{reasons}");
    assert_eq!((bill.of("flux-pro"), bill.of("kling"), bill.of("claude")), (6, 6, 2));
    assert!(made.path("video").exists());
    let (wall, path) = (metadata["time"]["actual"].as_f64().expect("seconds"), critical_path(&told));
    println!("{wall:.1} s from its start to its end; critical path {path:.1} s: {:.3}", wall / path);
    assert!(wall <= path * 1.05, "{wall} s, critical path {path} s");

    let listed = fleet.aida(&["models", "--json"]).success();
    let listed: Value = serde_json::from_str(&listed.stdout).expect("JSON");
    let model = |id: &str| {
        let found = listed.as_array().expect("a list").iter().find(|model| model["id"] == id);
        found.unwrap_or_else(|| panic!("{id} is not listed")).clone()
    };
    assert_eq!(model("Kling 2.5 Pro")["availability"], "available");
    assert_eq!(model("Kling 2.5 Pro")["success_rate"], 1.0);
    assert_eq!(model("FLUX Pro")["retired_on"], "2099-12-31");
    assert_eq!(model("Midjourney")["availability"], "available");
    assert_eq!(model("ElevenLabs")["availability"], "not_configured");
    assert_eq!(model("Sora 2")["availability"], "unavailable");
    a_broken_primary_is_fallen_back_from(&fleet, &fakes);
    what_the_studio_does_not_speak_is_written_and_spoken_by_models(&fleet);
    a_style_by_example_reaches_midjourney(&fleet, &fakes, folder.path());
}

fn a_style_by_example_reaches_midjourney(fleet: &Fleet, fakes: &Fakes, folder: &Path) {
    let style = folder.join("style.png");
    std::fs::write(&style, png(64, 64)).expect("a picture");
    let style = style.display().to_string();
    let made = fleet.make(&["--style-picture", &style, "Immagine per scarpe di tela, acquerello"]);
    assert_eq!(made.json["status"], "completed", "{}", made.json);
    let told = shown(fleet, made.json["id"].as_str().expect("an id"));
    let metadata = &told["workflow"]["result"]["metadata"];
    assert!(metadata["models_used"].to_string().contains("Midjourney"), "{metadata}");
    let seen = fakes.seen();
    let handed_over = seen.iter().any(|request| request.contains("\"base64Data\":\"data:image/png;base64,"));
    let task = seen.iter().find(|request| request.contains("\"mj_style_reference\"")).expect("a task");
    assert!(handed_over && task.contains(&format!("\"fileUrls\":[\"{}", fakes.url("kie"))), "{task}");
    assert_eq!(fakes.bill().of("midjourney"), 1);
}

fn what_the_studio_does_not_speak_is_written_and_spoken_by_models(fleet: &Fleet) {
    let made = fleet.make(&["--lang", "nl", "Instagram video 10s, groene schoenen"]);
    assert_eq!(made.json["status"], "completed", "{}", made.json);
    let told = shown(fleet, made.json["id"].as_str().expect("an id"));
    assert_eq!(told["workflow"]["brief"]["language"], "nl", "{told}");
    let models = told["workflow"]["result"]["metadata"]["models_used"].to_string();
    assert!(models.contains("Claude") && models.contains("XTTS v2"), "{models}");
    let captions = std::fs::read_to_string(made.path("captions")).expect("captions");
    assert!(captions.contains("aarde"), "{captions}");
    // This fleet has no voice for it.
    let refused = fleet.aida(&["make", "--lang", "uk", "Instagram video 10s, green shoes"]);
    assert_eq!(refused.status, 2, "{}", refused.stderr);
    assert!(refused.stderr.contains("Ukrainian takes a configured voice"), "{}", refused.stderr);
}

fn a_broken_primary_is_fallen_back_from(fleet: &Fleet, fakes: &Fakes) {
    let before = fakes.bill().charges.len();
    // The first model of one still takes the request and nobody hears of it; that of the other ends with an error.
    fakes.fail("fal.submit@flux-pro", Fault::LoseReply);
    fakes.fail("fal.submit@flux-pro", Fault::CompletedWithError);
    let made = fleet.make(&["Video Instagram 10s per scarpe di sughero, Gen Z, energico"]);
    assert_eq!(made.json["status"], "completed", "{}", made.json);
    let told = shown(fleet, made.json["id"].as_str().expect("an id"));
    let result = &told["workflow"]["result"];
    let downgrades = result["downgrades"].as_array().expect("downgrades");
    let reason = |text: &str| {
        downgrades.iter().any(|one| one["reason"].as_str().is_some_and(|reason| reason.contains(text)))
    };
    assert!(downgrades.len() == 2 && reason("unknown"), "{downgrades:?}");
    let to_schnell = downgrades.iter().all(|one| one["to"] == "FLUX schnell");
    assert!(to_schnell, "{downgrades:?}");
    let charges = &fakes.bill().charges[before..];
    let of = |part: &str| charges.iter().filter(|one: &&Charge| one.model.contains(part)).count();
    // The one that was lost, each still by the next model, each clip; what ended with an error is not charged.
    assert_eq!((of("flux-pro"), of("schnell"), of("kling")), (1, 2, 2), "{charges:?}");
}
